/**
 * What is true of values: comparisons, and, or, not. Questions about bits of the circuit become conditions, where one value of the bits is asked for;
 * two that must both hold are one condition.
 */
import { isConstant } from '../angles/index.ts'
import { bothConditions, ConflictingConditionsError } from '../gates/bothConditions.ts'
import { conditionValue } from '../gates/conditionValues.ts'
import type { Condition } from '../gates/Operation.ts'
import type { Scanner } from './Scanner.ts'
import { angleOf, describeValue, isTyped, type MeasuredValue, type Value } from './Value.ts'

/** Where an operator stands. */
export interface Place {
  readonly scanner: Scanner
  readonly at: number
}

/** `!`. */
export function opposite(operand: Value, place: Place): Value {
  if (isTyped(operand) && (operand.type === 'measured' || operand.type === 'condition')) {
    const condition = conditionOf(operand, place)
    if (condition.bits.length === 1) return { type: 'condition', condition: { bits: condition.bits, value: 1 - Number(condition.value) } }
    return place.scanner.refuse('a condition says which value bits have, not which they do not have: compare them with one value', place.at)
  }
  return !truth(operand, place)
}

/** Whether a value is true; bits of the circuit have no truth yet. */
export function truth(value: Value, { scanner, at }: Place): boolean {
  if (typeof value === 'boolean') return value
  if (isTyped(value)) {
    if (value.type === 'int') return value.value !== 0n
    if (value.type === 'bits') return value.text.includes('1')
    if (value.type === 'measured' || value.type === 'condition') {
      return scanner.refuse(
        `${describeValue(value)} is known only when the circuit runs: it may be asked for in the condition of an if`,
        at,
      )
    }
  } else if (isConstant(value)) return value !== 0
  else return scanner.refuse('an input is known only when the circuit runs: a circuit cannot branch on it', at)
  return scanner.fail(`expected a bool, found ${describeValue(value)}`, at)
}

/** The condition that bits of the circuit are when they stand for a bool. */
export function conditionOf(value: Value, { scanner, at }: Place): Condition {
  if (isTyped(value) && value.type === 'condition') return value.condition
  if (isTyped(value) && value.type === 'measured') {
    if (value.bits.length === 1) return { bits: value.bits, value: 1 }
    return scanner.refuse(`compare the ${value.bits.length} bits with one value: a condition cannot say "not zero"`, at)
  }
  return scanner.fail(`expected a comparison of bits, found ${describeValue(value)}`, at)
}

/** `&&` and `||`. */
export function logical(operator: '&&' | '||', left: Value, right: Value, place: Place): Value {
  const runtime = [left, right].filter((each) => isTyped(each) && (each.type === 'measured' || each.type === 'condition'))
  if (runtime.length === 0) return operator === '&&' ? truth(left, place) && truth(right, place) : truth(left, place) || truth(right, place)
  if (runtime.length === 1) {
    const known = truth(runtime[0] === left ? right : left, place)
    if (known === (operator === '||')) return known
    return { type: 'condition', condition: conditionOf(runtime[0], place) }
  }
  if (operator === '||') return place.scanner.refuse("a condition holds for one value of the bits: it cannot say 'or'", place.at)
  try {
    return { type: 'condition', condition: bothConditions(conditionOf(left, place), conditionOf(right, place)) }
  } catch (error) {
    if (error instanceof ConflictingConditionsError) return false
    throw error
  }
}

/** `==` and the other comparisons. */
export function compare(operator: '==' | '!=' | '<' | '<=' | '>' | '>=', left: Value, right: Value, place: Place): Value {
  if (isTyped(left) && left.type === 'measured') return compareBits(operator, left, right, place)
  if (isTyped(right) && right.type === 'measured') {
    if (operator !== '==' && operator !== '!=') return refuseComparison(operator, place)
    return compareBits(operator, right, left, place)
  }
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

function compareBits(operator: string, { bits, signed }: MeasuredValue, other: Value, place: Place): Value {
  if (operator !== '==' && (operator !== '!=' || bits.length > 1)) return refuseComparison(operator, place)
  if (isTyped(other) && (other.type === 'measured' || other.type === 'condition')) {
    return place.scanner.refuse('bits can be compared with constants only', place.at)
  }
  if (isTyped(other) && other.type === 'bits' && other.text.length !== bits.length) {
    return place.scanner.fail(`expected ${bits.length} bits, found ${describeValue(other)}`, place.at)
  }
  const given = comparable(other, place)
  const value = typeof given === 'bigint' || Number.isInteger(given) ? unsigned(BigInt(given), bits.length, signed) : undefined
  if (value === undefined) return operator === '!='
  return { type: 'condition', condition: { bits, value: conditionValue(operator === '==' ? value : 1n - value) } }
}

/** The bits of a whole number, read as one from 0 on; undefined when so many bits cannot spell it. */
function unsigned(value: bigint, width: number, signed: true | undefined): bigint | undefined {
  const kept = BigInt.asUintN(width, value)
  return (signed === true ? BigInt.asIntN(width, kept) : kept) === value ? kept : undefined
}

function refuseComparison(operator: string, { scanner, at }: Place): never {
  return scanner.refuse(`a condition holds for one value of the bits: it cannot say '${operator}'`, at)
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
  if (isTyped(value) && (value.type === 'measured' || value.type === 'condition')) {
    return scanner.refuse(`${describeValue(value)} is known only when the circuit runs: it can be compared with constants alone`, at)
  }
  return scanner.fail(`${describeValue(value)} cannot be compared`, at)
}
