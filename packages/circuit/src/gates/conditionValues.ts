/**
 * The value of a condition and the value of each of its bits: one exact whole number for registers of any width, a bigint where a double would not hold it.
 */
import type { Condition } from './Operation.ts'

/** What each bit of the condition must read, in the order of its bits; O(bits). */
export function conditionValues({ bits, value }: Condition): (0 | 1)[] {
  const text = value.toString(2).padStart(bits.length, '0')
  return bits.map((_, i) => (text[text.length - 1 - i] === '1' ? 1 : 0))
}

/** The value that bits spell which read so, the first one least significant. */
export function valueOfBits(values: readonly number[]): number | bigint {
  return conditionValue(BigInt(`0b${values.toReversed().join('')}`))
}

/** The form that a condition keeps its value in: a number up to 2^53 - 1, a bigint above. */
export function conditionValue(value: number | bigint): number | bigint {
  return typeof value === 'bigint' && value >= 0n && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}
