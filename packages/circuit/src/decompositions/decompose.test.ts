import { complexMatrix, haarState, haarUnitary, kronecker, maxAbsDifference, multiply, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { Circuit } from '../Circuit.ts'
import type { Operation, OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { applyToState } from '../oracles/applyToState.ts'
import { unitary } from '../oracles/unitary.ts'
import { randomCircuit } from '../randomCircuit.ts'
import { decompose, UnsupportedGateError } from './decompose.ts'

function difference(operation: Operation): number {
  const width = Math.max(...operation.qubits, 0) + 1
  const circuit = new Circuit(width).append(operation)
  return maxAbsDifference(unitary(circuit), unitary(circuit.withOperations(decompose(operation))))
}

/** The same on two random states, for operations on many qubits. */
function differenceOnStates(operation: Operation): number {
  const width = operation.qubits.length
  const circuit = new Circuit(width).append(operation)
  const parts = circuit.withOperations(decompose(operation))
  const random = new RandomStream(6)
  const states = [haarState(2 ** width, random), haarState(2 ** width, random)]
  const distances = states.map((state) => {
    const after = applyToState(parts, state)
    return applyToState(circuit, state).reduce((largest, value, q) => Math.max(largest, Math.abs(value - after[q])), 0)
  })
  return Math.max(...distances)
}

function flips(operation: Operation): number {
  return decompose(operation).filter(({ gate }) => gate === 'cx').length
}

describe('decompose', () => {
  test('gives the same unitary, global phase included, in one-qubit gates and cx, for operations of the whole table', () => {
    for (let seed = 0; seed < 400; seed++) {
      const [operation] = randomCircuit({ qubits: 5, operations: 1, seed }).operations
      expect(difference(operation), JSON.stringify(operation)).toBeLessThan(1e-11)
      for (const part of decompose(operation)) {
        const isOneQubit = gateTable[part.gate].qubits === 1
        expect(isOneQubit || part.gate === 'cx' || part.gate === 'globalPhase', part.gate).toBe(true)
      }
    }
  })

  test('gives spare qubits back as they were, and takes fewer CX with them', () => {
    const operation: Operation = { gate: 'mcx', qubits: [0, 2, 3, 5, 6, 8], angles: [] }
    const circuit = new Circuit(9).append(operation)
    const parts = decompose(operation, [1, 4, 7])
    expect(parts.filter(({ gate }) => gate === 'cx')).toHaveLength(34)
    const state = haarState(2 ** 9, new RandomStream(7))
    const after = applyToState(circuit.withOperations(parts), state)
    expect(applyToState(circuit, state).every((value, q) => Math.abs(value - after[q]) < 1e-12)).toBe(true)
  })

  test('takes the known numbers of CX', () => {
    const on = (gate: OperationName, qubits: number[], angles: number[] = []): Operation => ({ gate, qubits, angles })
    expect(flips(on('cz', [0, 1]))).toBe(1)
    expect(flips(on('ch', [0, 1]))).toBe(1)
    expect(flips(on('ecr', [0, 1]))).toBe(1)
    expect(flips(on('cp', [0, 1], [0.3]))).toBe(2)
    expect(flips(on('cu', [0, 1], [0.3, 0.4, 0.5, 0.6]))).toBe(2)
    expect(flips(on('xxPlusYy', [0, 1], [0.3, 0.4]))).toBe(2)
    expect(flips(on('swap', [0, 1]))).toBe(3)
    expect(flips(on('ccx', [0, 1, 2]))).toBe(6)
    expect(flips(on('mcx', [0, 1, 2, 3]))).toBe(14)
  })

  test('a two-qubit unitary takes as many CX as its class needs', () => {
    const random = new RandomStream(4)
    const local = (): ReturnType<typeof haarUnitary> => kronecker(haarUnitary(2, random), haarUnitary(2, random))
    const classOf = (middle: Circuit): number => {
      const matrix = multiply(local(), multiply(unitary(middle), local()))
      const operation: Operation = { gate: 'unitary', qubits: [0, 1], angles: [], matrix }
      expect(difference(operation)).toBeLessThan(1e-11)
      return flips(operation)
    }
    expect(classOf(new Circuit(2))).toBe(0)
    expect(classOf(new Circuit(2).cx(0, 1))).toBe(1)
    expect(classOf(new Circuit(2).ecr(1, 0))).toBe(1)
    for (const gate of ['rxx', 'ryy', 'rzz'] as const) expect(classOf(new Circuit(2)[gate](0.3, 0, 1))).toBe(2)
    expect(classOf(new Circuit(2).rxx(0.3, 0, 1).ryy(0.7, 0, 1))).toBe(2)
    expect(classOf(new Circuit(2).rzz(0.3, 0, 1).ryy(0.7, 0, 1))).toBe(2)
    expect(classOf(new Circuit(2).rzz(0.3, 0, 1).rxx(2.7, 0, 1))).toBe(2)
    expect(classOf(new Circuit(2).iswap(0, 1))).toBe(2)
    expect(classOf(new Circuit(2).swap(0, 1))).toBe(3)
    expect(classOf(new Circuit(2).rzz(0.3, 0, 1).rxx(2.7, 0, 1).ryy(1, 0, 1))).toBe(3)
  })

  test('writes Haar-random unitaries on up to 5 qubits', () => {
    const random = new RandomStream(9)
    for (let qubits = 1; qubits <= 5; qubits++) {
      const matrix = haarUnitary(2 ** qubits, random)
      const operation: Operation = { gate: 'unitary', qubits: Array.from({ length: qubits }, (_, i) => i), angles: [], matrix }
      expect(difference(operation)).toBeLessThan(1e-10)
    }
  })

  test('writes unitaries with many equal eigenvalues: permutations, diagonal and sparse ones', () => {
    for (let seed = 0; seed < 40; seed++) {
      const circuit = randomCircuit({
        qubits: 3,
        operations: seed % 6,
        seed,
        gates: ['h', 'cx', 'ccx', 'swap', 's', 'cz', 'x', 't', 'cswap'],
      })
      const operation: Operation = { gate: 'unitary', qubits: [2, 0, 1], angles: [], matrix: unitary(circuit) }
      expect(difference(operation), `seed ${seed}`).toBeLessThan(1e-10)
    }
  })

  test('writes controls in any number, with dirty qubits once there are many', () => {
    for (const count of [2, 3, 7, 8, 9]) {
      const qubits = Array.from({ length: count + 1 }, (_, i) => i)
      expect(differenceOnStates({ gate: 'mcx', qubits, angles: [] }), `${count} controls`).toBeLessThan(1e-11)
      expect(differenceOnStates({ gate: 'mcp', qubits, angles: [0.37] }), `${count} controls`).toBeLessThan(1e-11)
    }
  })

  test('has quadratically many CX for many controls', () => {
    const cost = (count: number): number => flips({ gate: 'mcx', qubits: Array.from({ length: count + 1 }, (_, i) => i), angles: [] })
    expect(cost(40) / cost(20)).toBeLessThan(5)
  })

  test('hands a condition to each part and leaves other operations alone', () => {
    const condition = { bits: ['c'], value: 1 }
    expect(decompose({ gate: 'swap', qubits: [0, 1], angles: [], condition }).every((part) => part.condition === condition)).toBe(true)
    const measure: Operation = { gate: 'measure', qubits: [0], angles: [], bits: ['c'] }
    expect(decompose(measure)).toEqual([measure])
  })

  test('names the operation that is too large', () => {
    const matrix = complexMatrix(512, 512)
    for (let i = 0; i < 512; i++) matrix.data[2 * i * 513] = 1
    const operation: Operation = { gate: 'unitary', qubits: [0, 1, 2, 3, 4, 5, 6, 7, 8], angles: [], matrix }
    expect(() => decompose(operation)).toThrow(UnsupportedGateError)
  })
})
