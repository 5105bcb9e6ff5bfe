/** Unitaries and states drawn from the Haar measure: the one that no rotation changes. */
import { type ComplexMatrix, complexMatrix } from './complexMatrix.ts'
import { normalize, removeComponent } from './complexVector.ts'
import type { RandomStream } from './RandomStream.ts'

/**
 * A random unitary matrix, Haar distributed.
 *
 * Gram-Schmidt on a matrix of complex normal numbers; it leaves a positive diagonal in R, which is what makes Q exactly Haar (Mezzadri,
 * Notices of the AMS 54, 592 (2007)). Each row is projected twice, so the result is unitary to rounding. O(dimension^3).
 *
 * @throws RangeError unless the dimension is a whole number of at least 1
 */
export function haarUnitary(dimension: number, random: RandomStream): ComplexMatrix {
  requireDimension(dimension)
  const result = complexMatrix(dimension, dimension)
  const row = (i: number): Float64Array => result.data.subarray(2 * i * dimension, 2 * (i + 1) * dimension)
  for (let i = 0; i < dimension; i++) {
    const current = random.fillNormal(row(i))
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < i; other++) removeComponent(current, row(other))
      normalize(current)
    }
  }
  return result
}

/**
 * A random state of norm 1, Haar distributed, as interleaved amplitudes.
 *
 * @param dimension how many amplitudes, 2^n for n qubits
 * @throws RangeError unless the dimension is a whole number of at least 1
 */
export function haarState(dimension: number, random: RandomStream): Float64Array {
  requireDimension(dimension)
  return normalize(random.fillNormal(new Float64Array(2 * dimension)))
}

function requireDimension(dimension: number): void {
  if (!Number.isSafeInteger(dimension) || dimension < 1)
    throw new RangeError(`a dimension is a whole number of at least 1, got ${dimension}`)
}
