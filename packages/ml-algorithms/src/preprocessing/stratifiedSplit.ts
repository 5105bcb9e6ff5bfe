/** A seeded split into training and test rows that keeps each class's share. */
import { listValue, optional, positiveNumber, RandomStream, requireOptions, wholeNumber } from '@ketwork/math'

export interface Split {
  /** Row numbers, ascending. */
  readonly train: readonly number[]
  readonly test: readonly number[]
}

/**
 * Puts round(fraction * size) rows of each class into the test set, at least one of a class with two rows or more,
 * never all of them.
 *
 * @throws RangeError when the fraction is not between 0 and 1 (both excluded), or either side would be empty
 */
export function stratifiedSplit(
  labels: readonly (string | number | boolean)[],
  options: { readonly testFraction?: number; readonly seed: number },
): Split {
  listValue('labels', labels)
  requireOptions('stratifiedSplit', options, { testFraction: optional(positiveNumber), seed: wholeNumber(0) })
  const { testFraction = 0.2, seed } = options
  if (!(testFraction > 0 && testFraction < 1)) throw new RangeError(`testFraction is ${testFraction}: it must lie between 0 and 1`)
  const rowsOf = new Map<string | number | boolean, number[]>()
  labels.forEach((label, row) => {
    const rows = rowsOf.get(label)
    if (rows === undefined) rowsOf.set(label, [row])
    else rows.push(row)
  })
  const random = new RandomStream(seed)
  const test: number[] = []
  for (const rows of rowsOf.values()) {
    const rounded = Math.round(testFraction * rows.length)
    const count = rows.length < 2 ? 0 : Math.min(rows.length - 1, Math.max(1, rounded))
    for (const index of random.permutation(rows.length).subarray(0, count)) test.push(rows[index])
  }
  const chosen = new Set(test)
  const train = labels.map((_, row) => row).filter((row) => !chosen.has(row))
  if (test.length === 0 || train.length === 0)
    throw new RangeError(`${labels.length} rows are too few to split: a class with at least two rows is needed`)
  return { train, test: test.sort((a, b) => a - b) }
}
