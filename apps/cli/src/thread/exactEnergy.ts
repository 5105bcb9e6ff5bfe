/** The exact energy of a sector by Lanczos iteration. */
import { exactGroundState, type PauliSum } from 'ketwork'
import type { ExactGroundState, Sector } from 'ketwork/ml-algorithms'

export interface ExactEnergyTask {
  readonly hamiltonian: PauliSum
  readonly sector: Sector
  readonly seed: number
}

export function exactEnergy({ hamiltonian, sector, seed }: ExactEnergyTask): ExactGroundState {
  return exactGroundState(hamiltonian, sector, { seed })
}
