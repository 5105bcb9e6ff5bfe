/**
 * Sums of Pauli strings with complex coefficients, as plain data, and how one is made.
 *
 * A `PauliSum` is canonical: like terms are merged, zeros are gone, each term's qubits ascend, and the terms are sorted by qubits and letters
 * alone, never by coefficient, so that sums which differ only in numbers list the same strings in the same order.
 * Arithmetic is in `pauliAlgebra.ts`, text in `parsePauliSum.ts` and `formatPauliSum.ts`.
 */
import { inWords, listValue, textValue } from '@ketwork/math'

/** One Pauli string with its coefficient: letter i of `pauli` (X, Y or Z) acts on `qubits[i]`; the identity has no letters. */
export interface PauliTerm {
  readonly re: number
  readonly im: number
  readonly pauli: string
  /** Ascending. */
  readonly qubits: readonly number[]
}

export interface PauliSum {
  readonly terms: readonly PauliTerm[]
}

const LARGEST_QUBIT = 2 ** 31 - 1

/**
 * One Pauli string as a sum.
 *
 * @param pauli letters I, X, Y and Z; '' is the identity
 * @param qubits where each letter acts, in any order
 * @throws RangeError on another letter, lengths that differ, a qubit that repeats or is no whole number, a coefficient that is not finite
 *
 * @example
 * pauliTerm('ZX', [3, 0], 0.5) // 0.5*X0*Z3
 */
export function pauliTerm(pauli: string, qubits: readonly number[], re = 1, im = 0): PauliSum {
  return pauliSumFrom([{ re, im, pauli, qubits }])
}

/**
 * The sum of terms in any order: like strings are added up, zeros dropped, letters I left out. O(letters + terms log terms).
 *
 * @throws RangeError when a term is not one that `pauliTerm` would accept
 */
export function pauliSumFrom(terms: Iterable<PauliTerm>): PauliSum {
  const merged = new Map<string, PauliTerm>()
  for (const term of terms) {
    const sorted = requireTerm(term)
    const key = `${sorted.pauli}${sorted.qubits.join()}`
    const known = merged.get(key)
    merged.set(key, known === undefined ? sorted : { ...known, re: known.re + sorted.re, im: known.im + sorted.im })
  }
  return sortedPauliSum([...merged.values()])
}

/** Drops zeros, makes -0 to 0 and sorts. The terms must be different strings, each in canonical form. */
export function sortedPauliSum(terms: readonly PauliTerm[]): PauliSum {
  const kept = terms.filter(({ re, im }) => re !== 0 || im !== 0)
  for (const term of kept) requireCoefficient(term)
  return { terms: kept.map((term) => ({ ...term, re: term.re + 0, im: term.im + 0 })).sort(compareStrings) } // -0 + 0 = 0
}

/** How many qubits a state needs for this sum: its highest qubit plus one, 0 for a number. */
export function pauliSumQubitCount(sum: PauliSum): number {
  return sum.terms.reduce((count, { qubits }) => Math.max(count, (qubits.at(-1) ?? -1) + 1), 0)
}

/**
 * Whether the sum is its own adjoint, that is, whether all coefficients are real.
 *
 * @param tolerance largest imaginary part that counts as none, as a share of the largest coefficient
 */
export function isHermitianSum(sum: PauliSum, tolerance = 1e-12): boolean {
  const largest = sum.terms.reduce((most, { re, im }) => Math.max(most, Math.abs(re), Math.abs(im)), 0)
  return sum.terms.every(({ im }) => Math.abs(im) <= tolerance * largest)
}

/** By (qubit, letter) pairs, lowest qubit first; a string comes before those that continue it. */
function compareStrings(a: PauliTerm, b: PauliTerm): number {
  const shared = Math.min(a.qubits.length, b.qubits.length)
  for (let i = 0; i < shared; i++) {
    if (a.qubits[i] !== b.qubits[i]) return a.qubits[i] - b.qubits[i]
    if (a.pauli[i] !== b.pauli[i]) return a.pauli[i] < b.pauli[i] ? -1 : 1
  }
  return a.qubits.length - b.qubits.length
}

/** The term in canonical form: no I, qubits ascending. */
function requireTerm(term: PauliTerm): PauliTerm {
  const { pauli, qubits } = (term as PauliTerm | null | undefined) ?? ({} as Partial<PauliTerm>)
  textValue('pauli', pauli)
  listValue('qubits', qubits)
  requireCoefficient(term)
  if (pauli.length !== qubits.length) {
    throw new RangeError(`'${pauli}' has ${pauli.length} letters for ${qubits.length} qubits: each letter acts on one qubit`)
  }
  for (const letter of pauli) if (!'IXYZ'.includes(letter)) throw new RangeError(`'${letter}' is not a Pauli letter: use I, X, Y or Z`)
  for (const qubit of qubits) {
    if (!Number.isInteger(qubit) || qubit < 0 || qubit > LARGEST_QUBIT) {
      throw new RangeError(`qubit ${inWords(qubit)} is out of range: a qubit is a whole number from 0 to ${LARGEST_QUBIT}`)
    }
  }
  if (isCanonical(pauli, qubits)) return term

  const order = qubits.map((_, i) => i).sort((i, j) => qubits[i] - qubits[j])
  const repeated = order.find((at, i) => i > 0 && qubits[at] === qubits[order[i - 1]])
  if (repeated !== undefined)
    throw new RangeError(`qubit ${qubits[repeated]} appears twice in one Pauli string: multiply the letters first`)
  const acting = order.filter((at) => pauli[at] !== 'I')
  return { re: term.re, im: term.im, pauli: acting.map((at) => pauli[at]).join(''), qubits: acting.map((at) => qubits[at]) }
}

function isCanonical(pauli: string, qubits: readonly number[]): boolean {
  if (pauli.includes('I')) return false
  for (let i = 1; i < qubits.length; i++) if (qubits[i] <= qubits[i - 1]) return false
  return true
}

function requireCoefficient({ re, im, pauli, qubits }: PauliTerm): void {
  if (!Number.isFinite(re) || !Number.isFinite(im)) {
    throw new RangeError(
      `the coefficient of '${pauli}' on qubits [${qubits.join(', ')}] is ${inWords(re)} + ${inWords(im)}i: it must be finite`,
    )
  }
}
