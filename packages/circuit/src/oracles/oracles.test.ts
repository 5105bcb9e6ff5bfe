import { complexIdentity, haarState, maxAbsDifference, multiply, norm, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { parameter } from '../angles/index.ts'
import { Circuit } from '../Circuit.ts'
import { gateTable } from '../gates/gateTable.ts'
import { NonUnitaryOperationError } from '../gates/NonUnitaryOperationError.ts'
import type { OperationName } from '../gates/Operation.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { applyToState } from './applyToState.ts'
import { unitary } from './unitary.ts'

const gates = (Object.keys(gateTable) as OperationName[]).filter((name) => gateTable[name].kind === 'gate')
const draw = (seed: number, qubits: number): Circuit => randomCircuit({ qubits, operations: 10, seed, gates })

/** |index> of so many qubits. */
function basisState(qubits: number, index: number): Float64Array {
  const state = new Float64Array(2 * 2 ** qubits)
  state[2 * index] = 1
  return state
}

describe('unitary', () => {
  test('of one circuit after another is the product', () => {
    for (let seed = 0; seed < 20; seed++) {
      const [first, second] = [draw(seed, 3), draw(seed + 100, 3)]
      expect(maxAbsDifference(unitary(first.copy().compose(second)), multiply(unitary(second), unitary(first)))).toBeLessThan(1e-12)
    }
  })

  test('of an empty circuit is the identity', () => {
    expect(unitary(new Circuit(2).barrier())).toEqual(complexIdentity(4))
  })

  test('has qubit 0 as the least significant bit', () => {
    const { data } = unitary(new Circuit(3).x(0).cx(0, 2))
    expect(data[2 * (8 * 0b101 + 0b000)]).toBe(1)
  })
})

describe('applyToState', () => {
  test('gives the columns of the unitary', () => {
    for (let seed = 0; seed < 10; seed++) {
      const circuit = draw(seed, 4)
      const matrix = unitary(circuit)
      for (const column of [0, 5, 15]) {
        const state = applyToState(circuit, basisState(4, column))
        for (let row = 0; row < 16; row++) expect(state[2 * row]).toBeCloseTo(matrix.data[2 * (16 * row + column)], 12)
      }
    }
  })

  test('keeps the norm and leaves its argument alone', () => {
    const state = haarState(2 ** 6, new RandomStream(3))
    const before = state.slice()
    expect(norm(applyToState(draw(1, 6), state))).toBeCloseTo(1, 12)
    expect(state).toEqual(before)
  })

  test('makes the states that everybody knows', () => {
    const ghz = applyToState(new Circuit(3).h(0).cx(0, 1).cx(1, 2), basisState(3, 0))
    const expected = new Float64Array(16)
    expected[0] = expected[14] = Math.SQRT1_2
    ghz.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 15))
  })
})

describe('the oracles refuse', () => {
  const dynamic = [
    new Circuit(1).measure(0, 'm'),
    new Circuit(1).reset(0),
    new Circuit(1).depolarizing(0.1, 0),
    new Circuit(1).when({ bits: ['m'], value: 1 }, (circuit) => circuit.x(0)),
  ]
  test.each(dynamic)('what is not unitary (%#)', (circuit) => {
    expect(() => unitary(circuit)).toThrow(NonUnitaryOperationError)
    expect(() => applyToState(circuit, basisState(1, 0))).toThrow(NonUnitaryOperationError)
  })

  test('symbols without values', () => {
    expect(() => unitary(new Circuit(1).rx(parameter('w'), 0))).toThrow('the circuit has symbols: bind w first')
  })

  test('what would not fit, and say the bytes', () => {
    expect(() => unitary(new Circuit(13))).toThrow(/the matrix of 13 qubits needs 1.* unitary takes at most 12 qubits/)
    expect(() => applyToState(new Circuit(27), new Float64Array(2))).toThrow(/a state of 27 qubits needs 2.* at most 26 qubits/)
  })

  test('a state of another size', () => {
    expect(() => applyToState(new Circuit(2), new Float64Array(4))).toThrow('the state has 4 numbers: 2 qubits have 8')
  })
})
