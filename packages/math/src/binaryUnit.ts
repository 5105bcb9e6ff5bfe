/** A unit for numbers of unknown size, in which their squares neither overflow nor vanish; being a power of two, it rounds nothing. */

/**
 * The power of two at or below the largest absolute value; 1 where all are zero, or there are none.
 *
 * @throws RangeError for NaN and infinity
 *
 * @example
 * binaryUnit([3e-200, 1e-200]) // 2 ** -664
 */
export function binaryUnit(values: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new RangeError(`a unit is of finite numbers, got ${values[i]} at ${i}`)
    largest = Math.max(largest, Math.abs(values[i]))
  }
  if (largest === 0) return 1
  const exponent = Math.floor(Math.log2(largest))
  return exponent > 1023 || 2 ** exponent > largest ? 2 ** (exponent - 1) : 2 ** exponent // the logarithm is rounded up just below a power of two
}
