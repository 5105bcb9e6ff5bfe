/** Channels whose Kraus operators are multiples of unitaries: their probabilities do not depend on the state. */
import type { ChannelInstruction } from '../../program.ts'

/** Of each Kraus operator in turn. */
export interface Mixture {
  readonly weights: readonly number[]
  /** Undefined for the identity, up to a phase. */
  readonly unitaries: readonly (Float64Array | undefined)[]
}

/** Entries this close are rounding errors. */
const TOLERANCE = 1e-13

/** A channel as a mixture of unitaries; undefined for one that is none. */
export function mixtureOf({ qubits, kraus, constant }: ChannelInstruction, constants: Float64Array): Mixture | undefined {
  const size = 2 ** qubits.length
  const weights: number[] = []
  const unitaries: (Float64Array | undefined)[] = []
  for (let index = 0; index < kraus; index++) {
    const at = constant + 2 * size * size * index
    const matrix = constants.subarray(at, at + 2 * size * size)
    const weight = matrix.reduce((sum, entry) => sum + entry * entry, 0) / size
    if (weight > 0 && weight <= TOLERANCE) return undefined // too small to tell
    weights.push(weight)
    const unitary = weight === 0 ? undefined : matrix.map((entry) => entry / Math.sqrt(weight))
    if (unitary !== undefined && !isUnitary(unitary, size)) return undefined
    unitaries.push(unitary === undefined || isScalar(unitary, size) ? undefined : unitary)
  }
  return { weights, unitaries }
}

/** Whether the columns are orthonormal. */
function isUnitary(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let [re, im] = [i === j ? -1 : 0, 0]
      for (let row = 0; row < size; row++) {
        const [a, b] = [2 * (row * size + i), 2 * (row * size + j)]
        re += matrix[a] * matrix[b] + matrix[a + 1] * matrix[b + 1]
        im += matrix[a] * matrix[b + 1] - matrix[a + 1] * matrix[b]
      }
      if (Math.abs(re) > TOLERANCE || Math.abs(im) > TOLERANCE) return false
    }
  }
  return true
}

/** Whether a matrix is a multiple of the identity. */
function isScalar(matrix: Float64Array, size: number): boolean {
  return matrix.every((entry, at) => {
    const [row, column] = [Math.floor(at / 2 / size), Math.floor(at / 2) % size]
    return Math.abs(entry - (row === column ? matrix[at % 2] : 0)) <= TOLERANCE
  })
}
