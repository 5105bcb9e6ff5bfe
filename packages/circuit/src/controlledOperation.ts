/**
 * Operations with controls put in front of them, exactly: where the controls are not all 1 nothing happens, and a global phase becomes a phase on them.
 *
 * A row with a controlled partner takes that; other gates are taken apart into primitives, and each of these keeps its controls as data: controls put on one at a
 * time or all at once give the same operations, and no matrix or list grows with their number. Angles stay as they are. What undoes itself around a centre,
 * A B A^-1, needs the controls on B alone.
 */
import type { ComplexMatrix } from '@ketwork/math'
import type { Angle } from './angles/angle.ts'
import { gateTable } from './gates/gateTable.ts'
import { areInverse } from './gates/inverseOperation.ts'
import { NonUnitaryOperationError } from './gates/NonUnitaryOperationError.ts'
import type { Operation, OperationName } from './gates/Operation.ts'
import type { Primitive } from './gates/Primitive.ts'

/**
 * The operations that are these where all controls are 1, in the order in which they act; they keep their conditions. O(operations times controls).
 *
 * @throws NonUnitaryOperationError for a measurement, reset or channel
 */
export function controlledOperations(operations: readonly Operation[], controls: readonly number[]): Operation[] {
  const undone = undoneAroundCentres(operations)
  return operations.flatMap((operation, i) => (undone[i] === 1 ? [operation] : controlledOperation(operation, controls)))
}

/**
 * The operations that are `operation` where all controls are 1, in the order in which they act; they keep its condition.
 *
 * @throws NonUnitaryOperationError for a measurement, reset or channel
 */
export function controlledOperation(operation: Operation, controls: readonly number[]): Operation[] {
  const row = gateTable[operation.gate]
  if (row.kind === 'barrier' || controls.length === 0) return [operation]
  if (row.kind !== 'gate') throw new NonUnitaryOperationError(operation, 'controlled form')
  const partner = controlledPartner(operation.gate, controls.length)
  const { condition } = operation
  const parts =
    partner === undefined
      ? row.primitives(operation).flatMap((primitive) => controlledPrimitive(primitive, controls))
      : [{ ...operation, gate: partner, qubits: [...controls, ...operation.qubits] }]
  return condition === undefined ? parts : parts.map((part) => ({ ...part, condition }))
}

/** 1 for each operation of A and A^-1 in A B A^-1, B being a single operation: the longest such runs from left to right that do not overlap. O(operations). */
function undoneAroundCentres(operations: readonly Operation[]): Uint8Array {
  const undone = new Uint8Array(operations.length)
  let start = 0
  for (let centre = 1; centre < operations.length; centre++) {
    let reach = 1
    while (
      centre - reach >= start &&
      centre + reach < operations.length &&
      areInverse(operations[centre - reach], operations[centre + reach])
    ) {
      undone[centre - reach] = undone[centre + reach] = 1
      reach++
    }
    if (reach === 1) continue
    start = centre + reach
    centre = start
  }
  return undone
}

/** The row with so many more controls, if there is one. */
function controlledPartner(gate: OperationName, controls: number): OperationName | undefined {
  let partner: string = gate
  for (let i = 0; i < controls; i++) {
    const row = gateTable[partner as OperationName]
    if (row.kind !== 'gate' || row.controlled === undefined) return undefined
    if (row.controlled === partner) break // any number of controls
    partner = row.controlled
  }
  return partner as OperationName
}

function controlledPrimitive(primitive: Primitive, added: readonly number[]): Operation[] {
  const controls = [...added, ...primitive.controls]
  switch (primitive.kind) {
    case 'phase':
      return [controlledPhase(primitive.angle, controls)]
    case 'flip':
      return [controlledFlip(controls, primitive.target)]
    case 'swap':
      return controlledSwap(controls, primitive.qubits)
    case 'rotation':
      return [controlledRotation(primitive.pauli, primitive.angle, primitive.qubits, controls)]
    case 'matrix':
      return [controlledUnitary(primitive.matrix, primitive.qubits, controls)]
  }
}

function controlledPhase(angle: Angle, controls: readonly number[]): Operation {
  return { gate: (['globalPhase', 'p', 'cp'] as const)[controls.length] ?? 'mcp', qubits: controls, angles: [angle] }
}

function controlledFlip(controls: readonly number[], target: number): Operation {
  return { gate: (['x', 'cx', 'ccx'] as const)[controls.length] ?? 'mcx', qubits: [...controls, target], angles: [] }
}

/** With further controls the CX on both sides, which undo each other, stay as they are. */
function controlledSwap(controls: readonly number[], [a, b]: readonly [number, number]): Operation[] {
  if (controls.length === 1) return [{ gate: 'cswap', qubits: [...controls, a, b], angles: [] }]
  return [controlledFlip([b], a), controlledFlip([...controls, a], b), controlledFlip([b], a)]
}

function controlledRotation(pauli: string, angle: Angle, qubits: readonly number[], controls: readonly number[]): Operation {
  if (controls.length === 1 && qubits.length === 1) {
    return { gate: `cr${pauli.toLowerCase()}` as OperationName, qubits: [...controls, ...qubits], angles: [angle] }
  }
  return { gate: 'pauliRotation', qubits: [...controls, ...qubits], angles: [angle], pauli, controls: controls.length }
}

function controlledUnitary(matrix: ComplexMatrix, qubits: readonly number[], controls: readonly number[]): Operation {
  return { gate: 'unitary', qubits: [...controls, ...qubits], angles: [], matrix, controls: controls.length }
}
