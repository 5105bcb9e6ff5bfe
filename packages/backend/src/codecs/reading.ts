/** Reads plain data that comes from outside: every reader names the place of what it refuses and says what would be right. */
import { inWords } from '@ketwork/math'

/** A value from outside, and where it stands. */
export interface Found {
  readonly value: unknown
  readonly path: string
}

/** @throws TypeError where it stands in no object */
export function field({ value, path }: Found, name: string): Found {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${path} is ${inWords(value)}: it must be an object`)
  return { value: (value as Readonly<Record<string, unknown>>)[name], path: `${path}.${name}` }
}

/** The document itself: text is parsed, a value is taken as it is. @throws TypeError for text that is not JSON */
export function documentFrom(source: unknown, path: string): Found {
  if (typeof source !== 'string') return { value: source, path }
  try {
    return { value: JSON.parse(source) as unknown, path }
  } catch (error) {
    throw new TypeError(`${path} is not JSON: ${(error as SyntaxError).message}`, { cause: error })
  }
}

/** @throws TypeError for a document of another format, RangeError for one of another version */
export function requireFormat(document: Found, format: string, version: number): void {
  const found = field(document, 'format')
  if (found.value !== format) throw new TypeError(`${found.path} is ${inWords(found.value)}: it must be '${format}'`)
  const written = field(document, 'version')
  if (written.value !== version) fail(written, `this release reads version ${version}`)
}

/** Entries of an array; holes read as undefined. @throws TypeError */
export function listAt({ value, path }: Found): Found[] {
  if (!Array.isArray(value)) throw new TypeError(`${path} is ${inWords(value)}: it must be an array`)
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

/** @throws TypeError for what is no number, RangeError unless it is an integer of at least `least` */
export function wholeAt(found: Found, least: number): number {
  const { value, path } = found
  if (typeof value !== 'number') throw new TypeError(`${path} is ${inWords(value)}: it must be an integer of at least ${least}`)
  if (!Number.isSafeInteger(value) || value < least) fail(found, `it must be an integer of at least ${least}`)
  return value
}

/** @param noun of what is counted: `qubit` */
export function indexBelow(found: Found, count: number, noun: string): number {
  const index = wholeAt(found, 0)
  if (index >= count) fail(found, count === 0 ? `there are no ${noun}s` : `there are ${noun}s 0 to ${count - 1}`)
  return index
}

/** Indices that differ from each other. */
export function distinctIndices(found: Found, count: number, noun: string): number[] {
  const indices = listAt(found).map((entry) => indexBelow(entry, count, noun))
  requireDistinct(found, indices, noun)
  return indices
}

export function requireDistinct({ path }: Found, indices: readonly number[], noun: string): void {
  const seen = new Set<number>()
  const again = indices.find((index) => seen.size === seen.add(index).size)
  if (again !== undefined) throw new RangeError(`${path} names ${noun} ${again} twice`)
}

/** @throws RangeError `path is value: what would be right` */
export function fail({ value, path }: Found, right: string): never {
  throw new RangeError(`${path} is ${inWords(value)}: ${right}`)
}
