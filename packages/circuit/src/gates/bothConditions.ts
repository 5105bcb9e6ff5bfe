/** Two conditions that must both hold are one. */
import type { Condition } from './Operation.ts'

/** Two conditions ask the same bit for different values. */
export class ConflictingConditionsError extends RangeError {
  override readonly name = 'ConflictingConditionsError'

  constructor(bit: string) {
    super(`the conditions can never both hold: bit '${bit}' would have to be 0 and 1`)
  }
}

/**
 * Bits of both, values put side by side; a bit that both name must be asked for the same value.
 *
 * @throws ConflictingConditionsError when they can never both hold
 */
export function bothConditions(inner: Condition, outer: Condition): Condition {
  const values = new Map(inner.bits.map((bit, i) => [bit, bitOf(inner.value, i)]))
  outer.bits.forEach((bit, i) => {
    const value = bitOf(outer.value, i)
    if ((values.get(bit) ?? value) !== value) throw new ConflictingConditionsError(bit)
    values.set(bit, value)
  })
  return { bits: [...values.keys()], value: [...values.values()].reduce((sum, value, i) => sum + value * 2 ** i, 0) }
}

function bitOf(value: number, bit: number): number {
  return Math.floor(value / 2 ** bit) % 2
}
