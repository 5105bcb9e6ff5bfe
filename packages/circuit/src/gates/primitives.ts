/** What operations are made of: the five primitives, with their angles as they stand. */
import { gateTable } from './gateTable.ts'
import { NonUnitaryOperationError } from './NonUnitaryOperationError.ts'
import type { Operation } from './Operation.ts'
import type { Primitive } from './Primitive.ts'

export type { FlipPrimitive, MatrixPrimitive, PhasePrimitive, Primitive, RotationPrimitive, SwapPrimitive } from './Primitive.ts'

/**
 * The primitives of a gate in the order in which they act; their product is the gate, global phase included. A condition is not looked at.
 *
 * @throws NonUnitaryOperationError for a measurement, reset or channel; a barrier has no primitives
 *
 * @example
 * operationPrimitives({ gate: 'cx', qubits: [0, 1], angles: [] }) // [{ kind: 'flip', controls: [0], target: 1 }]
 */
export function operationPrimitives(operation: Operation): Primitive[] {
  const row = gateTable[operation.gate]
  if (row.kind === 'barrier') return []
  if (row.kind !== 'gate') throw new NonUnitaryOperationError(operation, 'primitives')
  return row.primitives(operation)
}
