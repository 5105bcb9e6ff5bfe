import { complexIdentity, maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { parameter } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import { applyToState } from '../oracles/applyToState.ts'
import { unitary } from '../oracles/unitary.ts'
import { multiControlledFlip, multiControlledPhase, multiControlledRz } from './multiControlled.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, qubit) => qubit)

describe('phases, flips and rotations with many controls', () => {
  test.each([2, 3, 5, 6, 7, 8])('are exact on %d qubits', (qubits) => {
    const controls = upTo(qubits - 1)
    const target = qubits - 1
    const made = (operations: Parameters<Circuit['withOperations']>[0]) => unitary(new Circuit(qubits).withOperations(operations))
    const last = 2 * (4 ** qubits - 1)
    const before = 2 * ((2 ** target - 1) * (2 ** qubits + 1)) // all controls 1, the target 0
    const phase = complexIdentity(2 ** qubits)
    phase.data.set([Math.cos(0.7), Math.sin(0.7)], last)
    expect(maxAbsDifference(made(multiControlledPhase(0.7, [...controls, target])), phase)).toBeLessThan(1e-13)
    const turn = complexIdentity(2 ** qubits)
    turn.data.set([Math.cos(0.35), -Math.sin(0.35)], before)
    turn.data.set([Math.cos(0.35), Math.sin(0.35)], last)
    expect(maxAbsDifference(made(multiControlledRz(0.7, controls, target)), turn)).toBeLessThan(1e-13)
    expect(maxAbsDifference(made(multiControlledFlip(controls, target)), unitary(new Circuit(qubits).mcx(controls, target)))).toBeLessThan(
      1e-13,
    )
  })

  test('act as they should on a random state of twelve qubits, with and without other qubits', () => {
    const random = new RandomStream(8)
    const state = Float64Array.from({ length: 2 ** 13 }, () => random.normal())
    for (const [width, spare] of [
      [12, []],
      [8, [8, 9, 10, 11]],
      [8, [9]],
      [7, [11, 8, 10, 9, 7]],
    ] as const) {
      const controls = upTo(width - 1)
      const expected = state.slice()
      const mask = 2 ** (width - 1) - 1
      for (let i = 0; i < 2 ** 12; i++) {
        if ((i & mask) === mask) expected.set(state.subarray(2 * (i ^ (mask + 1)), 2 * (i ^ (mask + 1)) + 2), 2 * i)
      }
      const circuit = new Circuit(12).withOperations(multiControlledFlip(controls, width - 1, spare))
      const actual = applyToState(circuit, state)
      expect(actual.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i])), 0)).toBeLessThan(1e-11)
    }
  })

  test('take so many CX: rotations 16 k - 24, flips 8 k - 6 with k - 2 other qubits, phases about 8 for each pair of qubits', () => {
    const flips = (operations: readonly { readonly gate: string }[]): number => operations.filter(({ gate }) => gate === 'cx').length
    expect(flips(multiControlledRz(0.3, [0, 1], 2))).toBe(4)
    for (const k of [8, 12, 40]) {
      expect(flips(multiControlledRz(0.3, upTo(k), k))).toBe(16 * k - 24)
      expect(flips(multiControlledFlip(upTo(k), k, upTo(k).map((i) => k + 1 + i)))).toBe(8 * k - 6) // prettier-ignore
      expect(flips(multiControlledPhase(0.3, upTo(k)))).toBeLessThanOrEqual(8 * k * k)
    }
  })

  test('keep symbols', () => {
    const circuit = new Circuit(8).withOperations(multiControlledPhase(parameter('w'), upTo(8)))
    const expected = new Circuit(8).mcp(0.4, upTo(7), 7)
    expect(maxAbsDifference(unitary(circuit.bind({ w: 0.4 })), unitary(expected))).toBeLessThan(1e-13)
  })
})
