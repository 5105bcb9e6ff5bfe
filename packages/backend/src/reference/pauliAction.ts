/**
 * What a Pauli string does to a basis state, and sums over a whole state vector.
 *
 * P|x> = i^quarterTurns (-1)^parity(x & signs) |x ^ flips>: X and Y flip their qubit, Y and Z give a sign where it is 1, and each Y a factor i.
 */
import { parity } from '@ketwork/math'

export interface PauliAction {
  readonly flips: number
  readonly signs: number
  /** How many Y, 0 to 3 (modulo 4). */
  readonly quarterTurns: number
}

/** Masks of a Pauli string; letter i of `pauli` acts on `qubits[i]`. */
export function pauliAction({ pauli, qubits }: { readonly pauli: string; readonly qubits: readonly number[] }): PauliAction {
  let flips = 0
  let signs = 0
  let quarterTurns = 0
  for (let i = 0; i < qubits.length; i++) {
    const bit = 1 << qubits[i]
    if (pauli[i] === 'X' || pauli[i] === 'Y') flips |= bit
    if (pauli[i] === 'Y' || pauli[i] === 'Z') signs |= bit
    if (pauli[i] === 'Y') quarterTurns++
  }
  return { flips, signs, quarterTurns: quarterTurns % 4 }
}

/** What two strings do one after the other, the right one first. */
export function product(left: PauliAction, right: PauliAction): PauliAction {
  return {
    flips: left.flips ^ right.flips,
    signs: left.signs ^ right.signs,
    quarterTurns: (left.quarterTurns + right.quarterTurns + 2 * parity(left.signs & right.flips)) % 4,
  }
}

/** The factor f of P|x> = f |x ^ flips>, as [re, im]. */
export function pauliFactor(action: PauliAction, x: number): readonly [re: number, im: number] {
  return POWERS_OF_I[(action.quarterTurns + 2 * parity(x & action.signs)) % 4]
}

const POWERS_OF_I: readonly (readonly [number, number])[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
]

/** target += weight P source. */
export function addPauliTimes(target: Float64Array, source: Float64Array, action: PauliAction, weight = 1): void {
  for (let x = 0; 2 * x < source.length; x++) {
    const [re, im] = pauliFactor(action, x)
    const y = x ^ action.flips
    target[2 * y] += weight * (re * source[2 * x] - im * source[2 * x + 1])
    target[2 * y + 1] += weight * (re * source[2 * x + 1] + im * source[2 * x])
  }
}

/** <bra|Pi P|ket> as [re, im], where Pi keeps the basis states whose `controls` bits are all 1. */
export function pauliMatrixElement(
  bra: Float64Array,
  ket: Float64Array,
  action: PauliAction,
  controls = 0,
): readonly [re: number, im: number] {
  let sumRe = 0
  let sumIm = 0
  for (let x = 0; 2 * x < ket.length; x++) {
    const y = x ^ action.flips
    if ((y & controls) !== controls) continue
    const [re, im] = pauliFactor(action, x)
    const productRe = bra[2 * y] * ket[2 * x] + bra[2 * y + 1] * ket[2 * x + 1] // of conj(bra[y]) ket[x]
    const productIm = bra[2 * y] * ket[2 * x + 1] - bra[2 * y + 1] * ket[2 * x]
    sumRe += re * productRe - im * productIm
    sumIm += re * productIm + im * productRe
  }
  return [sumRe, sumIm]
}
