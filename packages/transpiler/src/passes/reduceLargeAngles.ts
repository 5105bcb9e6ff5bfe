/**
 * Brings large constant angles to less than a turn of 4 pi, before passes add angles up: 1e18 + 0.3 has lost the 0.3.
 *
 * Every gate has this period in each of its angles. Angles that hold symbols stay as they are. O(operations).
 */
import { type Angle, type Circuit, isConstant } from '@ketwork/circuit'
import { LARGE_ANGLE, reduceAngle } from '@ketwork/math'

/** The same unitary, global phase included. */
export function reduceLargeAngles(circuit: Circuit): Circuit {
  if (!circuit.operations.some(({ angles }) => angles.some(isLarge))) return circuit
  return circuit.withOperations(
    circuit.operations.map((operation) =>
      operation.angles.some(isLarge)
        ? { ...operation, angles: operation.angles.map((angle) => (isLarge(angle) ? reduceAngle(angle) : angle)) }
        : operation,
    ),
  )
}

function isLarge(angle: Angle): angle is number {
  return isConstant(angle) && Math.abs(angle) > LARGE_ANGLE
}
