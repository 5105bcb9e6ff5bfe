/** The check at every edge: numbers that come from outside are finite. */

/** Whether no value is NaN or infinite. */
export function isFiniteArray(values: ArrayLike<number>): boolean {
  return firstNonFinite(values) === -1
}

/**
 * Refuses NaN and infinity.
 *
 * @param name what the values are, for the message
 * @throws RangeError naming the first bad index and its value
 */
export function requireFinite(name: string, values: ArrayLike<number>): void {
  const index = firstNonFinite(values)
  if (index !== -1) throw new RangeError(`${name}[${index}] is ${values[index]}: every value must be a finite number`)
}

function firstNonFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i
  return -1
}
