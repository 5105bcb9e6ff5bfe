/**
 * Registers that are known only when the circuit runs: what operators and comparisons make of their bits, as formulas.
 *
 * A word is its bits, bit 0 first, each a constant or a formula. Comparisons with less and greater go from the highest bit down:
 * a < b where at the first bit in which they differ a has 0.
 */
import { largest } from '@ketwork/math'
import { all, any, differ, isSet, not, type Truth } from './formula.ts'
import type { Place } from './Scanner.ts'
import { angleOf, type ConditionValue, describeValue, isRuntime, isTyped, type RuntimeValue, type Value, type WordValue } from './Value.ts'
import { isConstant } from '../angles/index.ts'

/** A comparison of two words has as many terms as they have bits, each as long. */
const WIDEST_WORD = 256

export interface Word {
  readonly truths: readonly Truth[]
  readonly signed: boolean
}

/** As a value: a bool that is known is one. */
export function valueOfTruth(truth: Truth): boolean | ConditionValue {
  return typeof truth === 'boolean' ? truth : { type: 'condition', formula: truth }
}

/** Whether the value counts as true: some of its bits are 1. */
export function runtimeTruth(value: RuntimeValue): Truth {
  return any(wordOf(value).truths)
}

export function wordOf(value: RuntimeValue): Word {
  switch (value.type) {
    case 'measured':
      return { truths: value.bits.map(isSet), signed: value.signed === true }
    case 'condition':
      return { truths: [value.formula], signed: false }
    case 'word':
      return { truths: value.truths, signed: value.signed === true }
  }
}

/** `==` and the other comparisons, where at least one side is known only when the circuit runs. */
export function compareWords(operator: '==' | '!=' | '<' | '<=' | '>' | '>=', left: Value, right: Value, place: Place): Value {
  if (operator === '>' || operator === '<=') return invertedIf(operator === '<=', lessThan(right, left, place))
  if (operator === '<' || operator === '>=') return invertedIf(operator === '>=', lessThan(left, right, place))
  return invertedIf(operator === '!=', areEqual(left, right, place))
}

function invertedIf(inverted: boolean, truth: Truth): Value {
  return valueOfTruth(inverted ? not(truth) : truth)
}

function areEqual(left: Value, right: Value, place: Place): Truth {
  const [a, b] = sameWidth(left, right, place)
  return all(a.map((bit, i) => not(differ(bit, b[i]))))
}

function lessThan(left: Value, right: Value, place: Place): Truth {
  const [a, b] = sameWidth(left, right, place)
  if (a.length > WIDEST_WORD) {
    place.scanner.refuse(`'<' and the like are supported for registers of up to ${WIDEST_WORD} bits, here are ${a.length}`, place.at)
  }
  const equal = a.map((bit, i) => not(differ(bit, b[i])))
  return any(a.map((bit, i) => all([not(bit), b[i], ...equal.slice(i + 1)])))
}

/** The bits of both, with as many of each; where one has a sign the highest ones are turned round, so that their order is that of the numbers. */
function sameWidth(left: Value, right: Value, place: Place): [readonly Truth[], readonly Truth[]] {
  const words = [operandWord(left, right, place), operandWord(right, left, place)]
  const signed = words.some((word) => word.signed)
  const width = largest(words.map(({ truths, signed: own }) => truths.length + (signed && !own ? 1 : 0)))
  const [a, b] = words.map((word) => {
    const bits = Array.from({ length: width }, (_, i) => word.truths[i] ?? (word.signed ? (word.truths.at(-1) ?? false) : false))
    return signed ? [...bits.slice(0, -1), not(bits[width - 1])] : bits
  })
  return [a, b]
}

/** One side of a comparison: bits, or a whole number with as many bits as it needs. */
function operandWord(value: Value, other: Value, { scanner, at }: Place): Word {
  if (isRuntime(value)) return wordOf(value)
  if (typeof value === 'boolean') return { truths: [value], signed: false }
  if (isTyped(value) && value.type === 'bits') {
    const width = isRuntime(other) ? wordOf(other).truths.length : value.text.length
    if (width !== value.text.length) scanner.fail(`expected ${width} bits, found ${describeValue(value)}`, at)
    return { truths: textBits(value.text), signed: false }
  }
  if (isTyped(value) && value.type === 'int') return wholeWord(value.value)
  const number = angleOf(value)
  if (number === undefined) return scanner.fail(`${describeValue(value)} cannot be compared`, at)
  if (!isConstant(number)) return scanner.refuse('an input is known only when the circuit runs: it cannot be compared here', at)
  if (!Number.isInteger(number)) return scanner.refuse(`bits can be compared with whole numbers only, found ${number}`, at)
  return wholeWord(BigInt(number))
}

function wholeWord(number: bigint): Word {
  if (number >= 0n) return { truths: textBits(number.toString(2)), signed: false }
  const width = number.toString(2).length // with the minus sign in place of the sign bit
  return { truths: textBits(BigInt.asUintN(width, number).toString(2).padStart(width, '0')), signed: true }
}

export function textBits(text: string): boolean[] {
  return Array.from(text, (digit) => digit === '1').reverse()
}

/** `~`. */
export function complement(value: RuntimeValue): Value {
  if (value.type === 'condition' || (value.type === 'measured' && value.single)) return valueOfTruth(not(runtimeTruth(value)))
  return wordValue(wordOf(value).truths.map(not))
}

/** `&`, `|`, `^` and shifts by known distances. */
export function bitwiseWords(operator: '<<' | '>>' | '&' | 'xor' | '|', left: Value, right: Value, place: Place): Value {
  if (operator === '<<' || operator === '>>') return shifted(operator, left, right, place)
  const [a, b] = [operand(left, right, place), operand(right, left, place)]
  const truths = a.map((bit, i) => (operator === '&' ? all([bit, b[i]]) : operator === '|' ? any([bit, b[i]]) : differ(bit, b[i])))
  return isSingle(left) && isSingle(right) ? valueOfTruth(truths[0]) : wordValue(truths)
}

/** As many bits as the other operand has; a whole number must fit into them. */
function operand(value: Value, other: Value, place: Place): readonly Truth[] {
  const { scanner, at } = place
  const own = isRuntime(value) ? wordOf(value).truths : operandWord(value, other, place).truths
  const width = isRuntime(value) ? own.length : isRuntime(other) ? wordOf(other).truths.length : own.length
  if (isRuntime(value) && isRuntime(other) && wordOf(other).truths.length !== width) {
    return scanner.fail(`expected as many bits on both sides, found ${width} and ${wordOf(other).truths.length}`, at)
  }
  if (own.slice(width).includes(true)) return scanner.fail(`${describeValue(value)} does not fit into ${width} bits`, at)
  return Array.from({ length: width }, (_, i) => own[i] ?? false)
}

function shifted(operator: '<<' | '>>', left: Value, right: Value, { scanner, at }: Place): Value {
  if (!isRuntime(left) || isSingle(left))
    return scanner.refuse(`a shift by ${describeValue(right)} is known only when the circuit runs`, at)
  if (isRuntime(right)) return scanner.refuse('bits can be shifted by a known distance only', at)
  const distance = angleOf(right)
  if (typeof distance !== 'number' || !Number.isInteger(distance) || distance < 0) {
    return scanner.fail(`expected a whole number of places from 0 on, found ${describeValue(right)}`, at)
  }
  const { truths } = wordOf(left)
  return wordValue(truths.map((_, i) => truths[operator === '<<' ? i - distance : i + distance] ?? false))
}

function isSingle(value: Value): boolean {
  if (typeof value === 'boolean') return true
  return isTyped(value) && (value.type === 'condition' || (value.type === 'measured' && value.single))
}

function wordValue(truths: readonly Truth[]): WordValue {
  return { type: 'word', truths }
}
