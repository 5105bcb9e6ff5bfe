/** A dense 2^k x 2^k matrix on k qubits under any controls: gathers the 2^k amplitudes, multiplies, writes back. */
import type { Amplitudes } from '../ProgramEngine.ts'
import type { Cube } from './cube.ts'

/** Where the 2^k amplitudes of a group stand relative to its first, and room for them. */
export interface DenseFrame {
  readonly offsets: Int32Array
  readonly gathered: Float64Array
}

/** @param qubits bit i of the matrix index is `qubits[i]` */
export function denseFrame(qubits: readonly number[]): DenseFrame {
  const size = 2 ** qubits.length
  const offsets = Int32Array.from({ length: size }, (_, index) =>
    qubits.reduce((offset, qubit, bit) => offset | (((index >>> bit) & 1) << qubit), 0),
  )
  return { offsets, gathered: new Float64Array(2 * size) }
}

/** Applies the row-major interleaved matrix at `u[at]`; `gathered` is overwritten. */
export function applyDense(state: Amplitudes, cube: Cube, frame: DenseFrame, u: Float64Array, at: number): void {
  const { fixed, ones, count } = cube
  const { offsets, gathered } = frame
  const size = offsets.length
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const base = f | ones
    for (let column = 0; column < size; column++) {
      const i = 2 * (base | offsets[column])
      gathered[2 * column] = state[i]
      gathered[2 * column + 1] = state[i + 1]
    }
    for (let row = 0, entry = at; row < size; row++) {
      let re = 0
      let im = 0
      for (let column = 0; column < 2 * size; column += 2, entry += 2) {
        re += u[entry] * gathered[column] - u[entry + 1] * gathered[column + 1]
        im += u[entry] * gathered[column + 1] + u[entry + 1] * gathered[column]
      }
      const i = 2 * (base | offsets[row])
      state[i] = re
      state[i + 1] = im
    }
  }
}
