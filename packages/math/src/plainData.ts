/**
 * Reads plain data that comes from outside, such as a saved model: every reader names the place of what it refuses and says what would be right.
 *
 * A value of the wrong type is a TypeError, a number out of its range a RangeError.
 */
import { inWords } from './argumentChecks.ts'

/** A value from outside, and where it stands. */
export interface Found {
  readonly value: unknown
  readonly path: string
}

/** @throws TypeError where it stands in no object */
export function field(found: Found, name: string): Found {
  return { value: objectAt(found)[name], path: `${found.path}.${name}` }
}

/** @throws TypeError */
export function objectAt({ value, path }: Found): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${path} is ${inWords(value)}: it must be an object`)
  return value as Readonly<Record<string, unknown>>
}

/** Entries of an array; holes read as undefined. @throws TypeError */
export function listAt({ value, path }: Found): Found[] {
  if (!Array.isArray(value)) throw new TypeError(`${path} is ${inWords(value)}: it must be a list`)
  return Array.from(value, (entry: unknown, index) => ({ value: entry, path: `${path}[${index}]` }))
}

/** @throws TypeError */
export function textAt({ value, path }: Found): string {
  if (typeof value !== 'string') throw new TypeError(`${path} is ${inWords(value)}: it must be text`)
  return value
}

/** @throws TypeError */
export function textsAt(found: Found): string[] {
  return listAt(found).map(textAt)
}

/** @throws TypeError for what is no number, RangeError unless it is a whole number of at least `least` */
export function wholeAt({ value, path }: Found, least: number): number {
  const right = `it must be a whole number of at least ${least}`
  if (typeof value !== 'number') throw new TypeError(`${path} is ${inWords(value)}: ${right}`)
  if (!Number.isSafeInteger(value) || value < least) throw new RangeError(`${path} is ${value}: ${right}`)
  return value
}

/** @throws TypeError for what is no number, RangeError for one that is not finite */
export function finiteAt({ value, path }: Found): number {
  if (typeof value !== 'number') throw new TypeError(`${path} is ${inWords(value)}: it must be a finite number`)
  if (!Number.isFinite(value)) throw new RangeError(`${path} is ${value}: it must be a finite number`)
  return value
}

/** Finite numbers, as many as `length` says where it is given. @throws as `finiteAt`, RangeError for another length */
export function finitesAt(found: Found, length?: number): number[] {
  const numbers = listAt(found).map(finiteAt)
  if (length !== undefined && numbers.length !== length)
    throw new RangeError(`${found.path} has ${numbers.length} numbers: ${length} are needed`)
  return numbers
}
