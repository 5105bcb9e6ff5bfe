/**
 * An operation with controls put in front of it, exactly: where the controls are not all 1 nothing happens, and a global phase becomes a phase on them.
 *
 * A row with a controlled partner takes that; other gates are taken apart into primitives. A controlled rotation about P is two half rotations between two
 * controlled flips of a letter that anticommutes with P: C(Q) R(-t/2) C(Q) R(t/2) is R(t) under the control and the identity otherwise; so angles stay polynomial.
 */
import type { ComplexMatrix } from '@ketwork/math'
import { type Angle, times } from './angles/angle.ts'
import { oneQubitUnitary } from './decompositions/oneQubitAngles.ts'
import { controlledMatrix } from './gates/matrices.ts'
import { gateTable } from './gates/gateTable.ts'
import { NonUnitaryOperationError } from './gates/NonUnitaryOperationError.ts'
import type { Operation, OperationName } from './gates/Operation.ts'
import type { Primitive } from './gates/Primitive.ts'

/** One-qubit matrices with at least so many controls are written with rotations, so that no large matrix is made. */
const MANY_CONTROLS = 3
const MOST_MATRIX_QUBITS = 10

/**
 * The operations that are `operation` where all controls are 1, in the order in which they act; they keep its condition.
 *
 * @throws NonUnitaryOperationError for a measurement, reset or channel
 * @throws RangeError for a matrix on more than one qubit that would act on more than 10 with its controls
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

/** The row with so many more controls, if there is one. */
function controlledPartner(gate: OperationName, controls: number): OperationName | undefined {
  let partner: string = gate
  for (let i = 0; i < controls; i++) {
    const row = gateTable[partner as OperationName]
    if (row.kind !== 'gate' || row.controlled === undefined) return undefined
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
      return controlledRotation(primitive.pauli, primitive.angle, primitive.qubits, controls)
    case 'matrix':
      return controlledUnitary(primitive.matrix, primitive.qubits, controls)
  }
}

function controlledPhase(angle: Angle, controls: readonly number[]): Operation {
  return { gate: (['globalPhase', 'p', 'cp'] as const)[controls.length] ?? 'mcp', qubits: controls, angles: [angle] }
}

function controlledFlip(controls: readonly number[], target: number): Operation {
  return { gate: (['x', 'cx', 'ccx'] as const)[controls.length] ?? 'mcx', qubits: [...controls, target], angles: [] }
}

function controlledSwap(controls: readonly number[], [a, b]: readonly [number, number]): Operation[] {
  if (controls.length === 1) return [{ gate: 'cswap', qubits: [...controls, a, b], angles: [] }]
  return [controlledFlip([b], a), controlledFlip([...controls, a], b), controlledFlip([b], a)]
}

function controlledRotation(pauli: string, angle: Angle, qubits: readonly number[], controls: readonly number[]): Operation[] {
  if (controls.length === 1 && qubits.length === 1) {
    return [{ gate: `cr${pauli.toLowerCase()}` as OperationName, qubits: [...controls, ...qubits], angles: [angle] }]
  }
  const flip = pauli.startsWith('X') ? controlledPhase(Math.PI, [...controls, qubits[0]]) : controlledFlip(controls, qubits[0])
  const half = (share: number): Operation => ({ gate: 'pauliRotation', qubits, angles: [times(share, angle)], pauli })
  return [half(0.5), flip, half(-0.5), flip]
}

function controlledUnitary(matrix: ComplexMatrix, qubits: readonly number[], controls: readonly number[]): Operation[] {
  if (qubits.length === 1 && controls.length >= MANY_CONTROLS) {
    return oneQubitUnitary(matrix, qubits[0]).flatMap((part) => controlledOperation(part, controls))
  }
  const all = [...controls, ...qubits]
  if (all.length > MOST_MATRIX_QUBITS) {
    throw new RangeError(
      `a matrix on ${qubits.length} qubits with ${controls.length} controls acts on ${all.length}: at most ${MOST_MATRIX_QUBITS} are possible`,
    )
  }
  return [{ gate: 'unitary', qubits: all, angles: [], matrix: controlledMatrix(matrix, controls.length) }]
}
