/**
 * A Pauli sum as a sparse matrix, and its expectation in a state: both straight from the definition, for tests and small exact work.
 *
 * P |k> = i^|x & z| (-1)^|z & k| |k ^ x> with the masks of `packedPaulis.ts`. Strings with the same x share one entry a row.
 */
import { type CsrMatrix, parity, popcount } from '@ketwork/math'
import { packPaulis } from './packedPaulis.ts'
import { isHermitianSum, type PauliSum, pauliSumQubitCount, type PauliTerm } from './pauliSum.ts'

/** Entries of a sparse matrix are counted by 32-bit integers. */
const MOST_ENTRIES = 2 ** 31 - 1

/**
 * The 2^n x 2^n matrix of the sum, bit q of an index being qubit q. O(2^n terms) time; at most 2^n entries a flip pattern (strings with X or Y
 * in the same places), at 20 bytes an entry.
 *
 * Entries whose parts cancel to exactly zero stay as stored zeros, so the pattern depends on the strings alone.
 *
 * @throws RangeError when the sum acts on a qubit that is not there, or the matrix would have 2^31 entries or more
 */
export function toSparse(sum: PauliSum, qubitCount: number): CsrMatrix {
  const flips = groupByFlip(sum, qubitCount)
  const size = 2 ** qubitCount
  const perRow = flips.length
  if (size * perRow > MOST_ENTRIES) {
    throw new RangeError(`the matrix on ${qubitCount} qubits would have ${size * perRow} entries: at most ${MOST_ENTRIES} are possible`)
  }
  const rowStarts = Int32Array.from({ length: size + 1 }, (_, row) => row * perRow)
  const columnIndices = new Int32Array(size * perRow)
  const values = new Float64Array(2 * size * perRow)
  const order = new Float64Array(perRow)
  for (let row = 0; row < size; row++) {
    // Column row ^ x; the patterns are sorted by it through (column, pattern) packed into one number.
    for (let f = 0; f < perRow; f++) order[f] = ((row ^ flips[f].x) >>> 0) * perRow + f
    order.sort()
    for (let e = 0; e < perRow; e++) {
      const flip = flips[order[e] % perRow]
      const column = (row ^ flip.x) >>> 0
      const at = row * perRow + e
      columnIndices[at] = column
      for (let t = 0; t < flip.z.length; t++) {
        const sign = parity(flip.z[t] & column) === 1 ? -1 : 1
        values[2 * at] += sign * flip.re[t]
        values[2 * at + 1] += sign * flip.im[t]
      }
    }
  }
  return { rows: size, columns: size, rowStarts, columnIndices, values }
}

/**
 * <state|sum|state> of a Hermitian sum: the slow oracle, O(2^n terms). The state is taken as it is, whatever its norm.
 *
 * @param state 2^n amplitudes, interleaved
 * @throws RangeError when the sum is not Hermitian, acts on a qubit that the state lacks, or the state's length is not 2 * 2^n
 */
export function pauliExpectation(sum: PauliSum, state: Float64Array | Float32Array): number {
  const qubitCount = Math.log2(state.length / 2)
  if (!Number.isInteger(qubitCount)) throw new RangeError(`a state has 2 * 2^n numbers (re, im), got ${state.length}`)
  if (!isHermitianSum(sum)) throw new RangeError('the sum has an imaginary coefficient: only a Hermitian sum has a real expectation')
  let total = 0
  for (const flip of groupByFlip(sum, qubitCount)) {
    for (let t = 0; t < flip.z.length; t++) {
      let [re, im] = [0, 0]
      for (let k = 0; k < state.length / 2; k++) {
        const j = k ^ flip.x // conj(state[j]) * (+-) state[k]
        const sign = parity(flip.z[t] & k) === 1 ? -1 : 1
        re += sign * (state[2 * j] * state[2 * k] + state[2 * j + 1] * state[2 * k + 1])
        im += sign * (state[2 * j] * state[2 * k + 1] - state[2 * j + 1] * state[2 * k])
      }
      total += flip.re[t] * re - flip.im[t] * im
    }
  }
  return total
}

/** Terms that flip the same qubits: term t is (re[t] + i im[t]) X^x Z^z[t], the Y letters' i included. */
interface Flip {
  readonly x: number
  readonly z: number[]
  readonly re: number[]
  readonly im: number[]
}

function groupByFlip(sum: PauliSum, qubitCount: number): Flip[] {
  requireFits(sum, qubitCount)
  const { x, z } = packPaulis(
    sum.terms,
    Array.from({ length: qubitCount }, (_, qubit) => qubit),
  )
  const flips = new Map<number, Flip>()
  sum.terms.forEach((term: PauliTerm, t) => {
    let flip = flips.get(x[t])
    if (flip === undefined) {
      flip = { x: x[t], z: [], re: [], im: [] }
      flips.set(x[t], flip)
    }
    const turns = popcount(x[t] & z[t]) & 3
    flip.z.push(z[t])
    flip.re.push([term.re, -term.im, -term.re, term.im][turns])
    flip.im.push([term.im, term.re, -term.im, -term.re][turns])
  })
  return [...flips.values()]
}

function requireFits(sum: PauliSum, qubitCount: number): void {
  if (!Number.isInteger(qubitCount) || qubitCount < 0 || qubitCount > 30) {
    throw new RangeError(`the number of qubits must be a whole number from 0 to 30 here, got ${qubitCount}`)
  }
  const needed = pauliSumQubitCount(sum)
  if (needed > qubitCount) throw new RangeError(`the sum acts on qubit ${needed - 1}: the state has qubits 0 to ${qubitCount - 1}`)
}
