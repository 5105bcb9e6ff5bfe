/**
 * A matrix with controls, written with one-qubit gates and cx.
 *
 * One target: V = W diag(e^(i a), e^(i b)) W^H makes it phases between W^H and W, so an involution such as H takes a single CX. More targets: the controls
 * become part of the matrix.
 */
import { type ComplexMatrix, adjoint, complexIdentity, complexMatrix, eigenHermitian, multiply, trace } from '@ketwork/math'
import type { Operation } from '../gates/Operation.ts'
import { multiControlledPhase } from './multiControlled.ts'
import { oneQubitUnitary } from './oneQubitAngles.ts'
import { unitaryGates } from './unitaryGates.ts'

/** The matrix on `qubits` (bit i of its index is `qubits[i]`) where all controls are 1. */
export function controlledMatrix(matrix: ComplexMatrix, qubits: readonly number[], controls: readonly number[]): Operation[] {
  if (controls.length === 0) return unitaryGates(matrix, qubits)
  if (qubits.length > 1) return unitaryGates(withControls(matrix, controls.length), [...qubits, ...controls])
  const [target] = qubits
  const { vectors, angles } = eigenphases(matrix)
  return [
    ...oneQubitUnitary(adjoint(vectors), target),
    ...multiControlledPhase(angles[0], controls),
    ...multiControlledPhase(angles[1] - angles[0], [...controls, target]),
    ...oneQubitUnitary(vectors, target),
  ]
}

/** Eigenvectors as columns and arguments of the eigenvalues of a 2 x 2 unitary. */
function eigenphases(matrix: ComplexMatrix): { vectors: ComplexMatrix; angles: readonly number[] } {
  const [re, im] = trace(matrix)
  // without its trace a 2 x 2 unitary is a multiple e^(i t) of a Hermitian matrix; t is found from the larger diagonal or off-diagonal entry
  const rest = matrix.data.map((value, q) => value - (q === 0 || q === 6 ? re / 2 : q === 1 || q === 7 ? im / 2 : 0))
  const determinant = [
    rest[0] * rest[6] - rest[1] * rest[7] - rest[2] * rest[4] + rest[3] * rest[5],
    rest[0] * rest[7] + rest[1] * rest[6] - rest[2] * rest[5] - rest[3] * rest[4],
  ]
  const t = Math.atan2(-determinant[1], -determinant[0]) / 2
  const [cos, sin] = [Math.cos(t), -Math.sin(t)]
  const hermitian = complexMatrix(
    2,
    2,
    [0, 2, 4, 6].flatMap((q) => [cos * rest[q] - sin * rest[q + 1], cos * rest[q + 1] + sin * rest[q]]),
  )
  const isScalar = Math.hypot(...rest) < 1e-14
  const vectors = isScalar ? complexIdentity(2) : eigenHermitian(hermitian).vectors
  const diagonal = multiply(adjoint(vectors), multiply(matrix, vectors))
  return { vectors, angles: [Math.atan2(diagonal.data[1], diagonal.data[0]), Math.atan2(diagonal.data[7], diagonal.data[6])] }
}

/** Controls above the qubits of the matrix: it fills the last block of an identity. */
function withControls(matrix: ComplexMatrix, controls: number): ComplexMatrix {
  const size = matrix.rows * 2 ** controls
  const result = complexIdentity(size)
  const offset = size - matrix.rows
  for (let i = 0; i < matrix.rows; i++) {
    const row = matrix.data.subarray(2 * i * matrix.columns, 2 * (i + 1) * matrix.columns)
    result.data.set(row, 2 * ((offset + i) * size + offset))
  }
  return result
}
