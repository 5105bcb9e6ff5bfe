/**
 * Checks of what a caller hands over, as values: an options object is described by a table, one check a key, and refused in the same words everywhere.
 *
 * A value of the wrong type is a TypeError, a number out of its range a RangeError; both name the argument. Keys that are not in the table are refused, with
 * the nearest one that is: a misspelled option is never ignored.
 */
import { nearestHint } from './nearestName.ts'

/** Throws unless the value is right. */
export type Check = (name: string, value: unknown) => void

/** One check for each key of an options type. */
export type OptionChecks<Options> = { readonly [Key in keyof Required<Options>]: Check }

/**
 * Checks an options object against its table.
 *
 * @param what takes the options, for messages: `vqe`
 * @throws TypeError when it is no object, has a key that is not in the table, or what the check of a key throws
 *
 * @example
 * requireOptions('vqe', { sead: 1 }, { seed: optional(wholeNumber(0)) }) // TypeError: vqe has no option 'sead': did you mean 'seed'?
 */
export function requireOptions<Options extends object>(what: string, options: Options, checks: OptionChecks<Options>): void {
  requireKnownKeys(what, options, checks)
  for (const key of Object.keys(checks)) {
    const name = key as keyof Options & string
    checks[name](name, options[name])
  }
}

/**
 * Refuses keys that the table does not have; its values do not matter.
 *
 * @throws TypeError when it is no object, or for the first such key, with the nearest known one
 */
export function requireKnownKeys(what: string, options: object, known: Readonly<Record<string, unknown>>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(`${what} takes an object of options, not ${inWords(options)}`)
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(known, key)) continue
    const names = Object.keys(known)
    throw new TypeError(`${what} has no option '${key}': ${nearestHint(key, names, `it has ${names.join(', ') || 'none'}`)}`)
  }
}

/** The check of a key that may be left out. */
export function optional(check: Check): Check {
  return (name, value) => {
    if (value !== undefined) check(name, value)
  }
}

/** A whole number of at least `least`, and at most `most`. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): Check {
  return (name, value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
    throw refusal(name, value, 'number', `it must be a whole number ${range}`)
  }
}

/** A number, NaN among them. */
export function anyNumber(name: string, value: unknown): void {
  if (typeof value !== 'number') throw refusal(name, value, 'number', 'it must be a number')
}

export function finiteNumber(name: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refusal(name, value, 'number', 'it must be a finite number')
}

export function positiveNumber(name: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && value < Infinity) return
  throw refusal(name, value, 'number', 'it must be a positive number')
}

export function numberFromZero(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0) return
  throw refusal(name, value, 'number', 'it must be a number of at least 0')
}

/** Exactly one of these texts or numbers. */
export function oneOf(...choices: readonly (string | number)[]): Check {
  return (name, value) => {
    if (choices.includes(value as string)) return
    const words = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : String(choice)))
    throw refusal(name, value, typeof choices[0], `it must be ${words.join(', ')}`)
  }
}

export function textValue(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw refusal(name, value, 'string', 'text is needed')
}

export function functionValue(name: string, value: unknown): void {
  if (typeof value !== 'function') throw refusal(name, value, 'function', 'a function is needed')
}

export function abortSignal(name: string, value: unknown): void {
  if (typeof (value as AbortSignal | null | undefined)?.throwIfAborted !== 'function')
    throw refusal(name, value, 'object', 'an AbortSignal is needed')
}

/** An array or a typed array. */
export function listValue(name: string, value: unknown): asserts value is ArrayLike<unknown> {
  if (!isList(value)) throw refusal(name, value, 'list', 'a list is needed')
}

/** A list of finite numbers. */
export function numberList(name: string, value: unknown): asserts value is ArrayLike<number> {
  listValue(name, value)
  for (let i = 0; i < value.length; i++) finiteNumber(`${name}[${i}]`, value[i])
}

/** An object that has these fields, whatever they hold but nothing: what is built by a function of its own and checked there. */
export function objectWith(noun: string, ...fields: readonly string[]): Check {
  return (name, value) => {
    const isWhole =
      typeof value === 'object' &&
      value !== null &&
      fields.every((field) => ((value as Record<string, unknown>)[field] ?? undefined) !== undefined)
    if (!isWhole) throw refusal(name, value, 'object', `${noun} is needed`)
  }
}

export function anyValue(): void {
  // whoever takes it checks it
}

export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

/** A value as messages show it, short whatever it is. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return value.length > 60 ? `'${value.slice(0, 57)}...'` : `'${value}'`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : `${value as number | bigint | boolean | null}`
}

/** A RangeError for a value of the right type, else a TypeError. */
function refusal(name: string, value: unknown, type: string, right: string): Error {
  const text = `${name} is ${inWords(value)}: ${right}`
  return typeof value === type ? new RangeError(text) : new TypeError(text)
}
