/** The weights of a vector-Jacobian product: given, computed from the values, or ones. */
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
