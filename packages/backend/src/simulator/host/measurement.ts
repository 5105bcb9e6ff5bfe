/** Turns into measurement bases, and what a detector shows. */
import type { RandomStream } from '@ketwork/math'
import { maskOf } from '../../lowering/schedule/qubitBit.ts'
import type { MeasurementBasis } from '../../shots/measurementPlan.ts'
import type { Amplitudes } from '../ProgramEngine.ts'
import { setCube, wholeCube } from './cube.ts'
import { applyDense, denseFrame } from './dense.ts'

const HALF = Math.SQRT1_2
const TURN_X = Float64Array.of(HALF, 0, HALF, 0, HALF, 0, -HALF, 0)
const TURN_Y = Float64Array.of(HALF, 0, 0, -HALF, HALF, 0, 0, HALF) // H S^dagger

/** The unitary after which a Z measurement reads this letter; undefined for Z. */
export function basisTurn(pauli: string): Float64Array | undefined {
  return pauli === 'Z' ? undefined : pauli === 'X' ? TURN_X : TURN_Y
}

/** Turns a state of so many qubits, in place, so that Z measurements read the basis. */
export function turnState(state: Amplitudes, qubits: number, basis: MeasurementBasis): void {
  basis.qubits.forEach((qubit, i) => {
    const matrix = basisTurn(basis.pauli[i])
    if (matrix !== undefined) applyMatrix(state, qubits, [qubit], matrix)
  })
}

/** Applies a dense matrix to some of a state's qubits, in place; bit i of the matrix index is `targets[i]`. */
export function applyMatrix(state: Amplitudes, qubits: number, targets: readonly number[], matrix: Float64Array): void {
  const cube = wholeCube(qubits)
  setCube(cube, qubits, maskOf(targets), 0)
  applyDense(state, cube, denseFrame(targets), matrix, 0)
}

/** What the detector shows for an outcome; `constants[readout]` is p(0|0), p(1|0), p(0|1), p(1|1). */
export function readBit(constants: Float64Array, readout: number, outcome: number, random: RandomStream): number {
  return random.uniform() < constants[readout + 2 * outcome + 1] ? 1 : 0
}
