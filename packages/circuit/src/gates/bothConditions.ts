/** Two conditions that must both hold are one. */
import { conditionValues, valueOfBits } from './conditionValues.ts'
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
  const [innerValues, outerValues] = [conditionValues(inner), conditionValues(outer)]
  const values = new Map(inner.bits.map((bit, i) => [bit, innerValues[i]]))
  outer.bits.forEach((bit, i) => {
    const value = outerValues[i]
    if ((values.get(bit) ?? value) !== value) throw new ConflictingConditionsError(bit)
    values.set(bit, value)
  })
  return { bits: [...values.keys()], value: valueOfBits([...values.values()]) }
}
