/**
 * A matrix with controls, written with one-qubit gates and cx.
 *
 * V = W D W^H, and only the diagonal D needs the controls: phases where the controls and some of the targets are 1. Eigenvalues are put in an order that leaves few
 * of these: a controlled H or ECR takes a single one.
 */
import { type ComplexMatrix, adjoint, complexIdentity, complexMatrix, eigenHermitian, multiply, trace } from '@ketwork/math'
import type { Operation } from '../gates/Operation.ts'
import { multiControlledPhase } from './multiControlled.ts'
import { oneQubitUnitary } from './oneQubitAngles.ts'
import { eigenvectorsOfUnitary, unitaryGates } from './unitaryGates.ts'

/** The matrix on `qubits` (bit i of its index is `qubits[i]`) where all controls are 1. */
export function controlledMatrix(matrix: ComplexMatrix, qubits: readonly number[], controls: readonly number[]): Operation[] {
  if (controls.length === 0) return unitaryGates(matrix, qubits)
  if (qubits.length > 1) return controlledDiagonal(matrix, qubits, controls)
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

/** Phases this small are rounding errors of the eigenvalues. */
const NO_PHASE = 1e-13
/** Eigenvalues whose arguments are this close stand side by side. */
const SAME_EIGENVALUE = 1e-9

/** W^H on the targets, the phases of D under the controls, W. */
function controlledDiagonal(matrix: ComplexMatrix, qubits: readonly number[], controls: readonly number[]): Operation[] {
  const { vectors, angles } = sortedEigenphases(matrix)
  const phases = productPhases(angles).flatMap((phase, set) => {
    if (Math.abs(phase) <= NO_PHASE) return []
    return multiControlledPhase(phase, [...controls, ...qubits.filter((_, i) => ((set >> i) & 1) === 1)])
  })
  return [...unitaryGates(adjoint(vectors), qubits), ...phases, ...unitaryGates(vectors, qubits)]
}

/** Eigenvectors and arguments of the eigenvalues, equal ones side by side, those that stand most often first. */
function sortedEigenphases(matrix: ComplexMatrix): { vectors: ComplexMatrix; angles: readonly number[] } {
  const found = eigenvectorsOfUnitary(matrix)
  const { data, rows } = multiply(adjoint(found), multiply(matrix, found))
  const turns = Array.from({ length: rows }, (_, j) => Math.atan2(data[2 * j * (rows + 1) + 1], data[2 * j * (rows + 1)]))
  const like = (a: number): number => turns.filter((b) => Math.abs(wrapped(a - b)) < SAME_EIGENVALUE).length
  const order = turns.map((_, j) => j).sort((a, b) => like(turns[b]) - like(turns[a]) || turns[a] - turns[b])
  const vectors = complexMatrix(rows, rows)
  order.forEach((from, to) => {
    for (let i = 0; i < rows; i++) {
      vectors.data.set(found.data.subarray(2 * (i * rows + from), 2 * (i * rows + from) + 2), 2 * (i * rows + to))
    }
  })
  return { vectors, angles: order.map((j) => turns[j]) }
}

/** Entry S is the phase of the product of the bits in S, so that entry k of `angles` is the sum over the subsets of k. */
function productPhases(angles: readonly number[]): number[] {
  const phases = [...angles]
  for (let bit = 1; bit < phases.length; bit *= 2) for (let k = 0; k < phases.length; k++) if ((k & bit) !== 0) phases[k] -= phases[k ^ bit]
  return phases.map(wrapped)
}

/** The same angle from -pi to pi. */
function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))
}
