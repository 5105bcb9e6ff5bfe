import { applyToState, Circuit, molecularHamiltonian, toSparse, type MolecularIntegrals } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { appendExcitation, generalisedSinglesAndDoubles, type Excitation } from './excitations.ts'
import { basisState, occupiedQubits, sectorBasis, type Sector } from './sector.ts'
import { energyAndGradient, sectorState, slopeAlong, turnOf } from './sectorAnsatz.ts'
import { multiplySector, sectorHamiltonian, symmetryBlocks } from './sectorHamiltonian.ts'

const SECTORS: readonly Sector[] = [
  { orbitals: 3, up: 1, down: 1 },
  { orbitals: 4, up: 2, down: 1 },
  { orbitals: 4, up: 3, down: 2 },
  { orbitals: 5, up: 2, down: 3 },
]

/** Integrals with the symmetry of real orbitals and nothing else. */
function drawnIntegrals({ orbitals: n, up, down }: Sector, random: RandomStream): MolecularIntegrals {
  const oneElectron = new Float64Array(n * n)
  const twoElectron = new Float64Array(n ** 4)
  for (let p = 0; p < n; p++) {
    for (let q = 0; q <= p; q++) {
      oneElectron[p * n + q] = oneElectron[q * n + p] = random.normal()
      for (let r = 0; r < n; r++) {
        for (let s = 0; s <= r; s++) {
          const value = random.normal()
          for (const [a, b] of [
            [p, q],
            [q, p],
          ]) {
            // prettier-ignore
            for (const [c, d] of [[r, s], [s, r]]) twoElectron[((a * n + b) * n + c) * n + d] = twoElectron[((c * n + d) * n + a) * n + b] = value // prettier-ignore
          }
        }
      }
    }
  }
  return { orbitals: n, electrons: up + down, ms2: up - down, coreEnergy: 0.3, oneElectron, twoElectron }
}

function drawnAnsatz(sector: Sector, random: RandomStream, length: number) {
  const basis = sectorBasis(sector)
  const pool = generalisedSinglesAndDoubles(2 * sector.orbitals)
  const excitations: Excitation[] = Array.from({ length }, () => pool[random.integer(pool.length)])
  const ansatz = { reference: random.integer(basis.count), excitations, turns: excitations.map((excitation) => turnOf(basis, excitation)) }
  return { basis, pool, ansatz, parameters: Float64Array.from({ length }, () => random.normal()) }
}

describe('an ansatz on the determinants of its sector', () => {
  test.each(SECTORS)('is the state of its circuit, sign for sign, and nothing of it lies outside: %j', (sector) => {
    const random = new RandomStream(5)
    for (let draw = 0; draw < (sector.orbitals < 5 ? 8 : 1); draw++) {
      const { basis, ansatz, parameters } = drawnAnsatz(sector, random, 12)
      const circuit = new Circuit(2 * sector.orbitals)
      for (const qubit of occupiedQubits(basis, ansatz.reference)) circuit.x(qubit)
      ansatz.excitations.forEach((excitation, i) => appendExcitation(circuit, excitation, parameters[i]))
      const start = new Float64Array(2 * 4 ** sector.orbitals)
      start[0] = 1
      const whole = applyToState(circuit, start)
      for (const [i, amplitude] of sectorState(ansatz, parameters, basis.count).entries()) {
        const at = basisState(basis, i)
        expect(Math.hypot(whole[2 * at] - amplitude, whole[2 * at + 1])).toBeLessThan(1e-13)
        whole.fill(0, 2 * at, 2 * at + 2)
      }
      expect(Math.hypot(...whole)).toBeLessThan(1e-13)
    }
  })

  test.each(SECTORS)('has the derivatives of its energy, of its own operators and of appended ones: %j', (sector) => {
    const random = new RandomStream(6)
    const { basis, pool, ansatz, parameters } = drawnAnsatz(sector, random, 10)
    const hamiltonian = sectorHamiltonian(molecularHamiltonian(drawnIntegrals(sector, random)), basis)
    const step = 1e-4
    const difference = (turns: typeof ansatz.turns, at: Float64Array, i: number): number => {
      const energy = (shift: number): number => energyAndGradient(hamiltonian, { ...ansatz, turns }, at.with(i, at[i] + shift)).value
      return (8 * (energy(step) - energy(-step)) - (energy(2 * step) - energy(-2 * step))) / (12 * step)
    }
    const { gradient } = energyAndGradient(hamiltonian, ansatz, parameters)
    gradient.forEach((slope, i) => expect(Math.abs(slope - difference(ansatz.turns, parameters, i))).toBeLessThan(1e-9))
    const state = sectorState(ansatz, parameters, basis.count)
    const image = new Float64Array(basis.count)
    multiplySector(hamiltonian, state, image)
    for (const excitation of pool.slice(0, 12)) {
      const turn = turnOf(basis, excitation)
      const slope = difference([...ansatz.turns, turn], Float64Array.of(...parameters, 0), parameters.length)
      expect(Math.abs(slopeAlong(turn, state, image) - slope)).toBeLessThan(1e-9)
    }
  })
})

describe('the Hamiltonian of a sector', () => {
  test.each(SECTORS)('is the part of the whole one between its determinants: %j', (sector) => {
    const hamiltonian = molecularHamiltonian(drawnIntegrals(sector, new RandomStream(7)))
    const whole = toSparse(hamiltonian, 2 * sector.orbitals)
    const element = (row: number, column: number): number => {
      for (let e = whole.rowStarts[row]; e < whole.rowStarts[row + 1]; e++)
        if (whole.columnIndices[e] === column) return whole.values[2 * e]
      return 0
    }
    const basis = sectorBasis(sector)
    const matrix = sectorHamiltonian(hamiltonian, basis)
    for (let column = 0; column < basis.count; column++) {
      const image = new Float64Array(basis.count)
      multiplySector(matrix, new Float64Array(basis.count).with(column, 1), image)
      image.forEach((value, row) => expect(value).toBeCloseTo(element(basisState(basis, row), basisState(basis, column)), 12))
    }
  })

  test('falls into blocks that no coupling joins: the pairs and the three singles of three orbitals with exchange alone', () => {
    const n = 3
    const twoElectron = new Float64Array(n ** 4)
    for (let p = 0; p < n; p++) for (let q = 0; q < n; q++) if (p !== q) twoElectron[((p * n + q) * n + p) * n + q] = twoElectron[((p * n + q) * n + q) * n + p] = -0.3 // prettier-ignore
    const integrals = { orbitals: n, electrons: 2, ms2: 0, coreEnergy: 0, oneElectron: new Float64Array(n * n), twoElectron }
    const matrix = sectorHamiltonian(molecularHamiltonian(integrals), sectorBasis({ orbitals: n, up: 1, down: 1 }))
    const blocks = symmetryBlocks(matrix, 1e-9)
    const sizes = [0, 1, 2, 3].map((block) => blocks.filter((other) => other === block).length)
    expect(sizes.sort()).toEqual([2, 2, 2, 3])
  })

  test('has a scale that grows with it and does not know a constant energy', () => {
    const integrals = drawnIntegrals({ orbitals: 4, up: 2, down: 2 }, new RandomStream(8))
    const scaleOf = (factor: number, coreEnergy: number): number => {
      const [oneElectron, twoElectron] = [integrals.oneElectron.map((h) => factor * h), integrals.twoElectron.map((v) => factor * v)]
      const hamiltonian = molecularHamiltonian({ ...integrals, coreEnergy, oneElectron, twoElectron })
      return sectorHamiltonian(hamiltonian, sectorBasis({ orbitals: 4, up: 2, down: 2 })).scale
    }
    for (const factor of [1e-6, 1e6]) expect(scaleOf(factor, 0) / scaleOf(1, 0)).toBeCloseTo(factor, 9 - Math.log10(factor))
    expect(scaleOf(1, 77)).toBeCloseTo(scaleOf(1, 0), 10)
  })
})
