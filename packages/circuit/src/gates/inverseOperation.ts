/** What undoes an operation, and the questions that passes ask of one or two operations. Rows of the gate table know the answers. */
import { type ComplexMatrix, maxAbsDifference } from '@ketwork/math'
import { anglesEqual } from '../angles/index.ts'
import { gateTable } from './gateTable.ts'
import type { UnitaryRow } from './GateRow.ts'
import { NonUnitaryOperationError } from './NonUnitaryOperationError.ts'
import type { Operation, OperationFields, OperationName } from './Operation.ts'

/** Matrices this close, entry by entry, count as the same: a few units of rounding. */
const SAME_MATRIX = 1e-14

/**
 * The operation that undoes a gate, exactly; it keeps the condition. A barrier is its own inverse.
 *
 * @throws NonUnitaryOperationError for a measurement, reset or channel
 *
 * @example
 * inverseOperation({ gate: 's', qubits: [0], angles: [] }) // { gate: 'sdg', qubits: [0], angles: [] }
 */
export function inverseOperation(operation: Operation): Operation {
  const row = gateTable[operation.gate]
  if (row.kind === 'barrier') return operation
  if (row.kind !== 'gate') throw new NonUnitaryOperationError(operation, 'inverse')
  const gate = inverseName(operation.gate, row)
  const { condition, ...unconditional } = operation
  const inverse = { ...unconditional, ...inverseFields(unconditional, row), gate }
  return condition === undefined ? inverse : { ...inverse, condition }
}

function inverseName(gate: OperationName, { inverse }: UnitaryRow): OperationName {
  if (typeof inverse === 'function') return gate
  return (typeof inverse === 'string' ? inverse : inverse.gate) as OperationName
}

/** The fields that differ from those of the gate. */
function inverseFields(fields: OperationFields, { inverse }: UnitaryRow): Partial<OperationFields> {
  if (typeof inverse === 'function') return inverse(fields)
  return typeof inverse === 'string' ? {} : { angles: inverse.angles }
}

/**
 * Whether one gate right after the other does nothing, for every value of their symbols.
 *
 * Sure answers only: false where it would take more than comparing what stands there, and whenever there is a condition, whose bits may change in between.
 */
export function areInverse(a: Operation, b: Operation): boolean {
  const row = gateTable[a.gate]
  if (row.kind !== 'gate' || a.condition !== undefined || b.condition !== undefined) return false
  return inverseName(a.gate, row) === b.gate && sameOperation(inverseOperation(a), b)
}

/** Whether two gates are the same, up to the order of qubits that may be exchanged: cz(0, 1) is cz(1, 0). */
function sameOperation(a: Operation, b: Operation): boolean {
  return (
    a.gate === b.gate &&
    sameQubits(a, b) &&
    a.pauli === b.pauli &&
    a.controls === b.controls &&
    a.angles.length === b.angles.length &&
    a.angles.every((angle, i) => anglesEqual(angle, b.angles[i])) &&
    sameMatrix(a.matrix, b.matrix)
  )
}

/** Whether the gate's matrix is diagonal in the computational basis, for every value of its symbols. */
export function isDiagonal(operation: Operation): boolean {
  const row = gateTable[operation.gate]
  if (row.kind !== 'gate') return false
  if (operation.pauli !== undefined) return /^Z*$/.test(operation.pauli)
  return row.diagonal === true || (operation.matrix !== undefined && isDiagonalMatrix(operation.matrix))
}

/** How many of the operation's leading qubits are controls. */
export function controlCount({ gate, qubits, controls: given = 0 }: Operation): number {
  const { controls } = gateTable[gate]
  if (controls === 'given') return given
  return controls === 'all but last' ? qubits.length - 1 : controls
}

function sameQubits(a: Operation, b: Operation): boolean {
  if (a.qubits.length !== b.qubits.length) return false
  const free = gateTable[a.gate].symmetric === true ? a.qubits.length : controlCount(a)
  const inOrder = ({ qubits }: Operation): number[] => [...qubits.slice(0, free).toSorted((x, y) => x - y), ...qubits.slice(free)]
  const ordered = inOrder(b)
  return inOrder(a).every((qubit, i) => qubit === ordered[i])
}

function sameMatrix(a: ComplexMatrix | undefined, b: ComplexMatrix | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.rows === b.rows && maxAbsDifference(a, b) <= SAME_MATRIX
}

function isDiagonalMatrix({ rows, columns, data }: ComplexMatrix): boolean {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = 2 * (i * columns + j)
      if (i !== j && (data[at] !== 0 || data[at + 1] !== 0)) return false
    }
  }
  return true
}
