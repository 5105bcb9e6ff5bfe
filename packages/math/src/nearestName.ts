/** What somebody meant who wrote a name that does not exist. */

/** The known name that takes the fewest letters to change, where these are few enough to be a slip: at most 2, or a third of the name. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase()
  let [nearest, least]: [string | undefined, number] = [undefined, Infinity]
  for (const candidate of known) {
    const distance = editDistance(lower, candidate.toLowerCase())
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return least <= Math.max(2, Math.floor(name.length / 3)) ? nearest : undefined
}

/**
 * The end of a message about a name that does not exist: the nearest one that does, or else what there is.
 *
 * @example
 * nearestHint('sead', ['seed'], 'it has seed') // "did you mean 'seed'?"
 */
export function nearestHint(name: string, known: readonly string[], otherwise: string): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? otherwise : `did you mean '${nearest}'?`
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)))
    before = row
  }
  return before[b.length]
}
