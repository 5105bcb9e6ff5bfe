/**
 * The part of the qubit space that a molecule's ground state is sought in: a fixed number of electrons of each spin.
 *
 * A basis state is a determinant: bit 2p tells whether orbital p holds a spin-up electron, bit 2p + 1 a spin-down one.
 */
import type { MolecularIntegrals, PauliSum } from '@ketwork/circuit'
import { parity, popcount, scatterBits } from '@ketwork/math'

export interface Sector {
  readonly orbitals: number
  readonly up: number
  readonly down: number
}

/** @throws RangeError when electrons and spin do not fit the orbitals */
export function sectorOf({ orbitals, electrons, ms2 }: Pick<MolecularIntegrals, 'orbitals' | 'electrons' | 'ms2'>): Sector {
  const up = (electrons + ms2) / 2
  const down = electrons - up
  if (!Number.isInteger(up) || up < 0 || down < 0 || up > orbitals || down > orbitals) {
    throw new RangeError(
      `${electrons} electrons with MS2 = ${ms2} do not fit ${orbitals} orbitals: (NELEC + MS2) / 2 and (NELEC - MS2) / 2 must be whole numbers from 0 to ${orbitals}`,
    )
  }
  return { orbitals, up, down }
}

export function isInSector(determinant: number, { orbitals, up, down }: Sector): boolean {
  const upMask = scatterBits(2 ** orbitals - 1, evenNumbers(orbitals))
  return popcount(determinant & upMask) === up && popcount(determinant & (upMask << 1)) === down
}

/** All determinants of the sector, ascending. */
export function determinantsOf(sector: Sector): number[] {
  return Array.from({ length: 4 ** sector.orbitals }, (_, index) => index).filter((index) => isInSector(index, sector))
}

/** The determinant of lowest energy: for canonical orbitals of a closed shell the Hartree-Fock state. */
export function lowestDeterminant(hamiltonian: PauliSum, sector: Sector): { readonly determinant: number; readonly energy: number } {
  const diagonal = hamiltonian.terms
    .filter(({ pauli }) => /^Z*$/.test(pauli))
    .map(({ re, qubits }) => ({ re, mask: qubits.reduce((mask, qubit) => mask | (1 << qubit), 0) }))
  let best = { determinant: 0, energy: Infinity }
  for (const determinant of determinantsOf(sector)) {
    const energy = diagonal.reduce((sum, { re, mask }) => sum + (parity(determinant & mask) ? -re : re), 0)
    if (energy < best.energy - 1e-12) best = { determinant, energy }
  }
  return best
}

function evenNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, p) => 2 * p)
}
