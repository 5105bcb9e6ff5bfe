/**
 * Pauli strings as bit masks, for everything that compares or multiplies many of them.
 *
 * A string is i^|x & z| X^x Z^z with one bit a qubit: X = (1, 0), Y = (1, 1), Z = (0, 1). Bit k stands for `qubits[k]`, the k-th qubit that is used
 * at all, so sums on few but high qubits stay small. A mask is `words` 32-bit words.
 */
import { popcount } from '@ketwork/math'
import { type PauliSum, type PauliTerm, sortedPauliSum } from './pauliSum.ts'

export interface PackedPaulis {
  /** The qubit behind each bit, ascending. */
  readonly qubits: readonly number[]
  /** 32-bit words a mask, at least 1. */
  readonly words: number
  /** Term t has words t * words to (t + 1) * words - 1. */
  readonly x: Uint32Array
  readonly z: Uint32Array
}

/** The qubits that any of the sums acts on, ascending. */
export function usedQubits(...sums: readonly PauliSum[]): number[] {
  const used = new Set<number>()
  for (const { terms } of sums) for (const { qubits } of terms) for (const qubit of qubits) used.add(qubit)
  return [...used].sort((a, b) => a - b)
}

/**
 * Masks of the terms, in their order.
 *
 * @param qubits ascending; holds every qubit of the terms
 */
export function packPaulis(terms: readonly PauliTerm[], qubits: readonly number[]): PackedPaulis {
  const bitOf = new Map(qubits.map((qubit, bit) => [qubit, bit]))
  const words = maskWords(qubits.length)
  const x = new Uint32Array(terms.length * words)
  const z = new Uint32Array(terms.length * words)
  terms.forEach((term, t) => {
    term.qubits.forEach((qubit, i) => {
      const bit = bitOf.get(qubit)!
      const at = t * words + (bit >>> 5)
      if (term.pauli[i] !== 'Z') x[at] |= 1 << (bit & 31)
      if (term.pauli[i] !== 'X') z[at] |= 1 << (bit & 31)
    })
  })
  return { qubits, words, x, z }
}

export function maskWords(bits: number): number {
  return Math.max(1, Math.ceil(bits / 32))
}

/** How many times X meets Z in X^x Z^z times Z^z' or before X^x': the bits that two masks share, summed over words. */
export function sharedBits(a: Uint32Array, aStart: number, b: Uint32Array, bStart: number, words: number): number {
  let count = 0
  for (let w = 0; w < words; w++) count += popcount((a[aStart + w] & b[bStart + w]) >>> 0)
  return count
}

/**
 * Collects coefficients of strings given as masks; holds a map from mask to sum.
 *
 * `weight` keeps the sum of magnitudes that went into a string, the yardstick for what is only rounding error.
 */
export class PauliAccumulator {
  readonly #qubits: readonly number[]
  readonly #words: number
  readonly #entries = new Map<string, { x: Uint32Array; z: Uint32Array; re: number; im: number; weight: number }>()

  constructor(qubits: readonly number[]) {
    this.#qubits = qubits
    this.#words = maskWords(qubits.length)
  }

  /** Adds (re + i im) i^quarterTurns times the string; the masks are copied. */
  add(x: Uint32Array, z: Uint32Array, quarterTurns: number, re: number, im: number): void {
    const key = this.#words === 1 ? wordKey(x[0], z[0]) : masksKey(x, z)
    let entry = this.#entries.get(key)
    if (entry === undefined) {
      entry = { x: x.slice(), z: z.slice(), re: 0, im: 0, weight: 0 }
      this.#entries.set(key, entry)
    }
    const turns = quarterTurns & 3
    const real = turns === 0 ? re : turns === 1 ? -im : turns === 2 ? -re : im
    const imaginary = turns === 0 ? im : turns === 1 ? re : turns === 2 ? -im : -re
    entry.re += real
    entry.im += imaginary
    entry.weight += Math.abs(re) + Math.abs(im)
  }

  /** Whether every coefficient is zero up to the rounding of what was added. */
  isNegligible(relative: number): boolean {
    for (const { re, im, weight } of this.#entries.values()) if (Math.abs(re) + Math.abs(im) > relative * weight) return false
    return true
  }

  /**
   * The sum so far.
   *
   * @param relative a coefficient no larger than this share of what went into it counts as zero
   */
  sum(relative = 0): PauliSum {
    const terms: PauliTerm[] = []
    for (const { x, z, re, im, weight } of this.#entries.values()) {
      const floor = relative * weight
      if (Math.abs(re) <= floor && Math.abs(im) <= floor) continue
      terms.push({ re, im, ...this.#unpack(x, z) })
    }
    return sortedPauliSum(terms)
  }

  #unpack(x: Uint32Array, z: Uint32Array): { pauli: string; qubits: number[] } {
    let pauli = ''
    const qubits: number[] = []
    for (let w = 0; w < this.#words; w++) {
      for (let left = x[w] | z[w]; left !== 0; left &= left - 1) {
        const bit = 31 - Math.clz32(left & -left)
        pauli += (x[w] >>> bit) & 1 ? ((z[w] >>> bit) & 1 ? 'Y' : 'X') : 'Z'
        qubits.push(this.#qubits[32 * w + bit])
      }
    }
    return { pauli, qubits }
  }
}

function wordKey(x: number, z: number): string {
  return String.fromCharCode(x & 0xffff, x >>> 16, z & 0xffff, z >>> 16)
}

function masksKey(x: Uint32Array, z: Uint32Array): string {
  let key = ''
  for (let w = 0; w < x.length; w++) key += wordKey(x[w], z[w])
  return key
}
