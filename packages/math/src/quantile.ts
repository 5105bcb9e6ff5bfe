/** Quantiles of a list of numbers. */
import { requireFinite } from './finite.ts'

/**
 * The value below which a fraction q of the numbers lies, interpolated between neighbours as NumPy and R (type 7) do by default.
 *
 * Sorts a copy: O(n log n).
 *
 * @param q from 0 (the least) to 1 (the greatest)
 * @throws RangeError when there are no values, one is not finite, or q is out of range
 *
 * @example
 * quantile([1, 2, 3, 4], 0.25) // 1.75
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) throw new RangeError('there is no quantile of no values')
  if (!(q >= 0 && q <= 1)) throw new RangeError(`q must be between 0 and 1, got ${q}`)
  requireFinite('values', values)
  const sorted = Float64Array.from(values).sort()
  const position = q * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  const part = position - below
  return part === 0 ? sorted[below] : (1 - part) * sorted[below] + part * sorted[above]
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}
