/**
 * The subspace in which a molecule's ground state is computed: a fixed number of electrons of each spin.
 *
 * A basis state is a determinant: bit 2p is 1 if orbital p holds a spin-up electron, bit 2p + 1 a spin-down one. The
 * sector's determinants are all pairs of a string of `up` occupied orbitals and one of `down`, so that there are
 * binomial(n, up) binomial(n, down) of them, however many amplitudes a register of 2n qubits would have.
 */
import type { MolecularIntegrals } from '@ketwork/circuit'

export interface Sector {
  readonly orbitals: number
  readonly up: number
  readonly down: number
}

/**
 * Determinant `i` has the spin-up string `up[floor(i / down.length)]` and the spin-down string `down[i % down.length]`.
 */
export interface SectorBasis {
  readonly sector: Sector
  readonly count: number
  /** Masks of occupied orbitals, ascending. */
  readonly up: Int32Array
  readonly down: Int32Array
  /** Index of a determinant, -1 outside the sector. */
  readonly indexOf: (up: number, down: number) => number
}

/** A string of orbitals is a mask of 31 bits. */
const MOST_ORBITALS = 31

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

/** How many determinants the sector has. */
export function determinantCount({ orbitals, up, down }: Sector): number {
  return binomial(orbitals, up) * binomial(orbitals, down)
}

/** @throws RangeError above 31 orbitals */
export function sectorBasis(sector: Sector): SectorBasis {
  if (sector.orbitals > MOST_ORBITALS)
    throw new RangeError(`${sector.orbitals} orbitals are too many: at most ${MOST_ORBITALS} have a sector`)
  const [up, down] = [strings(sector.orbitals, sector.up), strings(sector.orbitals, sector.down)]
  const [upIndex, downIndex] = [placesOf(up), placesOf(down)]
  const indexOf = (upString: number, downString: number): number => {
    const [i, j] = [upIndex.get(upString), downIndex.get(downString)]
    return i === undefined || j === undefined ? -1 : i * down.length + j
  }
  return { sector, count: up.length * down.length, up, down, indexOf }
}

/** The qubits that are 1 in the determinant at this index, ascending. */
export function occupiedQubits({ sector, up, down }: SectorBasis, index: number): number[] {
  const masks = [up[Math.floor(index / down.length)], down[index % down.length]]
  return Array.from({ length: 2 * sector.orbitals }, (_, qubit) => qubit).filter((qubit) => (masks[qubit & 1] >> (qubit >> 1)) & 1)
}

/** The basis state of 2n qubits at this index. */
export function basisState(basis: SectorBasis, index: number): number {
  return occupiedQubits(basis, index).reduce((state, qubit) => state + 2 ** qubit, 0)
}

/**
 * All determinants of the sector as basis states of 2n qubits, ascending.
 *
 * @throws RangeError above 26 orbitals, whose basis states are no exact numbers
 */
export function determinantsOf(sector: Sector): number[] {
  if (sector.orbitals > 26)
    throw new RangeError(`the basis states of ${sector.orbitals} orbitals are no exact numbers: at most 26 orbitals have some`)
  const basis = sectorBasis(sector)
  return Array.from({ length: basis.count }, (_, index) => basisState(basis, index)).sort((a, b) => a - b)
}

/** All masks of `orbitals` bits with `electrons` ones, ascending. */
function strings(orbitals: number, electrons: number): Int32Array {
  const all = new Int32Array(binomial(orbitals, electrons))
  const occupied = Array.from({ length: electrons }, (_, i) => i)
  for (let at = 0; at < all.length; at++) {
    all[at] = occupied.reduce((mask, orbital) => mask | (1 << orbital), 0)
    // The lowest electron that has room above it moves up, and those below it fall to the bottom.
    const moving = occupied.findIndex((orbital, i) => orbital + 1 < (occupied[i + 1] ?? orbitals))
    if (moving < 0) break
    occupied[moving]++
    for (let i = 0; i < moving; i++) occupied[i] = i
  }
  return all
}

function placesOf(masks: Int32Array): ReadonlyMap<number, number> {
  return new Map(Array.from(masks, (mask, index) => [mask, index]))
}

function binomial(n: number, k: number): number {
  let value = 1
  for (let i = 1; i <= k; i++) value = Math.round((value * (n - k + i)) / i)
  return value
}
