/**
 * Sorts the terms of a Pauli sum into groups that one measurement basis serves.
 *
 * Two strings commute qubit by qubit when they have the same letter wherever both act; then single-qubit rotations bring both to Z at once.
 * The fewest groups are NP-hard to find; greedy with the largest coefficients first is close and puts heavy terms together.
 */
import { packPaulis, usedQubits } from './packedPaulis.ts'
import { type PauliSum, type PauliTerm } from './pauliSum.ts'

/**
 * Groups of terms whose strings agree wherever they overlap: each term goes to the first group it fits, largest coefficients first.
 *
 * Deterministic; equal coefficients keep the sum's order. The identity fits everywhere. O(terms * groups).
 */
export function groupQubitWiseCommuting(sum: PauliSum): PauliTerm[][] {
  const magnitudes = sum.terms.map(({ re, im }) => Math.hypot(re, im))
  const order = sum.terms.map((_, t) => t).sort((s, t) => magnitudes[t] - magnitudes[s] || s - t)
  const { words, x, z } = packPaulis(sum.terms, usedQubits(sum))
  const groups: { readonly terms: PauliTerm[]; readonly x: Uint32Array; readonly z: Uint32Array }[] = []

  for (const t of order) {
    const start = t * words
    const acting = Array.from({ length: words }, (_, w) => w).filter((w) => (x[start + w] | z[start + w]) !== 0)
    const fits = (group: (typeof groups)[number]): boolean =>
      acting.every((w) => {
        const both = (x[start + w] | z[start + w]) & (group.x[w] | group.z[w])
        return (((x[start + w] ^ group.x[w]) | (z[start + w] ^ group.z[w])) & both) === 0
      })
    let group = groups.find(fits)
    if (group === undefined) {
      group = { terms: [], x: new Uint32Array(words), z: new Uint32Array(words) }
      groups.push(group)
    }
    group.terms.push(sum.terms[t])
    for (const w of acting) {
      group.x[w] |= x[start + w]
      group.z[w] |= z[start + w]
    }
  }
  return groups.map(({ terms }) => terms)
}
