import { readFileSync } from 'node:fs'
import { molecularHamiltonian, readFcidump, type MolecularIntegrals } from '@ketwork/circuit'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { afterAll, describe, expect, test } from 'vitest'
import { exactGroundState } from './exactGroundState.ts'
import { generalisedSinglesAndDoubles, singlesAndDoubles } from './excitations.ts'
import { molecularVqe } from './molecularVqe.ts'
import { determinantsOf, isInSector, lowestDeterminant, sectorOf } from './sector.ts'

const backend = openCpuBackend()
afterAll(() => backend.dispose())

function molecule(file: string, changes: Partial<MolecularIntegrals> = {}): MolecularIntegrals {
  return { ...readFcidump(readFileSync(new URL(`../../testdata/${file}.fcidump`, import.meta.url), 'utf8'), { file }), ...changes }
}
const exact = (integrals: MolecularIntegrals): number => exactGroundState(molecularHamiltonian(integrals), sectorOf(integrals)).energy

describe('sector', () => {
  test('counts determinants as a product of binomials', () => {
    expect(determinantsOf({ orbitals: 4, up: 2, down: 1 })).toHaveLength(6 * 4)
    expect(isInSector(0b0111, { orbitals: 2, up: 2, down: 1 })).toBe(true)
    expect(isInSector(0b1011, { orbitals: 2, up: 2, down: 1 })).toBe(false)
  })

  test('refuses electrons that do not fit', () => {
    expect(() => sectorOf({ orbitals: 2, electrons: 3, ms2: 0 })).toThrow('3 electrons with MS2 = 0 do not fit 2 orbitals')
  })

  test('finds the Hartree-Fock determinant of LiH and its energy', () => {
    const integrals = molecule('lih_sto3g_1.45_frozencore')
    const { determinant, energy } = lowestDeterminant(molecularHamiltonian(integrals), sectorOf(integrals))
    expect(determinant).toBe(0b11)
    expect(energy).toBeCloseTo(-7.8625677857178955, 8)
  })
})

describe('excitations', () => {
  test('number as known: 8 singles and 16 doubles for two electrons in five orbitals', () => {
    const list = singlesAndDoubles([0, 1], 10)
    expect(list.filter(({ to }) => to.length === 1)).toHaveLength(8)
    expect(list.filter(({ to }) => to.length === 2)).toHaveLength(16)
  })

  test('of the pool conserve spin and stand in one direction only', () => {
    const pool = generalisedSinglesAndDoubles(6)
    const spin = (orbitals: readonly number[]) => orbitals.reduce((sum, orbital) => sum + (orbital % 2), 0)
    for (const { from, to } of pool) expect(spin(from)).toBe(spin(to))
    const keys = new Set(pool.map(({ from, to }) => [from.join(), to.join()].sort().join('|')))
    expect(keys.size).toBe(pool.length)
  })
})

describe('molecularVqe', () => {
  test.each([
    ['h2_sto3g_0.7414', -1.1372701746609022],
    ['h2_sto3g_2.5', undefined],
  ])('reaches the exact energy of %s within 1e-6 hartree', async (file, published) => {
    const integrals = molecule(file)
    const { energy, converged } = await molecularVqe({ backend, integrals })
    expect(converged).toBe(true)
    if (published !== undefined) expect(energy).toBeCloseTo(published, 7)
    expect(energy - exact(integrals)).toBeGreaterThan(-1e-9)
    expect(energy - exact(integrals)).toBeLessThan(1e-6)
  })

  test('reaches chemical accuracy for H2 6-31G and frozen-core LiH, never below the exact energy', async () => {
    for (const [file, published] of [
      ['h2_631g_0.75', -1.1516885475005285],
      ['lih_sto3g_1.45_frozencore', -7.880760737554993],
    ] as const) {
      const { energy } = await molecularVqe({ backend, integrals: molecule(file) })
      expect(energy - published).toBeGreaterThan(-1e-9)
      expect(energy - published).toBeLessThan(1.6e-3)
    }
  })

  test('stays in the sector of a cation and of a triplet', async () => {
    for (const changes of [
      { electrons: 1, ms2: 1 },
      { electrons: 2, ms2: 2 },
      { electrons: 3, ms2: 1 },
    ]) {
      const integrals = molecule('h2_631g_0.75', changes)
      const { energy } = await molecularVqe({ backend, integrals })
      expect(energy - exact(integrals)).toBeGreaterThan(-1e-9)
      expect(energy - exact(integrals)).toBeLessThan(1.6e-3)
    }
  })

  test('is the same to the bit when it runs twice', async () => {
    const [a, b] = [
      await molecularVqe({ backend, integrals: molecule('h2_631g_0.75') }),
      await molecularVqe({ backend, integrals: molecule('h2_631g_0.75') }),
    ]
    expect(a.energy).toBe(b.energy)
    expect(a.parameters).toEqual(b.parameters)
  })
})
