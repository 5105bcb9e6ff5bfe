/**
 * The set of basis states that one kernel call walks through: a sub-cube of all indices.
 *
 * Bits in `fixed` do not run; of these, bits in `ones` are 1 and the others 0. The kernel sets its own target bits itself, so they are fixed
 * here too. A tile, a slice of a long pass and the controls of a gate are all the same thing: more fixed bits. The free bits are counted up
 * by one addition: filling the fixed bits with ones lets the carry run across them,
 *
 *     for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed)
 *
 * Indices are 32-bit integers, so a state has at most 29 qubits.
 */
import { popcount } from '@ketwork/math'

/** Mutable on purpose: one object serves all kernel calls of a run. */
export interface Cube {
  fixed: number
  ones: number
  /** 2^(free bits). */
  count: number
}

/** A cube of the whole state without fixed bits. */
export function wholeCube(qubits: number): Cube {
  return { fixed: 0, ones: 0, count: 2 ** qubits }
}

/** Sets the fixed bits of a cube in a state of this many qubits. */
export function setCube(cube: Cube, qubits: number, fixed: number, ones: number): void {
  cube.fixed = fixed
  cube.ones = ones
  cube.count = 2 ** (qubits - popcount(fixed))
}

const signs = Float64Array.from({ length: 256 }, (_, x) => (popcount(x) % 2 === 0 ? 1 : -1)) // not exported: engines take it for a constant

/** (-1)^(number of ones in x) for bytes x; longer integers are folded onto a byte by XOR first (`paritySign`). */
export const SIGNS = signs

/** (-1)^(number of ones in x). */
export function paritySign(x: number): number {
  const folded = x ^ (x >>> 16)
  return signs[(folded ^ (folded >>> 8)) & 255]
}
