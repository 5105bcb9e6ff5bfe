/** Reading plain data that comes from outside, such as a saved model: each reader refuses what it cannot use and names where it stands. */

/** Data from outside, and its path for messages. */
export interface Found {
  readonly value: unknown
  readonly path: string
}

export function field(found: Found, name: string): Found {
  const { value, path } = found
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError(`${path} is ${inWords(value)}: an object is needed`)
  return { value: (value as Readonly<Record<string, unknown>>)[name], path: `${path}.${name}` }
}

export function entries({ value, path }: Found): Found[] {
  if (!Array.isArray(value)) throw new RangeError(`${path} is ${inWords(value)}: a list is needed`)
  return value.map((entry: unknown, index) => ({ value: entry, path: `${path}[${index}]` }))
}

export function finiteNumber({ value, path }: Found): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError(`${path} is ${inWords(value)}: it must be a finite number`)
  return value
}

/** A whole number of at least `least`. */
export function wholeNumber(found: Found, least: number): number {
  const value = finiteNumber(found)
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${found.path} is ${value}: it must be a whole number of at least ${least}`)
  return value
}

/** Finite numbers, as many as `length` says where it is given. */
export function finiteNumbers(found: Found, length?: number): number[] {
  const numbers = entries(found).map(finiteNumber)
  if (length !== undefined && numbers.length !== length)
    throw new RangeError(`${found.path} has ${numbers.length} numbers: ${length} are needed`)
  return numbers
}

function inWords(value: unknown): string {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value)
}
