/** Inner product and norm of complex vectors, kept as interleaved `re, im` arrays. */

/** Numbers that can hold interleaved amplitudes. */
export type ComplexVector = Float64Array | Float32Array

/**
 * The inner product <a|b>, conjugate-linear in a, as [re, im].
 *
 * @throws RangeError when the lengths differ
 *
 * @example
 * innerProduct(Float64Array.of(0, 1), Float64Array.of(1, 0)) // [0, -1]
 */
export function innerProduct(a: ComplexVector, b: ComplexVector): [re: number, im: number] {
  if (a.length !== b.length) throw new RangeError(`an inner product needs equal lengths, got ${a.length} and ${b.length} numbers`)
  let re = 0
  let im = 0
  for (let q = 0; q < a.length; q += 2) {
    re += a[q] * b[q] + a[q + 1] * b[q + 1]
    im += a[q] * b[q + 1] - a[q + 1] * b[q]
  }
  return [re, im]
}

/** Below it the squares of some entries may have lost digits. */
const LEAST_EXACT_NORM = 2 ** -500

/** The Euclidean norm, in range whatever the unit of the entries. */
export function norm(a: ComplexVector): number {
  let sum = 0
  for (let q = 0; q < a.length; q++) sum += a[q] * a[q]
  const size = Math.sqrt(sum)
  if (!(size < LEAST_EXACT_NORM || size === Infinity)) return size
  let largest = 0
  for (let q = 0; q < a.length; q++) largest = Math.max(largest, Math.abs(a[q]))
  return largest === 0 || largest === Infinity ? largest : largest * Math.sqrt(squaresInUnits(a, largest))
}

function squaresInUnits(a: ComplexVector, unit: number): number {
  let sum = 0
  for (let q = 0; q < a.length; q++) sum += (a[q] / unit) ** 2
  return sum
}

/**
 * Scales the vector in place to norm 1 and returns it.
 *
 * @throws RangeError when its norm is zero or not finite
 */
export function normalize<Vector extends ComplexVector>(a: Vector): Vector {
  const size = norm(a)
  if (!(size > 0 && Number.isFinite(size))) throw new RangeError(`a vector of norm ${size} cannot be normalised`)
  for (let q = 0; q < a.length; q++) a[q] /= size
  return a
}

/** Makes the vector orthogonal to a unit vector, in place, and returns the <unit|vector> that was taken out. */
export function removeComponent(vector: ComplexVector, unit: ComplexVector): [re: number, im: number] {
  const [re, im] = innerProduct(unit, vector)
  for (let q = 0; q < vector.length; q += 2) {
    vector[q] -= re * unit[q] - im * unit[q + 1]
    vector[q + 1] -= re * unit[q + 1] + im * unit[q]
  }
  return [re, im]
}
