/** Sums over a whole state: inner product, norm, the weight of a cube, probabilities of some qubits and running sums for sampling. */
import type { Amplitudes } from '../ProgramEngine.ts'
import type { Cube } from './cube.ts'
import type { DenseFrame } from './dense.ts'

/** Squared norm of the amplitudes in the cube. */
export function weightOf(state: Amplitudes, cube: Cube): number {
  const { fixed, ones, count } = cube
  let sum = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = (f | ones) << 1
    sum += state[i] * state[i] + state[i | 1] * state[i | 1]
  }
  return sum
}

/** Multiplies the amplitudes of the cube by a real factor. */
export function scaleCube(state: Amplitudes, cube: Cube, factor: number): void {
  const { fixed, ones, count } = cube
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = (f | ones) << 1
    state[i] *= factor
    state[i | 1] *= factor
  }
}

/**
 * Writes the running sums of |amplitude|^2 from basis state `from` to `to` into `out`, going on from `start`.
 *
 * @returns the last sum
 */
export function cumulate(state: Amplitudes, out: Float64Array, from: number, to: number, start: number): number {
  let sum = start
  for (let i = from; i < to; i++) {
    sum += state[i << 1] * state[i << 1] + state[(i << 1) | 1] * state[(i << 1) | 1]
    out[i] = sum
  }
  return sum
}

/** Adds |amplitude|^2 of basis states `from` to `to` to `out[at + m]`, bit b of m being qubit `qubits[b]` of the state. */
export function marginalise(state: Amplitudes, qubits: readonly number[], out: Float64Array, at: number, from: number, to: number): void {
  const count = qubits.length
  for (let i = from; i < to; i++) {
    let column = 0
    for (let b = 0; b < count; b++) column |= ((i >>> qubits[b]) & 1) << b
    out[at + column] += state[i << 1] * state[i << 1] + state[(i << 1) | 1] * state[(i << 1) | 1]
  }
}

/** The reduced density matrix of the frame's qubits: rho[i][j] = sum of state_i conj(state_j), row-major and interleaved. */
export function reducedDensity(state: Amplitudes, cube: Cube, { offsets }: DenseFrame): Float64Array {
  const { fixed, ones, count } = cube
  const size = offsets.length
  const rho = new Float64Array(2 * size * size)
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    for (let i = 0; i < size; i++) {
      const a = 2 * (f | ones | offsets[i])
      for (let j = 0; j < size; j++) {
        const b = 2 * (f | ones | offsets[j])
        rho[2 * (i * size + j)] += state[a] * state[b] + state[a + 1] * state[b + 1]
        rho[2 * (i * size + j) + 1] += state[a + 1] * state[b] - state[a] * state[b + 1]
      }
    }
  }
  return rho
}
