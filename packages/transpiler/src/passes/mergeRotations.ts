/**
 * Merges neighbouring rotations about the same axis, RX(a) RX(b) = RX(a + b), and drops those that do nothing.
 *
 * Symbolic angles add as polynomials. Rotations have period 4 pi: one by 2 pi is a global phase of pi, unless it has controls. Global phases without a condition are
 * gathered in one operation at the end. Neighbours are those of `wires.ts`; one sweep, O(operations).
 */
import { type Angle, type Circuit, isConstant, type Operation, sumOfAngles } from '@ketwork/circuit'
import { remainder } from '../synthesis/remainder.ts'
import { reduceLargeAngles } from './reduceLargeAngles.ts'
import { NO_ANGLE, sameAxis, sumOfRotations, withoutTurns } from './rotationAxes.ts'
import { WireStacks } from './wires.ts'

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
  for (const operation of reduceLargeAngles(circuit).operations) {
    if (operation.gate === 'globalPhase' && operation.condition === undefined) {
      phases.push(operation.angles[0])
      continue
    }
    const index = stacks.sharedTop(operation)
    const partner = index === undefined ? undefined : kept[index]
    const merged = index !== undefined && partner && sameAxis(partner, operation) ? sumOfRotations(partner, operation) : operation
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

function globalPhase(phases: readonly Angle[]): Operation[] {
  const total = sumOfAngles(phases)
  if (isConstant(total) && Math.abs(remainder(total, 2 * Math.PI)) <= NO_ANGLE) return []
  return [{ gate: 'globalPhase', qubits: [], angles: [isConstant(total) ? remainder(total, 2 * Math.PI) : total] }]
}
