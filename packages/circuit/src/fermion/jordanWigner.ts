/**
 * The Jordan-Wigner transformation: fermionic ladder operators as Pauli strings.
 *
 * Orbital p is qubit p, |1> is occupied, and a string of Z below p carries the sign:
 *
 *     a_p = Z_0 ... Z_{p-1} (X_p + i Y_p) / 2 = Z_0 ... Z_{p-1} X_p (1 - Z_p) / 2,    a_p^dagger = Z_0 ... Z_{p-1} X_p (1 + Z_p) / 2
 *
 * A product of k ladder operators has at most 2^k strings, made here on bit masks. Source: Jordan and Wigner, Z. Phys. 47, 631 (1928).
 */
import { popcount } from '@ketwork/math'
import { maskWords, PauliAccumulator } from '../pauli/packedPaulis.ts'
import { type PauliSum } from '../pauli/pauliSum.ts'

/** One creation (a^dagger) or annihilation (a) operator on a spin orbital. */
export interface LadderOperator {
  readonly orbital: number
  readonly creation: boolean
}

/** A coefficient times a product of ladder operators; the last one acts first. */
export interface FermionTerm {
  readonly re: number
  readonly im?: number
  readonly ladder: readonly LadderOperator[]
}

/**
 * The operator as a Pauli sum, orbital p on qubit p. At most 2^k strings for a product of k ladder operators.
 *
 * The operator need not be Hermitian. Strings whose coefficient is only the rounding of a cancellation are dropped.
 *
 * @throws RangeError when an orbital is no whole number from 0, or a coefficient is not finite
 *
 * @example
 * jordanWigner([{ re: 1, ladder: [{ orbital: 0, creation: true }, { orbital: 0, creation: false }] }]) // 0.5 - 0.5*Z0
 */
export function jordanWigner(operator: readonly FermionTerm[]): PauliSum {
  const spread = new LadderSpread(requireOrbitals(operator) + 1)
  for (const { re, im = 0, ladder } of operator) spread.add(ladder, re, im)
  return spread.sum()
}

/** A coefficient this much smaller than what went into it is rounding: sums of up to some 10^5 equal parts stay well below. */
const ROUNDING = 16 * Number.EPSILON

/** Collects ladder products as Pauli strings; holds the sum and the scratch masks, one a depth of the product. */
export class LadderSpread {
  readonly #accumulator: PauliAccumulator
  readonly #words: number
  readonly #x: Uint32Array[] = []
  readonly #z: Uint32Array[] = []

  constructor(orbitals: number) {
    this.#accumulator = new PauliAccumulator(Array.from({ length: orbitals }, (_, orbital) => orbital))
    this.#words = maskWords(orbitals)
  }

  /** Adds (re + i im) times the product. */
  add(ladder: readonly LadderOperator[], re: number, im: number): void {
    for (let depth = this.#x.length; depth <= ladder.length; depth++) {
      this.#x.push(new Uint32Array(this.#words))
      this.#z.push(new Uint32Array(this.#words))
    }
    this.#expand(ladder, 0, 0, re, im)
  }

  sum(): PauliSum {
    return this.#accumulator.sum(ROUNDING)
  }

  /** Multiplies what the scratch masks hold at this depth, i^0 X^x Z^z, by the rest of the product: two branches, 1 and -+Z, an operator. */
  #expand(ladder: readonly LadderOperator[], depth: number, signs: number, re: number, im: number): void {
    const [x, z] = [this.#x[depth], this.#z[depth]]
    if (depth === ladder.length) {
      // X^x Z^z = (-i)^|x & z| times the string with its letters Y.
      let letterY = 0
      for (let w = 0; w < x.length; w++) letterY += popcount((x[w] & z[w]) >>> 0)
      this.#accumulator.add(x, z, 2 * signs - letterY, re, im)
      return
    }
    const { orbital, creation } = ladder[depth]
    const [word, bit] = [orbital >>> 5, orbital & 31]
    const [nextX, nextZ] = [this.#x[depth + 1], this.#z[depth + 1]]
    // Z_0 ... Z_{p-1} comes first and passes no X of its own operator; X_p then passes the Z_p that is already there.
    nextX.set(x)
    nextZ.set(z)
    for (let w = 0; w < word; w++) nextZ[w] ^= 0xffffffff
    nextZ[word] ^= bit === 0 ? 0 : 0xffffffff >>> (32 - bit)
    const passed = (z[word] >>> bit) & 1
    nextX[word] ^= 1 << bit
    this.#expand(ladder, depth + 1, signs + passed, re / 2, im / 2)
    nextZ[word] ^= 1 << bit
    this.#expand(ladder, depth + 1, signs + passed + (creation ? 0 : 1), re / 2, im / 2)
  }
}

/** The highest orbital, -1 when there is none. */
function requireOrbitals(operator: readonly FermionTerm[]): number {
  let highest = -1
  for (const { re, im = 0, ladder } of operator) {
    if (!Number.isFinite(re) || !Number.isFinite(im)) throw new RangeError(`a coefficient is ${re} + ${im}i: it must be finite`)
    for (const { orbital } of ladder) {
      if (!Number.isInteger(orbital) || orbital < 0 || orbital > 0xffff) {
        throw new RangeError(`orbital ${orbital} is out of range: an orbital is a whole number from 0 to 65535`)
      }
      highest = Math.max(highest, orbital)
    }
  }
  return highest
}
