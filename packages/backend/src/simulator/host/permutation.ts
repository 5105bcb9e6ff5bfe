/** Gates that only move amplitudes: X and SWAP under any controls. */
import type { Amplitudes } from '../ProgramEngine.ts'
import type { Cube } from './cube.ts'

/**
 * Exchanges amplitudes i | first and i | second over the cube, in which both bits are fixed to 0.
 *
 * X on a qubit is (0, bit); SWAP of two qubits is (bit a, bit b): the states where they differ.
 */
export function exchange(state: Amplitudes, cube: Cube, first: number, second: number): void {
  const { fixed, ones, count } = cube
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = (f | ones | first) << 1
    const j = (f | ones | second) << 1
    const re = state[i]
    const im = state[i | 1]
    state[i] = state[j]
    state[i | 1] = state[j | 1]
    state[j] = re
    state[j | 1] = im
  }
}
