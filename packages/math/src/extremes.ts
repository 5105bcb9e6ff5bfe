/** The largest and the smallest of any number of numbers: `Math.max(...values)` overflows the stack when there are some ten thousands. */

/** The largest value; `least` where there is none larger, -Infinity by default. NaN where one of them is NaN. */
export function largest(values: Iterable<number>, least = -Infinity): number {
  let result = least
  for (const value of values) result = Math.max(result, value)
  return result
}

/** The smallest value; `most` where there is none smaller, Infinity by default. NaN where one of them is NaN. */
export function smallest(values: Iterable<number>, most = Infinity): number {
  let result = most
  for (const value of values) result = Math.min(result, value)
  return result
}
