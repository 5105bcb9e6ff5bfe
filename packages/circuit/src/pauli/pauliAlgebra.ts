/**
 * Arithmetic of Pauli sums: sum, multiple, product, adjoint, and whether two sums commute.
 *
 * Products work on bit masks (`packedPaulis.ts`): P Q = i^k R where R's masks are the XOR of both and k counts Y letters and meetings of Z before X.
 */
import { inWords } from '@ketwork/math'
import { pauliSumOf, type PauliSumLike, pauliSumsOf } from './pauliSumOf.ts'
import { maskWords, packPaulis, PauliAccumulator, type PackedPaulis, sharedBits, usedQubits } from './packedPaulis.ts'
import { type PauliSum, pauliSumFrom, type PauliTerm } from './pauliSum.ts'

/** Share of what was added up that a commutator may keep from rounding and still count as zero. */
const ROUNDING = 64 * Number.EPSILON

/** The sum of any number of sums; terms that cancel exactly disappear. */
export function addPauliSums(...sums: readonly PauliSumLike[]): PauliSum {
  return totalOfPauliSums(sums)
}

/** The sum of a list of sums of any length. */
export function totalOfPauliSums(sums: readonly PauliSumLike[]): PauliSum {
  return pauliSumFrom(pauliSumsOf(sums, 'sums').flatMap(({ terms }) => terms))
}

/**
 * The sum times re + i im.
 *
 * @throws RangeError when the factor or a product is not finite
 */
export function scalePauliSum(sum: PauliSumLike, re: number, im = 0): PauliSum {
  if (!Number.isFinite(re) || !Number.isFinite(im))
    throw new RangeError(`the factor is ${inWords(re)} + ${inWords(im)}i: it must be finite`)
  const product = (term: PauliTerm): PauliTerm => ({ ...term, re: term.re * re - term.im * im, im: term.re * im + term.im * re })
  return pauliSumFrom(pauliSumOf(sum, 'sum').terms.map(product))
}

/**
 * The operator product a b, b acting first. O(|a| |b|) string products.
 *
 * @example
 * formatPauliSum(multiplyPauliSums(parsePauliSum('X0'), parsePauliSum('Y0'))) // '1i*Z0'
 */
export function multiplyPauliSums(left: PauliSumLike, right: PauliSumLike): PauliSum {
  const [a, b] = [pauliSumOf(left, 'left'), pauliSumOf(right, 'right')]
  const qubits = usedQubits(a, b)
  const result = new PauliAccumulator(qubits)
  const [lefts, rights] = [packPaulis(a.terms, qubits), packPaulis(b.terms, qubits)]
  const product = makeProduct(lefts, rights)
  a.terms.forEach((p, i) => {
    b.terms.forEach((q, j) => {
      const { x, z, turns } = product(i, j)
      result.add(x, z, turns, p.re * q.re - p.im * q.im, p.re * q.im + p.im * q.re)
    })
  })
  return result.sum()
}

/** The adjoint: coefficients conjugated, for strings are Hermitian. */
export function adjointPauliSum(sum: PauliSum): PauliSum {
  return { terms: sum.terms.map((term) => ({ ...term, im: 0 - term.im })) }
}

/**
 * Whether a b = b a, up to the rounding of the commutator's coefficients. O(|a| |b|) mask comparisons.
 *
 * The terms need not commute one by one: X0 + Z0 commutes with itself.
 */
export function pauliSumsCommute(a: PauliSum, b: PauliSum): boolean {
  const qubits = usedQubits(a, b)
  const [left, right] = [packPaulis(a.terms, qubits), packPaulis(b.terms, qubits)]
  const commutator = new PauliAccumulator(qubits)
  const product = makeProduct(left, right)
  const { words } = left
  a.terms.forEach((p, i) => {
    b.terms.forEach((q, j) => {
      const meetings = sharedBits(left.x, i * words, right.z, j * words, words) + sharedBits(left.z, i * words, right.x, j * words, words)
      if (meetings % 2 === 0) return
      const { x, z, turns } = product(i, j)
      commutator.add(x, z, turns, p.re * q.re - p.im * q.im, p.re * q.im + p.im * q.re)
    })
  })
  return commutator.isNegligible(ROUNDING)
}

/** A function for the product of term i of the left and term j of the right; the masks it returns are overwritten by the next call. */
function makeProduct(left: PackedPaulis, right: PackedPaulis): (i: number, j: number) => { x: Uint32Array; z: Uint32Array; turns: number } {
  const words = maskWords(left.qubits.length)
  const result = { x: new Uint32Array(words), z: new Uint32Array(words), turns: 0 }
  const { x, z } = result
  return (i, j) => {
    const [l, r] = [i * words, j * words]
    for (let w = 0; w < words; w++) {
      x[w] = left.x[l + w] ^ right.x[r + w]
      z[w] = left.z[l + w] ^ right.z[r + w]
    }
    // i^(|x z| + |x' z'|) X^x Z^z X^x' Z^z': each Z that passes an X gives -1; what remains is measured against the product's own i^|x z|.
    const letterY = sharedBits(left.x, l, left.z, l, words) + sharedBits(right.x, r, right.z, r, words) - sharedBits(x, 0, z, 0, words)
    result.turns = letterY + 2 * sharedBits(left.z, l, right.x, r, words)
    return result
  }
}
