/**
 * Which controlled Pauli does most for many Pauli strings at once.
 *
 * What it does to the weight of a string depends on the string's letters on its two qubits alone, so that for each pair of qubits the strings are counted once by their 16
 * pairs of letters, and every gate on the pair is judged by that count.
 */
import { anticommute, type ControlledPauli, type Letter, type PauliString } from './PauliString.ts'

/** Strings and how much a letter of each counts. */
export interface WeightedStrings {
  readonly strings: readonly PauliString[]
  readonly weights: ArrayLike<number>
}

const LETTERS = [1, 2, 3] as const
const ALL = [0, 1, 2, 3] as const
/** Entry 64 A + 16 B + 4 p + q: how much the gate of A and B changes the weight of the letters p and q. */
const CHANGES = /* @__PURE__ */ Int8Array.from(
  /* @__PURE__ */ ALL.flatMap((letterA) =>
    ALL.flatMap((letterB) => ALL.flatMap((p) => ALL.map((q) => weightChange(letterA, letterB, p, q)))),
  ),
)

/**
 * The gate that takes a letter away from one of the targets and lowers the weighted number of letters of all strings most; the first such one.
 *
 * @param keep a qubit whose letter the targets must keep
 */
export function bestControlledPauli(targets: readonly PauliString[], judged: readonly WeightedStrings[], keep = -1): ControlledPauli {
  let best: ControlledPauli = { a: 0, letterA: 0, b: 0, letterB: 0 }
  let least = Infinity
  const counts = new Float64Array(16)
  const consider = (a: number, letterA: Letter, b: number, letterB: Letter): void => {
    let change = 0
    const from = 64 * letterA + 16 * letterB
    for (let k = 0; k < 16; k++) change += counts[k] * CHANGES[from + k]
    if (change < least) [best, least] = [{ a, letterA, b, letterB }, change]
  }
  for (const target of targets) {
    const support = target.support()
    for (const [i, a] of support.entries()) {
      for (const b of support.slice(i + 1)) {
        countLetters(judged, a, b, counts)
        const [p, q] = [target.letter(a), target.letter(b)]
        // A equal to the letter on a and B other than that on b take the letter on a away, and the other way round
        for (const other of LETTERS) {
          if (other !== q && a !== keep) consider(a, p, b, other)
          if (other !== p && b !== keep) consider(a, other, b, q)
        }
      }
    }
  }
  return best
}

function countLetters(judged: readonly WeightedStrings[], a: number, b: number, counts: Float64Array): void {
  counts.fill(0)
  const [wordA, bitA, wordB, bitB] = [a >>> 5, a & 31, b >>> 5, b & 31]
  for (const { strings, weights } of judged) {
    for (let i = 0; i < strings.length; i++) {
      const { x, z } = strings[i]
      const p = ((x[wordA] >>> bitA) & 1) | (((z[wordA] >>> bitA) & 1) << 1)
      const q = ((x[wordB] >>> bitB) & 1) | (((z[wordB] >>> bitB) & 1) << 1)
      counts[4 * p + q] += weights[i]
    }
  }
}

function weightChange(letterA: Letter, letterB: Letter, p: Letter, q: Letter): number {
  const [newP, newQ] = [anticommute(q, letterB) ? p ^ letterA : p, anticommute(p, letterA) ? q ^ letterB : q]
  return Number(newP !== 0) + Number(newQ !== 0) - Number(p !== 0) - Number(q !== 0)
}
