/** Reads documents with a format and a version, and lists of indices, as `@ketwork/math` reads other plain data. */
import { field, type Found, inWords, listAt, wholeAt } from '@ketwork/math'

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
