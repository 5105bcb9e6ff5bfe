/** What is true of values: comparisons, and, or, not. What depends on bits of the circuit becomes a formula (`words.ts`). */
import { isConstant } from '../angles/index.ts'
import { all, any, not, type Truth } from './formula.ts'
import type { Place } from './Scanner.ts'
import { angleOf, describeValue, isRuntime, isTyped, type Value } from './Value.ts'
import { compareWords, runtimeTruth, valueOfTruth } from './words.ts'

/** `!`. */
export function opposite(operand: Value, place: Place): Value {
  return valueOfTruth(not(truthOf(operand, place)))
}

/** `&&` and `||`. */
export function logical(operator: '&&' | '||', left: Value, right: Value, place: Place): Value {
  const truths = [truthOf(left, place), truthOf(right, place)]
  return valueOfTruth(operator === '&&' ? all(truths) : any(truths))
}

/** Whether a value is true: a formula where bits of the circuit decide. */
export function truthOf(value: Value, place: Place): Truth {
  return isRuntime(value) ? runtimeTruth(value) : truth(value, place)
}

/** Whether a value is true that must be known now. */
export function truth(value: Value, { scanner, at }: Place): boolean {
  if (typeof value === 'boolean') return value
  if (isTyped(value)) {
    if (value.type === 'int') return value.value !== 0n
    if (value.type === 'bits') return value.text.includes('1')
    if (isRuntime(value)) {
      return scanner.refuse(`${describeValue(value)} is known only when the circuit runs: here it must be known before`, at)
    }
  } else if (isConstant(value)) return value !== 0
  else return scanner.refuse('an input is known only when the circuit runs: a circuit cannot branch on it', at)
  return scanner.fail(`expected a bool, found ${describeValue(value)}`, at)
}

/** `==` and the other comparisons. */
export function compare(operator: '==' | '!=' | '<' | '<=' | '>' | '>=', left: Value, right: Value, place: Place): Value {
  if (isRuntime(left) || isRuntime(right)) return compareWords(operator, left, right, place)
  const [a, b] = [comparable(left, place), comparable(right, place)]
  switch (operator) {
    case '==':
      return areEqual(a, b)
    case '!=':
      return !areEqual(a, b)
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
  }
}

/** Of a double and a bigint too, exactly. */
function areEqual(a: number | bigint, b: number | bigint): boolean {
  return a >= b && a <= b
}

function comparable(value: Value, { scanner, at }: Place): number | bigint {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (isTyped(value) && value.type === 'bits') return BigInt(`0b${value.text}`)
  if (isTyped(value) && value.type === 'int') return value.value
  const angle = angleOf(value)
  if (angle !== undefined && isConstant(angle)) return angle
  if (angle !== undefined) return scanner.refuse('an input is known only when the circuit runs: it cannot be compared here', at)
  return scanner.fail(`${describeValue(value)} cannot be compared`, at)
}
