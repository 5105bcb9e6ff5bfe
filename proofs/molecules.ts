/**
 * The VQE of molecules finds the ground state of its sector, or reports that it has not converged: active spaces whose
 * lowest determinant has another symmetry, stretched bonds, radicals and triplets, against PySCF's exact energies;
 * drawn Hubbard graphs and drawn integrals against Lanczos iteration. `npm test` runs a slice of it.
 */
import { molecularHamiltonian, readFcidump, type MolecularIntegrals } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { exactGroundState, molecularVqe } from 'ketwork'
import { sectorOf } from 'ketwork/ml-algorithms'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { readFileSync } from 'node:fs'
import type { Json, Proof, ProofUnit, UnitOutcome } from '../tooling/prove/proof.ts'

const folder = new URL('../packages/ml-algorithms/testdata/molecules/', import.meta.url)
const { exact } = JSON.parse(readFileSync(new URL('reference.json', folder), 'utf8')) as { exact: Record<string, number> }
const drawings = 60
/** Hartree. */
const chemicalAccuracy = 1.6e-3
const rounding = 1e-8

export const proof: Proof = {
  name: 'molecules',
  description: 'The VQE of molecules finds the ground state of its sector within chemical accuracy, or says that it has not converged.',
  units: [
    ...Object.entries(exact).map(([name, energy]): ProofUnit => ({ id: name, seed: 3, run: () => solve(fromFile(name), 3, energy) })),
    ...Array.from({ length: drawings }, (_, i): ProofUnit => ({
      id: `drawn ${i + 1}`,
      seed: i + 1,
      run: () => solve(drawn(i + 1), i + 1),
    })),
  ],
  slice: 3,
  summarize: (outcomes) => {
    const gaps = outcomes.map(({ figures }) => figureOf(figures, 'gap'))
    return {
      molecules: outcomes.length,
      largestGap: Math.max(...gaps),
      withinChemicalAccuracy: gaps.filter((gap) => gap <= chemicalAccuracy).length,
      saidNotConverged: outcomes.filter(({ figures }) => figureOf(figures, 'converged') === 0).length,
      mostSeconds: Math.max(...outcomes.map(({ seconds }: UnitOutcome) => Math.round(seconds))),
    }
  },
}

async function solve(integrals: MolecularIntegrals, seed: number, energy?: number): Promise<Json> {
  await using backend = openCpuBackend()
  const result = await molecularVqe({ backend, integrals, seed })
  const lowest = energy ?? exactGroundState(molecularHamiltonian(integrals), sectorOf(integrals), { seed }).energy
  const gap = result.energy - lowest
  const figures = {
    gap: Number(gap.toExponential(3)),
    converged: result.converged ? 1 : 0,
    operators: result.excitations.length,
    fits: result.references.length,
    determinants: result.determinants,
  }
  if (gap < -rounding) throw new Error(`below the exact energy: ${JSON.stringify(figures)}`)
  if (gap > chemicalAccuracy && result.converged) throw new Error(`an excited state was called converged: ${JSON.stringify(figures)}`)
  if (gap > chemicalAccuracy && energy !== undefined) throw new Error(`too high: ${JSON.stringify(figures)}`)
  return figures
}

function fromFile(name: string): MolecularIntegrals {
  return readFcidump(readFileSync(new URL(`${name}.fcidump`, folder), 'utf8'), { file: name })
}

/**
 * Odd seeds: electrons that hop on a drawn graph and repel on a site. Even ones: integrals that are drawn, and smaller
 * the more orbitals they mix.
 */
function drawn(seed: number): MolecularIntegrals {
  const random = new RandomStream(seed)
  const n = 3 + random.integer(4)
  const electrons = 2 + random.integer(2 * n - 3)
  const ms2 = electrons % 2 === 0 ? 2 * random.integer(2) : 1
  const spinFits = ms2 <= Math.min(electrons, 2 * n - electrons)
  const integrals = {
    orbitals: n,
    electrons,
    ms2: spinFits ? ms2 : 0,
    coreEnergy: 0,
    oneElectron: new Float64Array(n * n),
    twoElectron: new Float64Array(n ** 4),
  }
  if (seed % 2 === 1) hubbard(integrals, random)
  else molecule(integrals, random)
  return integrals
}

function hubbard({ orbitals: n, oneElectron, twoElectron }: MolecularIntegrals, random: RandomStream): void {
  const repulsion = 8 * random.uniform()
  for (let p = 0; p < n; p++) {
    twoElectron[p * (n ** 3 + n ** 2 + n + 1)] = repulsion
    for (let q = 0; q < p; q++) if (q === p - 1 || random.integer(4) === 0) oneElectron[p * n + q] = oneElectron[q * n + p] = -1
  }
}

function molecule({ orbitals: n, oneElectron, twoElectron }: MolecularIntegrals, random: RandomStream): void {
  const place = (p: number, q: number, r: number, s: number): number => ((p * n + q) * n + r) * n + s
  for (let p = 0; p < n; p++) {
    for (let q = 0; q <= p; q++) {
      oneElectron[p * n + q] = oneElectron[q * n + p] = p === q ? -2 + 0.4 * p : 0.1 * random.normal()
      for (let r = 0; r <= p; r++) {
        for (let s = 0; s <= (r === p ? q : r); s++) {
          const value = p === q && r === s ? 0.5 + 0.1 * random.uniform() : 0.05 * random.normal()
          for (const [a, b] of [[p, q], [q, p]]) for (const [c, d] of [[r, s], [s, r]]) twoElectron[place(a, b, c, d)] = twoElectron[place(c, d, a, b)] = value // prettier-ignore
        }
      }
    }
  }
}

function figureOf(figures: Json, name: string): number {
  return Number((figures as { readonly [key: string]: Json })[name])
}
