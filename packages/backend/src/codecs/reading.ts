/** Reads indices and lists of them, as `@ketwork/math` reads other plain data. */
import { type Found, inWords, listAt, wholeAt } from '@ketwork/math'

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
