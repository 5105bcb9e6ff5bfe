/** The value of an expression whose names have values now; indices and casts of OpenQASM 3 included. */
import { isConstant } from '../angles/index.ts'
import { applyBinary, applyUnary, integer, wrapAngle } from './applyOperator.ts'
import { truth } from './compareValues.ts'
import { applyFunction, isFunction } from './applyFunction.ts'
import type { ClassicalType, Expression } from './Expression.ts'
import { selectElements } from './selectElements.ts'
import type { Place, Scanner } from './Scanner.ts'
import { angleOf, describeValue, isRuntime, isTyped, type RuntimeValue, type Value } from './Value.ts'
import { runtimeTruth, valueOfTruth, wordOf } from './words.ts'

/** What the names of an expression mean where it is evaluated. */
export interface Names {
  readonly scanner: Scanner
  readonly valueOf: (name: string, at: number) => Value
  /** Calls what the file defines under this name; undefined when it defines nothing. */
  readonly call?: (name: string, given: readonly Expression[], at: number) => Value | undefined
}

/** Operators are quick, but loops may ask for millions of them. */
const STEPS_OF_OPERATORS = 0.25
const WIDEST_INTEGER = 64
const WIDEST_BITS = 1024
/** Bits that an `int` or `uint` without a size has at least. */
const NARROWEST_PLAIN_INTEGER = 32

export function evaluateExpression(expression: Expression, names: Names): Value {
  const { scanner } = names
  const place = { scanner, at: expression.at }
  if (expression.kind !== 'value' && expression.kind !== 'name') scanner.spend(STEPS_OF_OPERATORS, expression.at)
  switch (expression.kind) {
    case 'value':
      return expression.value
    case 'name':
      return names.valueOf(expression.name, expression.at)
    case 'unary':
      return applyUnary(expression.operator, evaluateExpression(expression.operand, names), place)
    case 'binary':
      return evaluateBinary(expression, names)
    case 'call':
      return evaluateCall(expression, names)
    case 'cast':
      return convert(evaluateExpression(expression.operand, names), expression.type, names, 'cast')
    case 'index':
      return selectElements(evaluateExpression(expression.base, names), expression.indices, expression.at, names)
  }
}

/** `a && b` does not look at b when a is false. */
function evaluateBinary({ operator, left, right, at }: Extract<Expression, { kind: 'binary' }>, names: Names): Value {
  const a = evaluateExpression(left, names)
  if (a === false && operator === '&&') return false
  if (a === true && operator === '||') return true
  return applyBinary(operator, a, evaluateExpression(right, names), { scanner: names.scanner, at })
}

function evaluateCall({ name, given, at }: Extract<Expression, { kind: 'call' }>, names: Names): Value {
  const { scanner } = names
  const defined = names.call?.(name, given, at)
  if (defined !== undefined) return defined
  if (name === 'sizeof' && given.length === 2) return sizeOf(given, at, names)
  if (name === 'real' || name === 'imag') return scanner.refuse('complex numbers are not supported', at)
  if (!isFunction(name)) return scanner.fail(`'${name}' is not a function that is known here`, at)
  return applyFunction(
    name,
    given.map((each) => evaluateExpression(each, names)),
    { scanner, at },
  )
}

/** The length of an array in one of its dimensions. */
function sizeOf([array, dimension]: readonly Expression[], at: number, names: Names): Value {
  const { scanner } = names
  let value = evaluateExpression(array, names)
  const depth = evaluateInteger(dimension, names, 'a dimension')
  for (let i = 0; i < depth && isTyped(value) && value.type === 'array'; i++) value = value.items[0]
  return applyFunction('sizeof', [value], { scanner, at })
}

/** A whole number, for sizes, indices and bounds. */
export function evaluateInteger(expression: Expression, names: Names, what: string): number {
  const value = evaluateExpression(expression, names)
  const { scanner } = names
  if (isTyped(value)) {
    if (value.type === 'int') return smallInteger(value.value, what, { scanner, at: expression.at })
    if (isRuntime(value)) {
      return scanner.refuse(`${what} must be known before the circuit runs, found ${describeValue(value)}`, expression.at)
    }
  }
  if (typeof value === 'object' && !isTyped(value)) return scanner.refuse(`${what} must not depend on inputs`, expression.at)
  return scanner.fail(`${what} is a whole number, found ${describeValue(value)}`, expression.at)
}

function smallInteger(value: bigint, what: string, { scanner, at }: Place): number {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : scanner.fail(`${what} is ${value}: expected one below 2^53 in size`, at)
}

/**
 * The value as one of this type: what an assignment does, which loses nothing, or a cast, which may.
 *
 * Bits of the circuit stay what they are: `uint(c)` and `bool(b)` are another look at the same bits.
 */
export function convert(value: Value, type: ClassicalType, names: Names, how: 'cast' | 'assignment'): Value {
  const place = { scanner: names.scanner, at: type.at }
  if (isRuntime(value)) return convertRuntime(value, type, names)
  switch (type.name) {
    case 'bool':
      return truth(value, place)
    case 'int':
    case 'uint':
      return toInteger(value, type, names, how)
    case 'float':
      return toFloat(value, type, names)
    case 'angle':
      return toAngle(value, type, names)
    case 'bit':
      return toBits(value, type, names)
    case 'array':
      return names.scanner.fail(`expected an array, found ${describeValue(value)}`, type.at)
  }
}

function convertRuntime(value: RuntimeValue, type: ClassicalType, names: Names): Value {
  const { scanner } = names
  const { truths, signed } = wordOf(value)
  const { name } = type
  const size = sizeOfType(type, names, WIDEST_BITS)
  if (name === 'bool') return truths.length === 1 ? value : valueOfTruth(runtimeTruth(value))
  if (name === 'bit' && truths.length === (size ?? 1)) return value
  if (name === 'uint' || name === 'int') {
    const width = size ?? NARROWEST_PLAIN_INTEGER
    if (width > truths.length || (width === truths.length && (size !== undefined || name === 'uint'))) {
      if (width > truths.length || name === 'uint') return signed ? { type: 'word', truths } : value
      return value.type === 'measured' ? { ...value, signed: true } : { type: 'word', truths, signed: true }
    }
  }
  return scanner.refuse(`${describeValue(value)} is known only when the circuit runs: it cannot become this ${name}`, type.at)
}

/** The width of a type, from 1 to a limit. */
function sizeOfType({ size, name, at }: ClassicalType, names: Names, most: number): number | undefined {
  if (size === undefined) return undefined
  const width = evaluateInteger(size, names, `the size of ${name}`)
  if (width < 1) names.scanner.fail(`the size of ${name} is at least 1, found ${width}`, at)
  if (width > most) names.scanner.refuse(`the size of ${name} is at most ${most} here, found ${width}`, at)
  return width
}

function toInteger(value: Value, type: ClassicalType, names: Names, how: 'cast' | 'assignment'): Value {
  const place = { scanner: names.scanner, at: type.at }
  const width = sizeOfType(type, names, WIDEST_INTEGER)
  const number = wholeNumberIn(value, place, how)
  const isUnsigned = type.name === 'uint'
  const fits = width === undefined || (isUnsigned ? BigInt.asUintN(width, number) : BigInt.asIntN(width, number)) === number
  if (!fits || (isUnsigned && number < 0n)) {
    names.scanner.fail(`${number} does not fit into ${type.name}${width === undefined ? '' : `[${width}]`}`, type.at)
  }
  return integer(number, place, width)
}

function wholeNumberIn(value: Value, { scanner, at }: Place, how: 'cast' | 'assignment'): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (isTyped(value)) {
    if (value.type === 'int') return value.value
    if (value.type === 'bits') return BigInt(`0b${value.text}`)
  } else if (isConstant(value)) {
    if (!Number.isFinite(value)) return scanner.fail(`expected a whole number, found ${describeValue(value)}`, at)
    if (how === 'cast') return BigInt(Math.trunc(value))
    return scanner.fail(`expected a whole number, found ${describeValue(value)}: a cast would round it towards zero`, at)
  } else return scanner.refuse('an input is known only when the circuit runs: it cannot become a whole number', at)
  return scanner.fail(`expected a whole number, found ${describeValue(value)}`, at)
}

/** `float[32]` rounds; a number that depends on inputs stays as it is. */
function toFloat(value: Value, type: ClassicalType, names: Names): Value {
  const number = typeof value === 'boolean' ? Number(value) : angleOf(value)
  if (number === undefined) return names.scanner.fail(`expected a number, found ${describeValue(value)}`, type.at)
  const size = sizeOfType(type, names, 64) ?? 64
  if (size !== 64 && size !== 32) names.scanner.refuse(`float[${size}] is not supported: floats have 32 or 64 bits here`, type.at)
  return size === 32 && isConstant(number) ? Math.fround(number) : number
}

/** An angle that depends on inputs stays as it is, without a turn taken away. */
function toAngle(value: Value, type: ClassicalType, names: Names): Value {
  const angle = angleOf(value)
  if (angle === undefined) return names.scanner.fail(`expected an angle, found ${describeValue(value)}`, type.at)
  const size = sizeOfType(type, names, 52)
  if (!isConstant(angle)) return angle
  if (!Number.isFinite(angle)) return names.scanner.fail(`an angle is a finite number, found ${angle}`, type.at)
  return wrapAngle(angle, size)
}

function toBits(value: Value, type: ClassicalType, names: Names): Value {
  if (type.size === undefined) return truth(value, { scanner: names.scanner, at: type.at })
  const width = sizeOfType(type, names, WIDEST_BITS) ?? 1
  if (isTyped(value) && value.type === 'bits' && value.text.length === width) return value
  if (isTyped(value) && value.type === 'int' && value.value >= 0n && value.value < 2n ** BigInt(width)) {
    return { type: 'bits', text: value.value.toString(2).padStart(width, '0') }
  }
  return names.scanner.fail(`expected ${width} bits, found ${describeValue(value)}`, type.at)
}
