/**
 * Merges neighbouring rotations about the same axis, RX(a) RX(b) = RX(a + b), and drops those that do nothing.
 *
 * Symbolic angles add as polynomials. Rotations have period 4 pi: one by 2 pi is a global phase of pi, unless it has controls. Global phases without a condition are
 * gathered in one operation at the end. Neighbours are those of `wires.ts`; one sweep, O(operations).
 */
import { type Angle, type Circuit, gateTable, isConstant, type Operation, type OperationName, plus } from '@ketwork/circuit'
import { sameCondition, WireStacks } from './wires.ts'

/** An angle this close to a multiple of its period is that multiple: sums leave rounding errors behind. */
const NO_ANGLE = 1e-14

interface Axis {
  /** The gate is the identity at multiples of this angle. */
  readonly period: number
  /** Whether half a period is a global phase of pi. */
  readonly halfPeriodIsPhase: boolean
}

const rotation: Axis = { period: 4 * Math.PI, halfPeriodIsPhase: true }
const controlledRotation: Axis = { period: 4 * Math.PI, halfPeriodIsPhase: false }
const phase: Axis = { period: 2 * Math.PI, halfPeriodIsPhase: false }

const axes: Partial<Record<OperationName, Axis>> = {
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

/**
 * The circuit with neighbouring rotations about one axis merged; the same unitary, global phase included.
 *
 * @example
 * mergeRotations(new Circuit(1).rz(0.1, 0).rz(parameter('w'), 0)).operations // one rz by w + 0.1
 */
export function mergeRotations(circuit: Circuit): Circuit {
  const kept: (Operation | null)[] = []
  const stacks = new WireStacks(circuit)
  const phases: Angle[] = []
  for (const operation of circuit.operations) {
    if (operation.gate === 'globalPhase' && operation.condition === undefined) {
      phases.push(operation.angles[0])
      continue
    }
    const index = stacks.sharedTop(operation)
    const partner = index === undefined ? undefined : kept[index]
    const merged = index !== undefined && partner && sameAxis(partner, operation) ? sum(partner, operation) : operation
    if (merged !== operation && index !== undefined) {
      kept[index] = null
      stacks.pop(operation)
    }
    const rest = withoutTurns(merged)
    if (rest === 'identity') continue
    if (rest === 'minus') phases.push(Math.PI)
    else {
      stacks.push(merged, kept.length)
      kept.push(merged)
    }
  }
  return circuit.withOperations([...kept.filter((operation) => operation !== null), ...globalPhase(phases)])
}

function sameAxis(a: Operation, b: Operation): boolean {
  if (axes[a.gate] === undefined || a.gate !== b.gate || a.qubits.length !== b.qubits.length || !sameCondition(a, b)) return false
  if (a.gate === 'pauliRotation') return a.qubits.every((qubit, i) => b.pauli?.[b.qubits.indexOf(qubit)] === a.pauli?.[i])
  return gateTable[a.gate].symmetric === true
    ? a.qubits.every((qubit) => b.qubits.includes(qubit))
    : a.qubits.every((qubit, i) => qubit === b.qubits[i])
}

function sum(a: Operation, b: Operation): Operation {
  return { ...a, angles: [plus(a.angles[0], b.angles[0])] }
}

/** What is left of an operation whose angle may be a number of whole turns. */
function withoutTurns({ gate, angles, condition }: Operation): 'identity' | 'minus' | 'operation' {
  const axis = axes[gate]
  if (axis === undefined || !isConstant(angles[0])) return 'operation'
  const rest = remainder(angles[0], axis.period)
  if (Math.abs(rest) <= NO_ANGLE) return 'identity'
  // under a condition the phase would need it too, and would be an operation again
  const isHalf = axis.halfPeriodIsPhase && condition === undefined && Math.abs(Math.abs(rest) - axis.period / 2) <= NO_ANGLE
  return isHalf ? 'minus' : 'operation'
}

/** The angle with the nearest multiple of the period taken away. */
function remainder(angle: number, period: number): number {
  return angle - period * Math.round(angle / period)
}

function globalPhase(phases: readonly Angle[]): Operation[] {
  const total = sumOf(phases)
  if (isConstant(total) && Math.abs(remainder(total, 2 * Math.PI)) <= NO_ANGLE) return []
  return [{ gate: 'globalPhase', qubits: [], angles: [isConstant(total) ? remainder(total, 2 * Math.PI) : total] }]
}

/** The sum, a thousand at a time: a call takes only so many arguments. */
function sumOf(angles: readonly Angle[]): Angle {
  let total: Angle = 0
  for (let start = 0; start < angles.length; start += 1000) total = plus(total, ...angles.slice(start, start + 1000))
  return total
}
