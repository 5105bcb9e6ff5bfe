/** The values that inputs of OpenQASM 3 are given from outside, as values of their types. */
import { integer, wrapAngle } from '../applyOperator.ts'
import type { ClassicalType } from '../Expression.ts'
import { evaluateInteger } from '../evaluateExpression.ts'
import { type QasmInput, QasmInputError } from '../QasmReadOptions.ts'
import type { Value } from '../Value.ts'
import type { Scope } from './Scope.ts'

type Given = string | number | boolean

/** @throws QasmInputError when the value is none of the type */
export function inputValue(name: string, type: ClassicalType, given: QasmInput, scope: Scope): Value {
  if (type.name === 'array') return arrayOf(name, type, given, scope)
  if (typeof given === 'object') throw new QasmInputError(name, `is a single value of type ${type.name}, not a list`)
  const size = type.size === undefined ? undefined : evaluateInteger(type.size, scope, `the size of ${type.name}`)
  return scalar({ name, kind: type.name, size, given, at: type.at, scope })
}

function arrayOf(name: string, { lengths = [], element, at }: ClassicalType, given: QasmInput, scope: Scope): Value {
  if (lengths.length !== 1 || element === undefined) {
    return scope.scanner.refuse('inputs with more than one dimension are not supported', at)
  }
  const length = evaluateInteger(lengths[0], scope, 'the length of an array')
  const items: readonly Given[] = typeof given === 'object' ? given : typeof given === 'string' ? given.split(',') : [given]
  if (items.length !== length) throw new QasmInputError(name, `is an array of ${length}, and ${items.length} values were given`)
  return { type: 'array', items: items.map((item, i) => inputValue(`${name}[${i}]`, element, item, scope)) }
}

interface Scalar {
  readonly name: string
  readonly kind: ClassicalType['name']
  readonly size: number | undefined
  readonly given: Given
  readonly at: number
  readonly scope: Scope
}

function scalar(input: Scalar): Value {
  const { name, kind, size, given, at, scope } = input
  const place = { scanner: scope.scanner, at }
  switch (kind) {
    case 'bool':
      return truthOf(input)
    case 'bit':
      return size === undefined ? truthOf(input) : bitsOf(input, size)
    case 'int':
    case 'uint': {
      const whole = wholeNumber(given)
      const kept = whole === undefined ? undefined : kind === 'uint' ? unsigned(whole, size) : signed(whole, size)
      if (kept === undefined) throw wrong(input, 'a whole number that it can hold')
      return integer(kept, place, size)
    }
    default: {
      const number = typeof given === 'string' ? (given.trim() === '' ? NaN : Number(given)) : given
      if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong(input, 'a finite number')
      if (kind === 'angle') return wrapAngle(number, size)
      if (kind !== 'float') throw new QasmInputError(name, `has the type ${kind}, of which no value can be given`)
      return size === 32 ? Math.fround(number) : number
    }
  }
}

function truthOf(input: Scalar): boolean {
  const text = String(input.given).trim()
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw wrong(input, 'true, false, 1 or 0')
}

/** The last character of a text is bit 0. */
function bitsOf(input: Scalar, size: number): Value {
  const { given } = input
  const whole = typeof given === 'number' ? wholeNumber(given) : undefined
  const text = typeof given === 'string' ? given.trim() : whole === undefined ? '' : whole.toString(2).padStart(size, '0')
  if (text.length !== size || !/^[01]+$/.test(text))
    throw wrong(input, `${size} characters 0 and 1, or a whole number that ${size} bits hold`)
  return { type: 'bits', text }
}

function wholeNumber(given: Given): bigint | undefined {
  if (typeof given === 'number') return Number.isSafeInteger(given) ? BigInt(given) : undefined
  return typeof given === 'string' && /^\s*[+-]?\d{1,300}\s*$/.test(given) ? BigInt(given.trim().replace(/^\+/, '')) : undefined
}

function unsigned(value: bigint, size: number | undefined): bigint | undefined {
  return value < 0n || (size !== undefined && BigInt.asUintN(size, value) !== value) ? undefined : value
}

function signed(value: bigint, size: number | undefined): bigint | undefined {
  return size !== undefined && BigInt.asIntN(size, value) !== value ? undefined : value
}

function wrong({ name, kind, size, given }: Scalar, expected: string): QasmInputError {
  return new QasmInputError(
    name,
    `has the type ${kind}${size === undefined ? '' : `[${size}]`}: ${JSON.stringify(given)} is not ${expected}`,
  )
}
