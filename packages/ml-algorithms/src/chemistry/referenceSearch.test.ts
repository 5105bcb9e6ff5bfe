import { molecularHamiltonian, readFcidump } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FitProblem } from './adaptiveFit.ts'
import { generalisedSinglesAndDoubles } from './excitations.ts'
import { KICKS, ReferenceSearch } from './referenceSearch.ts'
import { findReferences } from './references.ts'
import { sectorBasis, sectorOf } from './sector.ts'
import { sectorHamiltonian, unitless } from './sectorHamiltonian.ts'

const folder = new URL('../../testdata/molecules/', import.meta.url)
const { exact } = JSON.parse(readFileSync(new URL('reference.json', folder), 'utf8')) as { exact: Record<string, number> }

function prepare(name: string) {
  const integrals = readFcidump(readFileSync(new URL(`${name}.fcidump`, folder), 'utf8'))
  const { matrix, origin, scale } = unitless(sectorHamiltonian(molecularHamiltonian(integrals), sectorBasis(sectorOf(integrals))))
  const problem: FitProblem = {
    hamiltonian: matrix,
    pool: generalisedSinglesAndDoubles(2 * integrals.orbitals),
    poolTolerance: 1e-3,
    maximumExtensions: 30,
    spent: { iterations: 0, evaluations: 0, seconds: 0 },
    onProgress: () => undefined,
  }
  const references = findReferences(matrix)
  return { references, search: new ReferenceSearch(problem, references), gap: (energy: number) => origin + scale * energy - exact[name] }
}

describe('a fit from one determinant alone', () => {
  test.each([
    ['three_orbitals', 0.1],
    ['h4_square_sto3g_1.2', 0.1],
    ['beh2_sto3g_bent_4e6o', 1e-3],
  ])('ends at an excited state of %s, and kicks lead down to the ground state', async (name, excited) => {
    const { references, search, gap } = prepare(name)
    const block = references.candidates.find(
      (candidate) => candidate.block !== references.candidates[name.startsWith('beh2') ? 1 : 0].block,
    )
    await search.fitFrom((block ?? references.candidates[0]).determinant)
    expect(search.best.converged).toBe(true)
    expect(gap(search.best.energy)).toBeGreaterThan(excited)
    expect(await search.kick(new RandomStream(3))).toBe(KICKS)
    expect(gap(search.best.energy)).toBeLessThan(5e-4)
    expect(search.fits.length).toBeGreaterThan(1)
  })

  test('keeps to the operators of its block', async () => {
    const { references, search } = prepare('three_orbitals')
    await search.fitFrom(references.candidates[0].determinant)
    expect(search.best.ansatz.excitations).toHaveLength(2) // of eight singles and doubles: the two that move a pair
  })
})

describe('findReferences', () => {
  test('has a determinant of the ground state’s block first, and the lowest orbitals among its candidates', () => {
    for (const name of ['three_orbitals', 'b2_sto3g_1.4_6e6o', 'h4_square_sto3g_1.2', 'cn_sto3g_doublet_1.6_7e6o']) {
      const { references } = prepare(name)
      const blocks = new Set(references.candidates.map(({ block }) => block))
      expect(blocks.size).toBeGreaterThan(1)
      const estimates = references.candidates.slice(0, -1).map(({ estimate }) => estimate)
      expect(estimates).toEqual([...estimates].sort((a, b) => a - b))
      expect(references.candidates.some(({ determinant }) => determinant === 0)).toBe(true) // strings ascend: the lowest orbitals are first
    }
  })
})
