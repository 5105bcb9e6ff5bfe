/** How far apart two complex matrices are, and whether one is unitary. */
import { type ComplexMatrix, requireComplex } from './complexMatrix.ts'
import { innerProduct } from './complexVector.ts'

/**
 * The largest modulus of an entry of a - b. NaN when either holds NaN.
 *
 * @throws RangeError when the shapes differ
 */
export function maxAbsDifference(a: ComplexMatrix, b: ComplexMatrix): number {
  return largestDifference(a, b, 1, 0)
}

/**
 * The largest modulus of an entry of e^(i phi) a - b, with the phase phi = arg <a, b> that makes the Frobenius distance smallest.
 *
 * Zero exactly when two matrices are the same operation on states. Orthogonal matrices are compared with phi = 0.
 */
export function distanceUpToPhase(a: ComplexMatrix, b: ComplexMatrix): number {
  requireSameShape(a, b)
  const [re, im] = innerProduct(a.data, b.data)
  const size = Math.hypot(re, im)
  return size === 0 ? largestDifference(a, b, 1, 0) : largestDifference(a, b, re / size, im / size)
}

/** Whether m is square and no entry of m m^H - 1 has a modulus above the tolerance. */
export function isUnitary(m: ComplexMatrix, tolerance = 1e-10): boolean {
  requireComplex('m', m)
  if (m.rows !== m.columns) return false
  const row = (i: number): Float64Array => m.data.subarray(2 * i * m.columns, 2 * (i + 1) * m.columns)
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j <= i; j++) {
      const [re, im] = innerProduct(row(j), row(i))
      if (!(Math.hypot(i === j ? re - 1 : re, im) <= tolerance)) return false
    }
  }
  return true
}

function largestDifference(a: ComplexMatrix, b: ComplexMatrix, phaseRe: number, phaseIm: number): number {
  requireSameShape(a, b)
  let largest = 0
  for (let q = 0; q < a.data.length; q += 2) {
    const re = phaseRe * a.data[q] - phaseIm * a.data[q + 1] - b.data[q]
    const im = phaseRe * a.data[q + 1] + phaseIm * a.data[q] - b.data[q + 1]
    const squared = re * re + im * im
    if (squared > largest) largest = squared
    if (Number.isNaN(squared)) return NaN
  }
  return Math.sqrt(largest)
}

function requireSameShape(a: ComplexMatrix, b: ComplexMatrix): void {
  requireComplex('a', a)
  requireComplex('b', b)
  if (a.rows !== b.rows || a.columns !== b.columns) {
    throw new RangeError(`cannot compare ${a.rows} x ${a.columns} with ${b.rows} x ${b.columns}: the shapes differ`)
  }
}
