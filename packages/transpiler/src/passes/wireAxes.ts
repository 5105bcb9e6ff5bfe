/**
 * How an operation acts on each of its qubits: along X, Y or Z, or in some other way.
 *
 * An operation acts along an axis on a qubit when it is a sum of terms that are I or that Pauli there: a control and every diagonal gate along Z, the target of CX along X.
 * Two operations commute when on each qubit that they share both act along the same axis.
 */
import { controlCount, isDiagonal, type Operation, type OperationName } from '@ketwork/circuit'

export type WireAxis = 'X' | 'Y' | 'Z'

/** The axes on the qubits that are not controls, for the gates that have one on some of them and are not diagonal. */
const targetAxes: Partial<Record<OperationName, readonly (WireAxis | undefined)[]>> = {
  ...along(['X'], ['x', 'sx', 'sxdg', 'rx', 'cx', 'csx', 'crx', 'ccx', 'mcx']),
  ...along(['Y'], ['y', 'ry', 'cy', 'cry']),
  ...{ rxx: ['X', 'X'], ryy: ['Y', 'Y'], rzx: ['Z', 'X'], ecr: [undefined, 'X'] },
}

/** The axis of an operation on `operation.qubits[place]`, if it has one there; none under a condition. */
export function wireAxis(operation: Operation, place: number): WireAxis | undefined {
  const { gate, pauli, condition } = operation
  if (condition !== undefined) return undefined
  const controls = controlCount(operation)
  if (place < controls) return 'Z'
  if (pauli !== undefined) return pauli[place - controls] as WireAxis
  const axes = targetAxes[gate]
  if (axes !== undefined) return axes[place - controls]
  return isDiagonal(operation) ? 'Z' : undefined
}

function along(axes: readonly WireAxis[], gates: readonly OperationName[]): Partial<Record<OperationName, readonly WireAxis[]>> {
  return Object.fromEntries(gates.map((gate) => [gate, axes]))
}
