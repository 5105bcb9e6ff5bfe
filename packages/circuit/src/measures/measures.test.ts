import { maxAbsDifference } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { Circuit } from '../Circuit.ts'
import { applyToState } from '../oracles/applyToState.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { counts } from './counts.ts'
import { depth } from './depth.ts'
import { lightCone } from './lightCone.ts'

describe('depth', () => {
  test('is the longest chain of operations that share qubits', () => {
    expect(depth(new Circuit(3))).toBe(0)
    expect(depth(new Circuit(3).h(0).h(1).h(2))).toBe(1)
    expect(depth(new Circuit(3).h(0).cx(0, 1).cx(1, 2))).toBe(3)
  })

  test('does not count barriers, but they hold back what follows', () => {
    expect(depth(new Circuit(2).h(0).barrier(0, 1).h(1))).toBe(2)
    expect(depth(new Circuit(2).h(0).h(1))).toBe(1)
  })

  test('counts the wait for a measured bit and not a global phase', () => {
    const circuit = new Circuit(2).measure(0, 'c').when({ bits: ['c'], value: 1 }, (each) => each.x(1))
    expect(depth(circuit.globalPhase(1))).toBe(2)
  })

  test('can count some operations only', () => {
    const circuit = new Circuit(3).h(0).cx(0, 1).t(1).cx(1, 2)
    expect(depth(circuit, { counted: ({ qubits }) => qubits.length === 2 })).toBe(2)
  })
})

test('counts tells how often each gate occurs, in order of first use', () => {
  const result = counts(new Circuit(2).h(0).cx(0, 1).h(1).measureAll())
  expect(result).toEqual({ h: 2, cx: 1, measure: 2 })
  expect(Object.keys(result)).toEqual(['h', 'cx', 'measure'])
})

describe('lightCone', () => {
  test('leaves the reduced state of its qubits as it is, for random circuits', () => {
    for (let seed = 0; seed < 60; seed++) {
      const circuit = randomCircuit({ qubits: 4, operations: 6, seed })
      const qubit = seed % 4
      const cone = lightCone(circuit, [qubit])
      expect(cone.operations.length).toBeLessThanOrEqual(circuit.operations.length)
      expect(maxAbsDifference(reduced(circuit, qubit), reduced(cone, qubit))).toBeLessThan(1e-12)
    }
  })

  test('leaves out what only others feel', () => {
    const circuit = new Circuit(3).h(0).cx(0, 1).h(2).cx(1, 2)
    expect(lightCone(circuit, [0]).operations.map(({ gate }) => gate)).toEqual(['h', 'cx', 'h', 'cx'].slice(0, 2))
    expect(lightCone(circuit, [2]).operations).toHaveLength(4)
  })

  test('follows conditions to the measurements that they read', () => {
    const circuit = new Circuit(3)
      .h(0)
      .measure(0, 'c')
      .measure(1, 'd')
      .when({ bits: ['c'], value: 1 }, (each) => each.x(2))
    expect(lightCone(circuit, [2]).operations.map(({ gate }) => gate)).toEqual(['h', 'measure', 'x'])
  })

  test('ends at a reset', () => {
    expect(lightCone(new Circuit(2).h(0).cx(1, 0).reset(0).x(0), [0]).operations.map(({ gate }) => gate)).toEqual(['reset', 'x'])
  })

  test('refuses a qubit that the circuit does not have', () => {
    expect(() => lightCone(new Circuit(2), [2])).toThrow('qubit 2 is out of range: the circuit has qubits 0 to 1')
  })
})

/** The density matrix of one qubit after the circuit has run from |0...0>. */
function reduced(circuit: Circuit, qubit: number): { rows: number; columns: number; data: Float64Array } {
  const start = new Float64Array(2 ** (circuit.qubitCount + 1))
  start[0] = 1
  const state = applyToState(circuit, start)
  const data = new Float64Array(8)
  for (let i = 0; i < state.length / 2; i++) {
    for (const bit of [0, 1]) {
      const j = (i & ~(1 << qubit)) | (bit << qubit)
      const at = 2 * (2 * ((i >> qubit) & 1) + bit)
      data[at] += state[2 * i] * state[2 * j] + state[2 * i + 1] * state[2 * j + 1]
      data[at + 1] += state[2 * i + 1] * state[2 * j] - state[2 * i] * state[2 * j + 1]
    }
  }
  return { rows: 2, columns: 2, data }
}
