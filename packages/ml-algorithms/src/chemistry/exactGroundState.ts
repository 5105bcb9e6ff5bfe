/**
 * The exact lowest energy of a molecule in its sector, by Lanczos on the sector's determinants: the answer that a VQE
 * is measured against.
 */
import type { PauliSum } from '@ketwork/circuit'
import { lanczosGroundState } from '@ketwork/math'
import { sectorBasis, type Sector } from './sector.ts'
import { multiplySector, sectorHamiltonian, unitless } from './sectorHamiltonian.ts'
import { requireFeasible } from './workEstimate.ts'

export interface ExactGroundState {
  /** Hartree. Where it is not converged, the lowest energy that was found: an upper bound. */
  readonly energy: number
  /** |H v - E v|: the energy is within residual of an eigenvalue. */
  readonly residual: number
  readonly iterations: number
  /** The residual is at most 1e-7 of the Hamiltonian's scale. */
  readonly converged: boolean
}

const ACCEPTED = 1e-7

/**
 * Full configuration interaction within the sector: time and memory are linear in its determinants and their couplings.
 *
 * @param options.seed of the random start vector
 * @throws WorkTooLargeError before it starts
 */
export function exactGroundState(hamiltonian: PauliSum, sector: Sector, { seed }: { readonly seed: number }): ExactGroundState {
  requireFeasible(sector)
  const { matrix, origin, scale } = unitless(sectorHamiltonian(hamiltonian, sectorBasis(sector)))
  const [part, image] = [new Float64Array(matrix.basis.count), new Float64Array(matrix.basis.count)]
  const { energy, residual, iterations } = lanczosGroundState({
    dimension: matrix.basis.count,
    multiply: (x, out) => {
      for (const offset of [0, 1]) {
        for (let i = 0; i < part.length; i++) part[i] = x[2 * i + offset]
        multiplySector(matrix, part, image)
        for (let i = 0; i < part.length; i++) out[2 * i + offset] = image[i]
      }
    },
    seed,
    tolerance: 1e-9,
  })
  return {
    energy: origin + scale * energy,
    residual: scale * residual,
    iterations,
    converged: residual <= ACCEPTED * Math.max(1, Math.abs(energy)),
  }
}
