/** Channels whose Kraus operators are multiples of unitaries: their probabilities do not depend on the state. */
import { complexIdentity, complexMatrix, distanceUpToPhase, isUnitary } from '@ketwork/math'
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
    const unit = Math.sqrt(weight) || 1
    const unitary = complexMatrix(
      size,
      size,
      Float64Array.from(matrix, (entry) => entry / unit),
    )
    if (weight > 0 && !isUnitary(unitary, TOLERANCE)) return undefined
    const isIdentity = distanceUpToPhase(unitary, complexIdentity(size)) <= TOLERANCE
    unitaries.push(weight === 0 || isIdentity ? undefined : unitary.data)
  }
  return { weights, unitaries }
}
