import { RandomStream } from '@ketwork/math'
import { expect, test } from 'vitest'
import { commonEigenbasis } from './commonEigenbasis.ts'

/** B diag(values) B^T for a rotation B. */
function withEigenvalues(basis: Float64Array, values: readonly number[]): Float64Array {
  return Float64Array.from({ length: 16 }, (_, e) =>
    values.reduce((sum, value, k) => sum + value * basis[4 * (e >> 2) + k] * basis[4 * (e & 3) + k], 0),
  )
}

function randomRotation(random: RandomStream): Float64Array {
  const symmetric = Float64Array.from({ length: 16 }, () => random.normal())
  for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) symmetric[4 * i + j] = symmetric[4 * j + i]
  return commonEigenbasis(symmetric, new Float64Array(16)).basis
}

function largestOffDiagonal(m: Float64Array): number {
  return m.reduce((largest, value, i) => (i % 5 === 0 ? largest : Math.max(largest, Math.abs(value))), 0)
}

test('diagonalises commuting pairs, equal and nearly equal eigenvalues among them', () => {
  const random = new RandomStream(111)
  const levels = [1, -1, 0, 1e-9, 1 + 1e-12]
  for (let i = 0; i < 2000; i++) {
    const rotation = randomRotation(random)
    const draw = (): number[] => Array.from({ length: 4 }, () => levels[random.integer(5)])
    const { real, imaginary } = commonEigenbasis(withEigenvalues(rotation, draw()), withEigenvalues(rotation, draw()))
    expect(Math.max(largestOffDiagonal(real), largestOffDiagonal(imaginary))).toBeLessThan(1e-14)
  }
})

test('leaves a saddle where no rotation in a plane helps', () => {
  // XX and a flip of the lower bit: they commute, and all diagonal entries are equal
  const a = Float64Array.of(0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0)
  const b = Float64Array.of(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0)
  const { real, imaginary } = commonEigenbasis(a, b)
  expect(Math.max(largestOffDiagonal(real), largestOffDiagonal(imaginary))).toBeLessThan(1e-14)
})
