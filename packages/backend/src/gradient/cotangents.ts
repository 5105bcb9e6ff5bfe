/** The weights of a vector-Jacobian product: given, computed from the values, or ones. */
import { binaryUnit } from '@ketwork/math'
import type { Cotangents } from '../backend.ts'

/**
 * The rows x columns weights for these values; a function is called with a copy, once.
 *
 * @throws RangeError for another length, NaN or infinity
 */
export function resolveCotangents(cotangents: Cotangents | undefined, values: Float64Array, rows: number, columns: number): Float64Array {
  if (cotangents === undefined) return new Float64Array(rows * columns).fill(1)
  const weights = typeof cotangents === 'function' ? cotangents(values.slice()) : cotangents
  if (!(weights instanceof Float64Array)) throw new TypeError('cotangents must be a Float64Array or a function that returns one')
  if (weights.length !== rows * columns)
    throw new RangeError(`cotangents hold ${weights.length} numbers: ${rows} rows of ${columns} observables need ${rows * columns}`)
  const bad = weights.findIndex((weight) => !Number.isFinite(weight))
  if (bad !== -1) throw new RangeError(`cotangent ${bad} is ${weights[bad]}: it must be a finite number`)
  return weights
}

/** Weights whose rows are divided by units, of which the derivatives of each row are multiples again. */
export interface ScaledCotangents {
  readonly weights: Float64Array
  /** One a row, powers of two. */
  readonly units: Float64Array
}

/** Between these, weights are as good as 1 in either precision. */
const [LEAST, MOST] = [2 ** -24, 2 ** 24]

/**
 * Cotangents as a backward sweep takes them: where they are very large or very small, in a unit of the row, so that nothing overflows or vanishes in
 * single precision either, and gradients scale with their cotangents.
 *
 * @param columns observables
 */
export function scaleCotangents(weights: Float64Array, columns: number): ScaledCotangents {
  const units = new Float64Array(columns === 0 ? 0 : weights.length / columns).fill(1)
  let scaled = weights
  for (let row = 0; row < units.length; row++) {
    let largest = 0
    for (let k = row * columns; k < (row + 1) * columns; k++) largest = Math.max(largest, Math.abs(weights[k]))
    if (largest === 0 || (largest >= LEAST && largest <= MOST)) continue
    if (scaled === weights) scaled = weights.slice()
    units[row] = binaryUnit([largest])
    for (let k = row * columns; k < (row + 1) * columns; k++) scaled[k] /= units[row]
  }
  return { weights: scaled, units }
}
