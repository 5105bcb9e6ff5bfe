/** Operations as dense matrices: gates by their unitary, channels by their Kraus matrices. */
import { type ComplexMatrix, formatBytes } from '@ketwork/math'
import { evaluateTurn } from '../angles/evaluateAngle.ts'
import { type Angle, isConstant } from '../angles/index.ts'
import { gateTable } from './gateTable.ts'
import { NonUnitaryOperationError } from './NonUnitaryOperationError.ts'
import type { Operation } from './Operation.ts'

const MOST_QUBITS = 12

/**
 * The unitary of a gate, 2^k x 2^k on its k qubits, at most 12: bit i of its index is `operation.qubits[i]`. A condition is not looked at.
 *
 * @param values of the symbols in its angles
 * @throws NonUnitaryOperationError for a measurement, reset, channel or barrier
 * @throws RangeError when a symbol has no value, or the gate acts on more than 12 qubits
 *
 * @example
 * operationMatrix({ gate: 'rx', qubits: [3], angles: [parameter('w')] }, { w: Math.PI })
 */
export function operationMatrix(operation: Operation, values: Readonly<Record<string, number>> = {}): ComplexMatrix {
  const row = gateTable[operation.gate]
  if (row.kind !== 'gate') throw new NonUnitaryOperationError(operation, 'matrix')
  const { length } = operation.qubits
  if (length > MOST_QUBITS) {
    throw new RangeError(
      `${operation.gate} acts on ${length} qubits: its matrix needs ${formatBytes(16 * 4 ** length)}, matrices have at most ${MOST_QUBITS} qubits`,
    )
  }
  const angles = operation.angles.map((angle: Angle) => (isConstant(angle) ? angle : evaluateTurn(angle, values)))
  return row.matrix({ ...operation, angles })
}

/**
 * The Kraus matrices K of a channel, rho -> sum of K rho K^dagger; their number depends on no rate.
 *
 * @throws TypeError when the operation is not a channel
 */
export function krausMatrices(operation: Operation): ComplexMatrix[] {
  const row = gateTable[operation.gate]
  if (row.kind !== 'channel') throw new TypeError(`${operation.gate} is not a channel: only channels have Kraus matrices`)
  return row.kraus(operation.rates ?? [])
}
