/** The exact lowest energy of a molecule in its sector, by Lanczos on the sparse Hamiltonian: the answer that a VQE is measured against. */
import { toSparse, type PauliSum } from '@ketwork/circuit'
import { csrMultiply, lanczosGroundState } from '@ketwork/math'
import { NotConvergedError } from '../NotConvergedError.ts'
import { isInSector, type Sector } from './sector.ts'

export interface ExactGroundState {
  /** Hartree. */
  readonly energy: number
  /** |H v - E v|: the energy is within residual of an eigenvalue. */
  readonly residual: number
  readonly iterations: number
}

/**
 * Full configuration interaction within the sector: O(4^orbitals) memory.
 *
 * @throws RangeError above 9 orbitals (18 qubits); NotConvergedError when Lanczos does not reach a residual of 1e-7
 */
export function exactGroundState(hamiltonian: PauliSum, sector: Sector, options: { readonly seed?: number } = {}): ExactGroundState {
  const qubits = 2 * sector.orbitals
  if (qubits > 18) throw new RangeError(`the exact energy of ${qubits} qubits is out of reach: at most 18 qubits are diagonalised`)
  const sparse = toSparse(hamiltonian, qubits)
  const outside = Array.from({ length: 2 ** qubits }, (_, index) => index).filter((index) => !isInSector(index, sector))
  const result = lanczosGroundState({
    dimension: 2 ** qubits,
    multiply: (x, out) => csrMultiply(sparse, x, out),
    project: (x) => {
      for (const index of outside) x[2 * index] = x[2 * index + 1] = 0
    },
    seed: options.seed ?? 0,
    tolerance: 1e-9,
  })
  if (result.residual > 1e-7)
    throw new NotConvergedError(`Lanczos stopped at a residual of ${result.residual} after ${result.iterations} iterations: 1e-7 is needed`)
  return { energy: result.energy, residual: result.residual, iterations: result.iterations }
}
