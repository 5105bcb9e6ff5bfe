/**
 * Spin-conserving excitations as exactly exponentiated generators: exp(theta (T - T^dagger)) with T = a^dagger_p a_q or
 * a^dagger_p a^dagger_q a_r a_s.
 *
 * Under Jordan-Wigner one T - T^dagger is i times a real sum of Pauli strings that all commute, so its exponential is
 * exactly a product of Pauli rotations that share one parameter. Spin orbital 2p is orbital p with spin up, 2p + 1 with
 * spin down. The order of different excitations matters (they need not commute); it is the caller's choice.
 */
import { jordanWigner, times, type Angle, type Circuit, type PauliTerm } from '@ketwork/circuit'

export interface Excitation {
  /** Spin orbitals that gain an electron, ascending. */
  readonly to: readonly number[]
  /** Spin orbitals that lose one, ascending. */
  readonly from: readonly number[]
}

/**
 * All single and double excitations from occupied to empty spin orbitals that keep the numbers of both spins: the
 * operators of UCCSD.
 */
export function singlesAndDoubles(occupied: readonly number[], spinOrbitals: number): Excitation[] {
  const empty = Array.from({ length: spinOrbitals }, (_, orbital) => orbital).filter((orbital) => !occupied.includes(orbital))
  const doubles = conservingSpin(pairs(occupied), pairs(empty))
  const singles = conservingSpin(occupied.map(one), empty.map(one))
  return [...doubles, ...singles]
}

/**
 * All single and double excitations between any spin orbitals, each direction once: the pool of generalised excitations
 * (Lee et al., arXiv:1810.02327).
 */
export function generalisedSinglesAndDoubles(spinOrbitals: number): Excitation[] {
  const all = Array.from({ length: spinOrbitals }, (_, orbital) => orbital)
  const upward = (list: readonly (readonly number[])[]): Excitation[] =>
    list
      .flatMap((from, i) => conservingSpin([from], list.slice(i + 1)))
      .filter(({ from, to }) => !from.some((orbital) => to.includes(orbital)))
  return [...upward(pairs(all)), ...upward(all.map(one))]
}

/** Appends exp(theta (T - T^dagger)). */
export function appendExcitation(circuit: Circuit, excitation: Excitation, theta: Angle): void {
  for (const { pauli, qubits, im } of generator(excitation)) circuit.pauliRotation(times(-2 * im, theta), pauli, qubits)
}

/** The Pauli terms of T - T^dagger; every coefficient is imaginary. */
function generator({ to, from }: Excitation): readonly PauliTerm[] {
  const forward = [
    ...to.map((orbital) => ({ orbital, creation: true })),
    ...from.toReversed().map((orbital) => ({ orbital, creation: false })),
  ]
  const backward = forward.toReversed().map(({ orbital, creation }) => ({ orbital, creation: !creation }))
  return jordanWigner([
    { re: 1, im: 0, ladder: forward },
    { re: -1, im: 0, ladder: backward },
  ]).terms
}

function conservingSpin(fromSets: readonly (readonly number[])[], toSets: readonly (readonly number[])[]): Excitation[] {
  return fromSets.flatMap((from) => toSets.filter((to) => spin(to) === spin(from)).map((to) => ({ to, from })))
}

/** Number of spin-down orbitals in a set: sets of one size with the same figure have the same spin. */
function spin(orbitals: readonly number[]): number {
  return orbitals.reduce((count, orbital) => count + (orbital % 2), 0)
}

function one(orbital: number): readonly number[] {
  return [orbital]
}

function pairs(orbitals: readonly number[]): (readonly number[])[] {
  return orbitals.flatMap((a, i) => orbitals.slice(i + 1).map((b) => [a, b]))
}
