/**
 * The operators of OpenQASM on values.
 *
 * Integers divide as integers, so 1/2 is 0 in OpenQASM 3; angles are added modulo 2 pi; sums and products of inputs stay
 * polynomials, and what is more than that is refused. Comparisons are in `compareValues.ts`.
 */
import { largest } from '@ketwork/math'
import { type Angle, isConstant, negate, plus, times } from '../angles/index.ts'
import { compare, logical, opposite } from './compareValues.ts'
import type { Place } from './Scanner.ts'
import type { BinaryOperator, UnaryOperator } from './Expression.ts'
import { UnsupportedQasmError } from './UnsupportedQasmError.ts'
import { angleOf, type AngleValue, describeValue, integerOf, type IntValue, isRuntime, isTyped, type Value } from './Value.ts'
import { bitwiseWords, complement } from './words.ts'

const FULL_TURN = 2 * Math.PI
/** Of whole numbers, and of shifts. */
const MOST_BITS = 1024
/** Products of sums of inputs grow exponentially. */
const MOST_TERMS = 1000
const HIGHEST_DEGREE = 32

export function applyUnary(operator: UnaryOperator, operand: Value, place: Place): Value {
  if (operator === '-') return negative(operand, place)
  if (operator === '!') return opposite(operand, place)
  if (isRuntime(operand)) return complement(operand)
  if (typeof operand === 'boolean') return !operand
  if (isTyped(operand) && operand.type === 'bits') {
    return { type: 'bits', text: Array.from(operand.text, (digit) => (digit === '1' ? '0' : '1')).join('') }
  }
  const { scanner, at } = place
  const value = integerOf(operand)
  if (value === undefined || !isTyped(operand) || operand.type !== 'int' || operand.width === undefined) {
    return scanner.fail(`'~' needs bits or an integer of known width, such as uint[8], found ${describeValue(operand)}`, at)
  }
  return integer(2n ** BigInt(operand.width) - 1n - value, place, operand.width)
}

export function applyBinary(operator: BinaryOperator, left: Value, right: Value, place: Place): Value {
  switch (operator) {
    case '&&':
    case '||':
      return logical(operator, left, right, place)
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, left, right, place)
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case 'power':
      return arithmetic(operator, left, right, place)
    default:
      return bitwise(operator, left, right, place)
  }
}

/** A whole number of a bounded size. */
export function integer(value: number | bigint, place: Place, width?: number): IntValue {
  const exact = BigInt(value)
  if (BigInt.asIntN(MOST_BITS + 1, exact) !== exact) failAsTooLarge(place)
  return { type: 'int', value: exact, ...(width !== undefined && { width }) }
}

function failAsTooLarge({ scanner, at }: Place): never {
  return scanner.fail(`a whole number here passes 2^${MOST_BITS} in size`, at)
}

/** The angle modulo 2 pi, to the nearest multiple of 2 pi / 2^size. */
export function wrapAngle(value: number, size: number | undefined): AngleValue {
  const turns = value / FULL_TURN
  const part = turns - Math.floor(turns)
  if (size === undefined) return { type: 'angle', value: value >= 0 && value < FULL_TURN ? value : part * FULL_TURN, size }
  const units = 2 ** size
  return { type: 'angle', value: ((Math.round(part * units) % units) / units) * FULL_TURN, size }
}

function negative(operand: Value, place: Place): Value {
  if (typeof operand === 'number') return -operand
  if (isTyped(operand) && operand.type === 'int') return integer(-operand.value, place)
  if (isTyped(operand) && operand.type === 'angle') return wrapAngle(-operand.value, operand.size)
  return negate(numeric('-', operand, place))
}

type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | 'power'

function arithmetic(operator: ArithmeticOperator, left: Value, right: Value, place: Place): Value {
  if (typeof left === 'number' && typeof right === 'number') return onNumbers(operator, left, right)
  const [a, b] = [integerOf(left), integerOf(right)]
  if (a !== undefined && b !== undefined) return onIntegers(operator, a, b, place)
  if ([left, right].some((each) => isTyped(each) && each.type === 'angle')) return onAngles(operator, left, right, place)
  const [x, y] = [numeric(operator, left, place), numeric(operator, right, place)]
  if (isConstant(x) && isConstant(y)) return onNumbers(operator, x, y)
  return inRange(() => onPolynomials(operator, x, y, place), place)
}

/** Coefficients of polynomials are finite. */
export function inRange<T>(compute: () => T, { scanner, at }: Place): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof RangeError && !(error instanceof UnsupportedQasmError)) return scanner.fail(error.message, at)
    throw error
  }
}

function numeric(operator: string, value: Value, { scanner, at }: Place): Angle {
  if (typeof value === 'boolean') return value ? 1 : 0
  const angle = angleOf(value)
  if (angle !== undefined) return angle
  if (isRuntime(value)) {
    return scanner.refuse(`${describeValue(value)} is known only when the circuit runs: a circuit cannot compute with it`, at)
  }
  return scanner.fail(`'${operator === 'power' ? '**' : operator}' needs numbers, found ${describeValue(value)}`, at)
}

function onNumbers(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case 'power':
      return a ** b
  }
}

function onIntegers(operator: ArithmeticOperator, a: bigint, b: bigint, place: Place): Value {
  switch (operator) {
    case '+':
      return integer(a + b, place)
    case '-':
      return integer(a - b, place)
    case '*':
      return integer(a * b, place)
    case '/':
    case '%':
      if (b === 0n) return place.scanner.fail('this divides a whole number by zero', place.at)
      return integer(operator === '/' ? a / b : a % b, place)
    case 'power':
      if (b < 0n) return Number(a) ** Number(b)
      if (Number(b) * Math.log2(Math.abs(Number(a))) > MOST_BITS + 1) return failAsTooLarge(place)
      return integer(a ** b, place)
  }
}

/** Sums of angles and multiples of them are angles again, modulo 2 pi; numbers beside an angle become angles. */
function onAngles(operator: ArithmeticOperator, left: Value, right: Value, place: Place): Value {
  const size = [left, right].find((each): each is AngleValue => isTyped(each) && each.type === 'angle')?.size
  const [a, b] = [numeric(operator, left, place), numeric(operator, right, place)]
  if (!isConstant(a) || !isConstant(b)) return inRange(() => onPolynomials(operator, a, b, place), place)
  if (operator === '+' || operator === '-') return wrapAngle(onNumbers(operator, a, b), size)
  if (operator === '*' && (integerOf(left) ?? integerOf(right)) !== undefined) return wrapAngle(a * b, size)
  if (operator === '/' && integerOf(right) !== undefined) {
    if (b === 0) return place.scanner.fail('this divides an angle by zero', place.at)
    const unit = size === undefined ? 0 : FULL_TURN / 2 ** size
    return wrapAngle(unit === 0 ? a / b : Math.floor(Math.round(a / unit) / b) * unit, size)
  }
  return place.scanner.refuse(`'${operator}' of angles is not supported: convert them to float first, as in float(a)`, place.at)
}

function onPolynomials(operator: ArithmeticOperator, a: Angle, b: Angle, place: Place): Angle {
  const { scanner, at } = place
  switch (operator) {
    case '+':
      return bounded(plus(a, b), place)
    case '-':
      return bounded(plus(a, negate(b)), place)
    case '*':
      return product(a, b, place)
    case '/':
      if (!isConstant(b)) return scanner.refuse('an angle is a polynomial in the inputs: it cannot be divided by one', at)
      if (b === 0) return scanner.fail('this divides by zero', at)
      return times(a, 1 / b)
    case 'power': {
      if (!isConstant(b) || !Number.isInteger(b) || b < 0 || b > HIGHEST_DEGREE) {
        return scanner.refuse(`an angle is a polynomial in the inputs: its exponents are whole numbers from 0 to ${HIGHEST_DEGREE}`, at)
      }
      let power: Angle = 1
      for (let i = 0; i < b; i++) power = product(power, a, place)
      return power
    }
    case '%':
      return scanner.refuse("an angle is a polynomial in the inputs: it cannot hold '%'", at)
  }
}

function product(a: Angle, b: Angle, place: Place): Angle {
  const size = (angle: Angle): number => (isConstant(angle) ? 1 : angle.terms.length)
  const terms = size(a) * size(b)
  if (terms > MOST_TERMS || degree(a) + degree(b) > HIGHEST_DEGREE) return refusePolynomial(place)
  place.scanner.spend(stepsOf(terms, degree(a) + degree(b)), place.at)
  return times(a, b)
}

function bounded(angle: Angle, place: Place): Angle {
  if (!isConstant(angle)) place.scanner.spend(stepsOf(angle.terms.length, degree(angle)), place.at)
  return !isConstant(angle) && angle.terms.length > MOST_TERMS ? refusePolynomial(place) : angle
}

function stepsOf(terms: number, factors: number): number {
  return terms * (1 + factors / 2)
}

function degree(angle: Angle): number {
  return isConstant(angle) ? 0 : largest(angle.terms.map(({ symbols }) => symbols.length))
}

function refusePolynomial({ scanner, at }: Place): never {
  return scanner.fail(`a polynomial in the inputs has at most ${MOST_TERMS} terms of degree ${HIGHEST_DEGREE}, this one has more`, at)
}

function bitwise(operator: '<<' | '>>' | '&' | 'xor' | '|', left: Value, right: Value, place: Place): Value {
  if (isRuntime(left) || isRuntime(right)) return bitwiseWords(operator, left, right, place)
  const [a, b] = [bitPattern(left, place), bitPattern(right, place)]
  const width = isTyped(left) && left.type === 'int' ? left.width : undefined
  if ((operator === '<<' || operator === '>>') && b > MOST_BITS) {
    return place.scanner.fail(`expected a shift by at most ${MOST_BITS}, found ${b}`, place.at)
  }
  const results = {
    '<<': () => a << b,
    '>>': () => a >> b,
    '&': () => a & b,
    xor: () => a ^ b,
    '|': () => a | b,
  }
  const result = results[operator]()
  const kept = width === undefined ? result : BigInt.asUintN(width, result)
  if (typeof left === 'boolean' && typeof right === 'boolean') return kept === 1n
  if (isTyped(left) && left.type === 'bits')
    return { type: 'bits', text: BigInt.asUintN(left.text.length, result).toString(2).padStart(left.text.length, '0') }
  return integer(kept, place, width)
}

/** The bits of a value as a whole number. */
function bitPattern(value: Value, { scanner, at }: Place): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (isTyped(value)) {
    if (value.type === 'int' && value.value >= 0n) return value.value
    if (value.type === 'bits') return BigInt(`0b${value.text}`)
  }
  return scanner.refuse(`operators on bits are supported for bools, bits and whole numbers from 0 on, not for ${describeValue(value)}`, at)
}
