/** The score of always answering the largest class, which a useful model exceeds. */

export interface LargestClass {
  readonly name: string
  /** Of the rows, 0 to 1. */
  readonly share: number
}

/** Of classes of equal size the one that comes first. */
export function largestClass(labels: readonly string[]): LargestClass {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  const [name, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))
  return { name, share: count / labels.length }
}

export function baselineNotes(testScore: number, { name, share }: LargestClass): string[] {
  if (testScore > share) return []
  const [score, least] = [testScore, share].map((value) => value.toFixed(4))
  return [
    `the test score ${score} is not above ${least}, the share of the largest class (${name}) of the test rows: always answering ${name} scores as much`,
  ]
}
