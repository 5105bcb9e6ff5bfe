import { readFileSync } from 'node:fs'
import { molecularHamiltonian, readFcidump, type MolecularIntegrals } from '@ketwork/circuit'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { afterAll, describe, expect, test } from 'vitest'
import { exactGroundState } from './exactGroundState.ts'
import { generalisedSinglesAndDoubles, singlesAndDoubles } from './excitations.ts'
import { molecularVqe } from './molecularVqe.ts'
import { sectorOf } from './sector.ts'
import { lowestDeterminant } from './sectorHamiltonian.ts'
import { WorkTooLargeError } from './workEstimate.ts'

const backend = openCpuBackend()
afterAll(() => backend.dispose())

function molecule(file: string, changes: Partial<MolecularIntegrals> = {}): MolecularIntegrals {
  return { ...readFcidump(readFileSync(new URL(`../../testdata/${file}.fcidump`, import.meta.url), 'utf8'), { file }), ...changes }
}
const { exact: EXACT } = JSON.parse(readFileSync(new URL('../../testdata/molecules/reference.json', import.meta.url), 'utf8')) as { exact: Record<string, number> } // prettier-ignore
const exact = (integrals: MolecularIntegrals): number =>
  exactGroundState(molecularHamiltonian(integrals), sectorOf(integrals), { seed: 0 }).energy

describe('lowestDeterminant', () => {
  test('is the Hartree-Fock determinant of LiH, with its energy', () => {
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
    const { energy, converged } = await molecularVqe({ backend, integrals, seed: 0 })
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
      const { energy } = await molecularVqe({ backend, integrals: molecule(file), seed: 0 })
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
      const { energy } = await molecularVqe({ backend, integrals, seed: 0 })
      expect(energy - exact(integrals)).toBeGreaterThan(-1e-9)
      expect(energy - exact(integrals)).toBeLessThan(1.6e-3)
    }
  })

  // The lowest determinant of each has another symmetry than the ground state, or the correlation is strong.
  test.each([
    'three_orbitals',
    'hubbard4',
    'c2_sto3g_1.5_6e6o',
    'b2_sto3g_1.4_6e6o',
    'o2_sto3g_triplet_8e6o',
    'h4_square_sto3g_1.2',
    'n2_sto3g_2.2_6e6o',
    'h6_chain_sto3g_2.0',
  ])('finds the ground state of %s from the right determinant, and its circuit has that energy', async (file) => {
    // prettier-ignore
    const { energy, circuitEnergy, converged, reason, kicksSurvived } = await molecularVqe({ backend, integrals: molecule(`molecules/${file}`), seed: 3 })
    expect(energy - EXACT[file]).toBeGreaterThan(-1e-8)
    expect(energy - EXACT[file]).toBeLessThan(5e-4)
    expect(circuitEnergy).toBeCloseTo(energy, 9)
    expect([converged, kicksSurvived]).toEqual([true, 2])
    expect(reason).toContain('2 kicks found no lower energy')
  })

  test('tries a determinant of each promising symmetry block and says what it found there', async () => {
    const { references, symmetryBlocks, determinants } = await molecularVqe({
      backend,
      integrals: molecule('molecules/three_orbitals'),
      seed: 0,
    })
    expect([symmetryBlocks, determinants]).toEqual([4, 9])
    expect(references.length).toBeGreaterThan(1)
    expect(new Set(references.map(({ occupied }) => occupied.join())).size).toBe(references.length)
    const energies = references.map(({ energy }) => energy)
    expect(Math.min(...energies)).toBeCloseTo(-1.6, 9)
    expect(Math.max(...energies)).toBeCloseTo(-1.35, 9) // where the fit from the lowest orbitals alone ends
  })

  test.each([1e-6, 1e6])('a Hamiltonian times %s gives the scaled answer', async (factor) => {
    const integrals = molecule('molecules/h4_chain_sto3g_1.5')
    const { energy, iterations, converged, ...rest } = await molecularVqe({ backend, integrals, seed: 0 })
    const scaled = await molecularVqe({
      backend,
      seed: 0,
      integrals: {
        ...integrals,
        coreEnergy: factor * integrals.coreEnergy,
        oneElectron: integrals.oneElectron.map((h) => factor * h),
        twoElectron: integrals.twoElectron.map((v) => factor * v),
      },
    })
    expect(Math.abs(scaled.energy / factor - energy)).toBeLessThan(1e-8)
    expect(scaled.scale / factor).toBeCloseTo(rest.scale, 10)
    expect([scaled.converged, scaled.excitations.length]).toEqual([converged, rest.excitations.length])
    expect(Math.abs(scaled.iterations - iterations)).toBeLessThan(0.2 * iterations)
  })

  test('runs 13 orbitals with two electrons on their 169 determinants', async () => {
    // Two sites' pair among 13 levels: one orbital energy each, attraction of pairs; the pair energy is a 13 x 13 problem.
    const n = 13
    const oneElectron = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? at / (n + 1) : 0))
    const twoElectron = new Float64Array(n ** 4)
    for (let p = 0; p < n; p++) for (let q = 0; q < n; q++) twoElectron[((p * n + q) * n + p) * n + q] = -0.4
    for (let p = 0; p < n; p++) for (let q = 0; q < n; q++) twoElectron[((p * n + q) * n + q) * n + p] = -0.4
    const integrals = { orbitals: n, electrons: 2, ms2: 0, coreEnergy: 0, oneElectron, twoElectron }
    const { energy, circuitEnergy, determinants } = await molecularVqe({ backend, integrals, seed: 0 })
    // 1 = 0.4 sum over p of 1 / (2 p - E), solved by bisection.
    let [low, high] = [-20, -1e-9]
    for (let step = 0; step < 200; step++) {
      const middle = (low + high) / 2
      let sum = 0
      for (let p = 0; p < n; p++) sum += 0.4 / (2 * p - middle)
      if (sum < 1) low = middle
      else high = middle
    }
    expect(Math.abs(energy - low)).toBeLessThan(1e-6)
    expect([determinants, circuitEnergy]).toEqual([169, undefined])
  })

  test('refuses what is too large before it starts', async () => {
    const n = 14
    const integrals = {
      orbitals: n,
      electrons: n,
      ms2: 0,
      coreEnergy: 0,
      oneElectron: new Float64Array(n * n),
      twoElectron: new Float64Array(n ** 4),
    }
    await expect(molecularVqe({ backend, integrals, seed: 0 })).rejects.toThrow(
      /11778624 determinants: that needs .* GiB and takes about .* days/,
    )
    expect(() => exactGroundState({ terms: [] }, sectorOf(integrals), { seed: 0 })).toThrow(WorkTooLargeError)
  })

  test('stops between two iterations when its signal is aborted', async () => {
    const controller = new AbortController()
    const integrals = molecule('molecules/h6_chain_sto3g_2.0')
    const run = molecularVqe({
      backend,
      integrals,
      seed: 0,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    })
    await expect(run).rejects.toThrow('enough')
  })

  test('lets timers have their turn while it works', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const { evaluationSeconds } = await molecularVqe({ backend, integrals: molecule('molecules/c2_sto3g_1.5_6e6o'), seed: 0 })
    clearInterval(timer)
    expect(evaluationSeconds).toBeGreaterThan(0)
    expect(ticks).toBeGreaterThan(2)
  })

  test('is the same to the bit when it runs twice', async () => {
    const [a, b] = [
      await molecularVqe({ backend, integrals: molecule('h2_631g_0.75'), seed: 0 }),
      await molecularVqe({ backend, integrals: molecule('h2_631g_0.75'), seed: 0 }),
    ]
    expect(a.energy).toBe(b.energy)
    expect(a.parameters).toEqual(b.parameters)
  })
})
