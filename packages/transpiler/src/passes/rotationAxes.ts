/** Gates that turn by an angle, which of them add up, and when their sum does nothing. */
import { remainder } from '../synthesis/remainder.ts'
import { controlCount, gateTable, isConstant, type Operation, type OperationName, plus } from '@ketwork/circuit'
import { sameCondition } from './wires.ts'

/** An angle this close to a multiple of its period is that multiple: sums leave rounding errors behind. */
export const NO_ANGLE = 1e-14

interface RotationAxis {
  /** The gate is the identity at multiples of this angle. */
  readonly period: number
  /** Whether half a period is a global phase of pi. */
  readonly halfPeriodIsPhase: boolean
}

const rotation: RotationAxis = { period: 4 * Math.PI, halfPeriodIsPhase: true }
const controlledRotation: RotationAxis = { period: 4 * Math.PI, halfPeriodIsPhase: false }
const phase: RotationAxis = { period: 2 * Math.PI, halfPeriodIsPhase: false }

const axes: Partial<Record<OperationName, RotationAxis>> = {
  rx: rotation,
  ry: rotation,
  rz: rotation,
  rxx: rotation,
  ryy: rotation,
  rzz: rotation,
  rzx: rotation,
  pauliRotation: rotation,
  crx: controlledRotation,
  cry: controlledRotation,
  crz: controlledRotation,
  p: phase,
  cp: phase,
  mcp: phase,
}

/** Whether two operations are rotations about one axis of the same qubits, so that their angles add up. */
export function sameAxis(a: Operation, b: Operation): boolean {
  if (axes[a.gate] === undefined || a.gate !== b.gate || a.qubits.length !== b.qubits.length || !sameCondition(a, b)) return false
  if (a.gate === 'pauliRotation') {
    const letter = (operation: Operation, qubit: number): string | undefined => lettersOf(operation)[operation.qubits.indexOf(qubit)]
    return a.qubits.every((qubit) => letter(a, qubit) === letter(b, qubit))
  }
  return gateTable[a.gate].symmetric === true
    ? a.qubits.every((qubit) => b.qubits.includes(qubit))
    : a.qubits.every((qubit, i) => qubit === b.qubits[i])
}

/** Of a Pauli rotation, a letter for each of its qubits; C for a control. */
function lettersOf(operation: Operation): string {
  return 'C'.repeat(controlCount(operation)) + (operation.pauli ?? '')
}

/** One rotation by the sum of two angles. */
export function sumOfRotations(a: Operation, b: Operation): Operation {
  return { ...a, angles: [plus(a.angles[0], b.angles[0])] }
}

/** What is left of an operation whose angle may be a number of whole turns. */
export function withoutTurns({ gate, angles, controls, condition }: Operation): 'identity' | 'minus' | 'operation' {
  const axis = controls === undefined ? axes[gate] : controlledRotation
  if (axis === undefined || !isConstant(angles[0])) return 'operation'
  const rest = remainder(angles[0], axis.period)
  if (Math.abs(rest) <= NO_ANGLE) return 'identity'
  // under a condition the phase would need it too, and would be an operation again
  const isHalf = axis.halfPeriodIsPhase && condition === undefined && Math.abs(Math.abs(rest) - axis.period / 2) <= NO_ANGLE
  return isHalf ? 'minus' : 'operation'
}
