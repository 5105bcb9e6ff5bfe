/**
 * A product of exponentiated excitations on a reference determinant, as a state on the determinants of its sector.
 *
 * T - T^dagger maps a determinant to plus or minus one other, and that one back with the other sign, so exp(theta (T -
 * T^dagger)) rotates each such pair of amplitudes by theta and leaves all others unchanged: exactly what the Pauli
 * rotations of `appendExcitation` do, on the amplitudes that can be other than zero. Energy and gradient take one
 * forward and one backward sweep (the adjoint method; Jones and Gacon, arXiv:2009.02823).
 */
import { popcount } from '@ketwork/math'
import type { Excitation } from './excitations.ts'
import type { SectorBasis } from './sector.ts'
import { multiplySector, type SectorHamiltonian } from './sectorHamiltonian.ts'

/** Pairs of determinants, one after the other: T - T^dagger maps the first of each to plus the second. */
export type Turn = Int32Array

export interface SectorAnsatz {
  /** Index of a determinant. */
  readonly reference: number
  readonly excitations: readonly Excitation[]
  readonly turns: readonly Turn[]
}

/** The pairs of determinants that an excitation couples. */
export function turnOf(basis: SectorBasis, { to, from }: Excitation): Turn {
  const [fromUp, fromDown, toUp, toDown] = [spinMask(from, 0), spinMask(from, 1), spinMask(to, 0), spinMask(to, 1)]
  const ups = basis.up.filter((mask) => (mask & fromUp) === fromUp && (mask & toUp) === 0)
  const downs = basis.down.filter((mask) => (mask & fromDown) === fromDown && (mask & toDown) === 0)
  const turn = new Int32Array(2 * ups.length * downs.length)
  const order = [...from, ...to.toReversed()] // a^dagger_to0 a^dagger_to1 a_from1 a_from0: the last one acts first
  let at = 0
  for (const up of ups) {
    for (const down of downs) {
      const source = basis.indexOf(up, down)
      const target = basis.indexOf(up ^ fromUp ^ toUp, down ^ fromDown ^ toDown)
      const negative = signOf(order, up, down)
      turn[at++] = negative ? target : source
      turn[at++] = negative ? source : target
    }
  }
  return turn
}

/** Whether an odd number of electrons stands below the ladder operators, each on what the ones before it left. */
function signOf(order: readonly number[], up: number, down: number): boolean {
  let passed = 0
  for (const orbital of order) {
    const bit = 1 << (orbital >> 1)
    passed += popcount(up & (bit - 1)) + popcount(down & (bit - 1))
    if (orbital & 1) {
      if (up & bit) passed++
      down ^= bit
    } else up ^= bit
  }
  return passed % 2 !== 0
}

function spinMask(orbitals: readonly number[], spin: number): number {
  return orbitals.reduce((mask, orbital) => ((orbital & 1) === spin ? mask | (1 << (orbital >> 1)) : mask), 0)
}

/** The state: one real amplitude a determinant. */
export function sectorState(ansatz: SectorAnsatz, parameters: ArrayLike<number>, count: number): Float64Array {
  const state = new Float64Array(count)
  state[ansatz.reference] = 1
  ansatz.turns.forEach((turn, i) => applyTurn(state, turn, parameters[i]))
  return state
}

/** Energy and its derivative along every parameter. O(pairs of all turns + couplings of the Hamiltonian). */
export function energyAndGradient(
  hamiltonian: SectorHamiltonian,
  ansatz: SectorAnsatz,
  parameters: Float64Array,
): { value: number; gradient: Float64Array } {
  const state = sectorState(ansatz, parameters, hamiltonian.basis.count)
  const image = new Float64Array(state.length)
  multiplySector(hamiltonian, state, image)
  let value = 0
  for (let i = 0; i < state.length; i++) value += state[i] * image[i]
  const gradient = new Float64Array(parameters.length)
  for (let i = parameters.length - 1; i >= 0; i--) {
    const turn = ansatz.turns[i]
    gradient[i] = slopeAlong(turn, state, image)
    applyTurn(state, turn, -parameters[i])
    applyTurn(image, turn, -parameters[i])
  }
  return { value, gradient }
}

/**
 * The derivative of the energy along a turn appended with angle zero, of a state and its image under the Hamiltonian: 2
 * <image|T - T^dagger|state>.
 */
export function slopeAlong(turn: Turn, state: Float64Array, image: Float64Array): number {
  let slope = 0
  for (let k = 0; k < turn.length; k += 2) slope += image[turn[k + 1]] * state[turn[k]] - image[turn[k]] * state[turn[k + 1]]
  return 2 * slope
}

function applyTurn(state: Float64Array, turn: Turn, angle: number): void {
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  for (let k = 0; k < turn.length; k += 2) {
    const a = turn[k]
    const b = turn[k + 1]
    const x = state[a]
    const y = state[b]
    state[a] = cosine * x - sine * y
    state[b] = sine * x + cosine * y
  }
}
