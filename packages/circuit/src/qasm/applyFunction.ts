/** The functions that expressions of OpenQASM may call; version 2 has some of them, `ln` among them, which is `log` in version 3. */
import { isConstant } from '../angles/index.ts'
import { applyBinary, integer } from './applyOperator.ts'
import type { Place } from './Scanner.ts'
import { angleOf, describeValue, integerOf, isRuntime, isTyped, type Value } from './Value.ts'

const OF_ONE_NUMBER: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  ln: Math.log,
  log: Math.log,
  sqrt: Math.sqrt,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  ceiling: Math.ceil,
  floor: Math.floor,
}

const OF_OTHERS: Readonly<Record<string, (given: readonly Value[], place: Place) => Value>> = {
  pow: ([a, b], place) => applyBinary('power', a, b, place),
  mod: ([a, b], place) => applyBinary('%', a, b, place),
  popcount: ([bits], place) => integer([...bitText(bits, place)].filter((each) => each === '1').length, place),
  rotl: ([bits, by], place) => rotated(bits, wholeNumber(by, place), place),
  rotr: ([bits, by], place) => rotated(bits, -wholeNumber(by, place), place),
  sizeof: ([array], place) =>
    isTyped(array) && array.type === 'array'
      ? integer(array.items.length, place)
      : place.scanner.fail(`sizeof needs an array, found ${describeValue(array)}`, place.at),
}
const ARGUMENTS: Readonly<Record<string, number>> = { pow: 2, mod: 2, rotl: 2, rotr: 2 }

/** Whether version 3 has a function of this name. */
export function isFunction(name: string): boolean {
  return name !== 'ln' && (Object.hasOwn(OF_ONE_NUMBER, name) || Object.hasOwn(OF_OTHERS, name))
}

/** The function's value; the name is that of a function. */
export function applyFunction(name: string, given: readonly Value[], place: Place): Value {
  const { scanner, at } = place
  const count = ARGUMENTS[name] ?? 1
  if (given.length !== count) scanner.fail(`'${name}' takes ${count === 1 ? '1 value' : `${count} values`}, found ${given.length}`, at)
  if (Object.hasOwn(OF_OTHERS, name)) return OF_OTHERS[name](given, place)
  const [value] = given
  const angle = typeof value === 'boolean' ? Number(value) : angleOf(value)
  if (angle === undefined) {
    if (isRuntime(value)) {
      return scanner.refuse(`${describeValue(value)} is known only when the circuit runs: a circuit cannot compute with it`, at)
    }
    return scanner.fail(`'${name}' needs a number, found ${describeValue(value)}`, at)
  }
  if (!isConstant(angle)) return scanner.refuse(`an angle is a polynomial in the inputs: it cannot hold '${name}' of one`, at)
  return OF_ONE_NUMBER[name](angle)
}

function wholeNumber(value: Value, { scanner, at }: Place): number {
  const integer = integerOf(value)
  return integer === undefined ? scanner.fail(`expected a whole number, found ${describeValue(value)}`, at) : Number(integer)
}

/** The bits of a register or of an integer of known width, bit 0 last. */
function bitText(value: Value, { scanner, at }: Place): string {
  if (isTyped(value)) {
    if (value.type === 'bits') return value.text
    if (value.type === 'int' && value.width !== undefined && value.value >= 0n) return value.value.toString(2).padStart(value.width, '0')
    if (isRuntime(value)) return scanner.refuse('bits are known only when the circuit runs: a circuit cannot compute with them', at)
  }
  return scanner.fail(`expected bits or an integer of known width, such as uint[8], found ${describeValue(value)}`, at)
}

function rotated(value: Value, left: number, place: Place): Value {
  const text = bitText(value, place)
  const by = ((left % text.length) + text.length) % text.length
  const turned = text.slice(by) + text.slice(0, by)
  return isTyped(value) && value.type === 'int' ? integer(BigInt(`0b${turned}`), place, text.length) : { type: 'bits', text: turned }
}
