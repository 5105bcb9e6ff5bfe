/**
 * The Hamiltonian of a molecule on the determinants of its sector: a real symmetric sparse matrix.
 *
 * A Pauli string flips the bits under its letters X and Y and multiplies by (-1)^(ones under Y and Z) and by -1 for
 * every two letters Y. Strings with the same flips make one matrix element of a determinant together, and most flips
 * lead out of the sector, so neither time nor memory grows with 2^qubits.
 */
import type { PauliSum } from '@ketwork/circuit'
import { parity, popcount } from '@ketwork/math'
import { basisState, sectorBasis, type Sector, type SectorBasis } from './sector.ts'

export interface SectorHamiltonian {
  readonly basis: SectorBasis
  readonly diagonal: Float64Array
  /** Element k couples the determinants `left[k]` and `right[k]`, both ways, with `couplings[k]`. */
  readonly left: Int32Array
  readonly right: Int32Array
  readonly couplings: Float64Array
  /**
   * The energy scale of the sector, positive: it grows with the Hamiltonian, and a constant energy does not change it.
   */
  readonly scale: number
}

/** Strings with the same flips. */
interface Flips {
  readonly up: number
  readonly down: number
  /** Coefficient, spin-up mask and spin-down mask of the signs. */
  readonly signs: (readonly [number, number, number])[]
}

/** A coupling this much smaller than the largest number of the Hamiltonian is the rounding of a cancellation. */
const ROUNDING = 1e-15

/** @throws RangeError when the Hamiltonian is not real */
export function sectorHamiltonian(hamiltonian: PauliSum, basis: SectorBasis): SectorHamiltonian {
  const flips = groupByFlips(hamiltonian)
  const diagonal = new Float64Array(basis.count)
  const largest = hamiltonian.terms.reduce((most, { re }) => Math.max(most, Math.abs(re)), 0)
  const elements = new ElementList()
  for (const group of flips) {
    const isDiagonal = group.up === 0 && group.down === 0
    forEachPair(basis, group, (from, to, up, down) => {
      let value = 0
      for (const [coefficient, upMask, downMask] of group.signs) {
        value += parity(up & upMask) !== parity(down & downMask) ? -coefficient : coefficient
      }
      if (isDiagonal) diagonal[from] = value
      else if (Math.abs(value) > ROUNDING * largest) elements.push(from, to, value)
    })
  }
  const { left, right, couplings } = elements.trimmed()
  return { basis, diagonal, left, right, couplings, scale: energyScale(diagonal, left, right, couplings) }
}

/** The Hamiltonian as multiples of its scale above its lowest diagonal element: H = origin + scale * matrix. */
export function unitless(hamiltonian: SectorHamiltonian): {
  readonly matrix: SectorHamiltonian
  readonly origin: number
  readonly scale: number
} {
  const { diagonal, couplings, scale } = hamiltonian
  const origin = diagonal.reduce((least, value) => Math.min(least, value), Infinity)
  const [shifted, scaled] = [diagonal.map((value) => (value - origin) / scale), couplings.map((value) => value / scale)]
  return { matrix: { ...hamiltonian, diagonal: shifted, couplings: scaled, scale: 1 }, origin, scale }
}

/** Writes H x into `out`; both hold one real number a determinant. */
export function multiplySector({ diagonal, left, right, couplings }: SectorHamiltonian, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < diagonal.length; i++) out[i] = diagonal[i] * x[i]
  for (let k = 0; k < couplings.length; k++) {
    const a = left[k]
    const b = right[k]
    const value = couplings[k]
    out[a] += value * x[b]
    out[b] += value * x[a]
  }
}

/**
 * The determinant of lowest energy as a basis state: for canonical orbitals of a closed shell the Hartree-Fock state.
 */
export function lowestDeterminant(hamiltonian: PauliSum, sector: Sector): { readonly determinant: number; readonly energy: number } {
  const diagonalTerms = hamiltonian.terms.filter(({ pauli }) => /^Z*$/.test(pauli))
  const { basis, diagonal } = sectorHamiltonian({ terms: diagonalTerms }, sectorBasis(sector))
  const lowest = diagonal.reduce((best, energy, i) => (energy < diagonal[best] - 1e-14 * Math.abs(diagonal[best]) ? i : best), 0)
  return { determinant: basisState(basis, lowest), energy: diagonal[lowest] }
}

/**
 * The block of each determinant: what no chain of couplings connects lies in different blocks, numbered from 0.
 *
 * @param least couplings that are not larger do not connect: symmetric orbitals that a program has iterated leave some
 */
export function symmetryBlocks({ diagonal, left, right, couplings }: SectorHamiltonian, least: number): Int32Array {
  const parent = Int32Array.from(diagonal, (_, i) => i)
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]]
    return i
  }
  for (let k = 0; k < couplings.length; k++) {
    if (Math.abs(couplings[k]) <= least) continue
    const [a, b] = [root(left[k]), root(right[k])]
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b)
  }
  const numbers = new Map<number, number>()
  return parent.map((_, i) => {
    const at = root(i)
    const number = numbers.get(at) ?? numbers.size
    numbers.set(at, number)
    return number
  })
}

function groupByFlips({ terms }: PauliSum): Iterable<Flips> {
  const groups = new Map<string, Flips>()
  for (const { re, im, pauli, qubits } of terms) {
    const flips = [0, 0]
    const signs = [0, 0]
    let letterY = 0
    qubits.forEach((qubit, i) => {
      const bit = 1 << (qubit >> 1)
      if (pauli[i] !== 'Z') flips[qubit & 1] |= bit
      if (pauli[i] !== 'X') signs[qubit & 1] |= bit
      if (pauli[i] === 'Y') letterY++
    })
    if (im !== 0 || letterY % 2 !== 0) throw new RangeError(`the Hamiltonian is not real: it holds '${pauli}' on [${qubits.join(', ')}]`)
    const key = `${flips[0]},${flips[1]}`
    const group = groups.get(key) ?? { up: flips[0], down: flips[1], signs: [] }
    group.signs.push([letterY % 4 === 2 ? -re : re, signs[0], signs[1]])
    groups.set(key, group)
  }
  return groups.values()
}

/** Calls once for each determinant and its flipped one, when both are in the sector. */
function forEachPair(
  basis: SectorBasis,
  flips: { readonly up: number; readonly down: number },
  visit: (from: number, to: number, up: number, down: number) => void,
): void {
  const ups = keptStrings(basis.up, flips.up, basis.sector.up)
  const downs = keptStrings(basis.down, flips.down, basis.sector.down)
  for (const up of ups) {
    for (const down of downs) {
      const from = basis.indexOf(up, down)
      const to = basis.indexOf(up ^ flips.up, down ^ flips.down)
      if (from <= to) visit(from, to, up, down)
    }
  }
}

/** The strings that keep their number of electrons when these bits flip. */
function keptStrings(strings: Int32Array, flips: number, electrons: number): Int32Array {
  return flips === 0 ? strings : strings.filter((mask) => popcount(mask ^ flips) === electrons)
}

/** The share of the determinants, and the least number of them, whose rows define the scale. */
const LOWEST_PART = 0.05
const LEAST_LOWEST = 4
/** The scale is never below this part of the longest row. */
const LEAST_SCALE = 1e-3

/**
 * The length of a row of H - (lowest diagonal element), the median over the lowest few determinants: about the spread
 * of the determinants near the ground state and their couplings. Determinants of much higher energy do not count. 1
 * where all rows are zero.
 */
function energyScale(diagonal: Float64Array, left: Int32Array, right: Int32Array, couplings: Float64Array): number {
  const ascending = Float64Array.from(diagonal, (_, i) => i).sort((a, b) => diagonal[a] - diagonal[b] || a - b)
  const squares = diagonal.map((value) => (value - diagonal[ascending[0]]) ** 2)
  for (let k = 0; k < couplings.length; k++) {
    squares[left[k]] += couplings[k] ** 2
    squares[right[k]] += couplings[k] ** 2
  }
  const longest = squares.reduce((most, value) => Math.max(most, value), 0)
  const count = Math.max(LEAST_LOWEST, Math.ceil(LOWEST_PART * squares.length))
  const lowest = ascending.slice(0, count).map((i) => squares[i]).sort() // prettier-ignore
  return Math.max(Math.sqrt(lowest[lowest.length >> 1]), LEAST_SCALE * Math.sqrt(longest)) || 1
}

/** Collects matrix elements in arrays that double when they are full. */
class ElementList {
  #left = new Int32Array(1024)
  #right = new Int32Array(1024)
  #couplings = new Float64Array(1024)
  #count = 0

  push(left: number, right: number, coupling: number): void {
    if (this.#count === this.#couplings.length) {
      this.#left = doubled(this.#left, new Int32Array(2 * this.#count))
      this.#right = doubled(this.#right, new Int32Array(2 * this.#count))
      this.#couplings = doubled(this.#couplings, new Float64Array(2 * this.#count))
    }
    this.#left[this.#count] = left
    this.#right[this.#count] = right
    this.#couplings[this.#count++] = coupling
  }

  trimmed(): { left: Int32Array; right: Int32Array; couplings: Float64Array } {
    return {
      left: this.#left.slice(0, this.#count),
      right: this.#right.slice(0, this.#count),
      couplings: this.#couplings.slice(0, this.#count),
    }
  }
}

function doubled<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from)
  return into
}
