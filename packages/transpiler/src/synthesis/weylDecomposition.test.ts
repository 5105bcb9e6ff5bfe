import { Circuit, unitary } from '@ketwork/circuit'
import { complexMatrix, type ComplexMatrix, haarUnitary, maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { Quaternion } from './quaternion.ts'
import { weylDecomposition } from './weylDecomposition.ts'

function circuitOf(turn: Quaternion, qubit: number): Circuit {
  const { w, x, y, z } = turn
  return new Circuit(2).unitary(complexMatrix(2, 2, [w, -z, -y, -x, y, -x, w, z]), [qubit])
}

/** The distance between a matrix and the product of its factors, and whether the interaction lies in the chamber. */
function check(matrix: ComplexMatrix): number {
  const { phase, before, after, interaction } = weylDecomposition(matrix.data)
  const [a, b, c] = interaction
  expect(a).toBeLessThanOrEqual(Math.PI / 4 + 1e-9)
  expect(a).toBeGreaterThanOrEqual(b - 1e-12)
  expect(b).toBeGreaterThanOrEqual(Math.abs(c) - 1e-12)
  const product = new Circuit(2)
    .compose(circuitOf(before[0], 0))
    .compose(circuitOf(before[1], 1))
    .rxx(-2 * a, 0, 1)
    .ryy(-2 * b, 0, 1)
    .rzz(-2 * c, 0, 1)
    .compose(circuitOf(after[0], 0))
    .compose(circuitOf(after[1], 1))
    .globalPhase(phase)
  return maxAbsDifference(unitary(product), matrix)
}

describe('weylDecomposition', () => {
  test('gives back 2,000 Haar-random unitaries to 1e-13', () => {
    const random = new RandomStream(31)
    for (let i = 0; i < 2000; i++) expect(check(haarUnitary(4, random))).toBeLessThan(1e-13)
  })

  test('gives back unitaries at and near every degeneracy', () => {
    const random = new RandomStream(32)
    const special = [0, Math.PI / 8, Math.PI / 4, Math.PI / 2, -Math.PI / 4, Math.PI / 16]
    for (let i = 0; i < 3000; i++) {
      const near = (): number => -2 * (special[random.integer(special.length)] + (random.integer(3) - 1) * 10 ** -(3 + random.integer(14)))
      const circuit = new Circuit(2).unitary(haarUnitary(2, random), [0]).unitary(haarUnitary(2, random), [1])
      if (i % 3 !== 0) circuit.h(0).s(1)
      circuit.rxx(near(), 0, 1).ryy(near(), 0, 1).rzz(near(), 0, 1)
      if (i % 2 === 0) circuit.unitary(haarUnitary(2, random), [0]).unitary(haarUnitary(2, random), [1])
      expect(check(unitary(circuit))).toBeLessThan(1e-13)
    }
  })

  test.each([
    ['cx', new Circuit(2).cx(0, 1), [1, 0, 0]],
    ['cx the other way', new Circuit(2).cx(1, 0), [1, 0, 0]],
    ['cz', new Circuit(2).cz(0, 1), [1, 0, 0]],
    ['ecr', new Circuit(2).ecr(0, 1), [1, 0, 0]],
    ['iswap', new Circuit(2).iswap(0, 1), [1, 1, 0]],
    ['dcx', new Circuit(2).dcx(0, 1), [1, 1, 0]],
    ['swap', new Circuit(2).swap(0, 1), [1, 1, 1]],
    ['cs', new Circuit(2).cs(0, 1), [0.5, 0, 0]],
    ['local gates', new Circuit(2).h(0).t(1), [0, 0, 0]],
  ] as const)('finds the class of %s', (_, circuit, quarters) => {
    const matrix = unitary(circuit)
    expect(check(matrix)).toBeLessThan(1e-14)
    weylDecomposition(matrix.data).interaction.forEach((angle, axis) => expect(angle).toBeCloseTo((quarters[axis] * Math.PI) / 4, 13))
  })
})
