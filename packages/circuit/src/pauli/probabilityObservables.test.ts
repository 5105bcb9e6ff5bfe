import { haarState, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { pauliExpectation } from './pauliMatrix.ts'
import { formatPauliSum } from './formatPauliSum.ts'
import { totalOfPauliSums } from './pauliAlgebra.ts'
import { probabilityObservables } from './probabilityObservables.ts'

describe('the probabilities of qubits as observables', () => {
  test('are projectors that add up to 1', () => {
    expect(probabilityObservables([2]).map(formatPauliSum)).toEqual(['0.5 + 0.5*Z2', '0.5 - 0.5*Z2'])
    for (const qubits of [[], [1], [3, 0], [2, 0, 1]]) expect(totalOfPauliSums(probabilityObservables(qubits)).terms).toEqual([{ pauli: '', qubits: [], re: 1, im: 0 }]) // prettier-ignore
  })

  test.each([[[0]], [[2, 0]], [[1, 3, 0]], [[0, 1, 2, 3]]])('of qubits %j are the sums of squared amplitudes', (qubits) => {
    const state = haarState(16, new RandomStream(770))
    const expected = new Float64Array(2 ** qubits.length)
    for (let x = 0; x < 16; x++) {
      const column = qubits.reduce((index, qubit, i) => index + ((x >> qubit) & 1) * 2 ** i, 0)
      expected[column] += state[2 * x] ** 2 + state[2 * x + 1] ** 2
    }
    probabilityObservables(qubits).forEach((projector, i) => expect(pauliExpectation(projector, state)).toBeCloseTo(expected[i], 14))
  })

  test.each<[unknown, string]>([
    ['01', "qubits is '01': a list of qubits is needed"],
    [[0, 0.5], 'qubit 0.5 is not a whole number from 0 on'],
    [[-1], 'qubit -1 is not a whole number'],
    [[1, 1], 'qubits 1, 1 must differ'],
    [Array.from({ length: 11 }, (_, i) => i), '11 qubits have 2048 probabilities: at most 10'],
  ])('refuse %j', (qubits, message) => {
    expect(() => probabilityObservables(qubits as number[])).toThrow(message)
  })
})
