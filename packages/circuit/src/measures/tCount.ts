/**
 * How many T gates a circuit takes on a fault-tolerant machine, where Clifford gates are cheap and T gates are not.
 *
 * Each operation is counted by itself, through the primitives of its row: no T gate is cancelled between neighbours, so the sum bounds the circuit from
 * above. Known circuits give 7 for a Toffoli gate, which no circuit of Clifford and T gates alone does with fewer, 3 for a controlled S, 2 for
 * a controlled quarter turn. Amy et al., IEEE TCAD 32, 818 (2013); Gosset et al., Quantum Inf. Comput. 14, 1261 (2014).
 */
import { requireCircuit } from '../requireCircuit.ts'
import { type Angle, isConstant } from '../angles/index.ts'
import type { Circuit } from '../Circuit.ts'
import { cliffordImages } from '../clifford/cliffordImages.ts'
import { gateTable } from '../gates/gateTable.ts'
import type { Operation } from '../gates/Operation.ts'
import { operationMatrix } from '../gates/operationMatrix.ts'
import type { Primitive } from '../gates/Primitive.ts'

const EIGHTH = Math.PI / 4
/** How far an angle may be from a multiple of pi/4, in radians. */
const TOLERANCE = 1e-9
const TOFFOLI = 7
const CONTROLLED_S = 3
const CONTROLLED_QUARTER_TURN = 2
/** Qubits of operations that are compared with Clifford gates as matrices. */
const MOST_MATRIX_QUBITS = 2

/**
 * The number of T and T† gates with which the operations of a circuit can be written, each by itself, beside Clifford gates; or `undefined` when one of them,
 * such as a rotation by a symbol or by 0.3, is not known to be made of these exactly.
 *
 * Measurements, resets and channels take none. An upper bound: neighbours are not merged. O(operations).
 *
 * @example
 * tCount(new Circuit(3).t(0).h(0).ccx(0, 1, 2)) // 8
 * tCount(new Circuit(1).rz(Math.PI / 4, 0)) // 1
 * tCount(new Circuit(1).rz(0.3, 0)) // undefined
 */
export function tCount(circuit: Circuit): number | undefined {
  requireCircuit('circuit', circuit)
  let sum = 0
  for (const operation of circuit.operations) {
    const own = operationCount(operation)
    if (own === undefined) return undefined
    sum += own
  }
  return sum
}

function operationCount(operation: Operation): number | undefined {
  const row = gateTable[operation.gate]
  if (row.kind !== 'gate' || row.clifford === true) return 0
  let sum: number | undefined = 0
  for (const primitive of row.primitives(operation)) {
    const own = primitiveCount(primitive)
    sum = own === undefined || sum === undefined ? undefined : sum + own
  }
  return sum !== 0 && isClifford(operation) ? 0 : sum
}

function isClifford(operation: Operation): boolean {
  if (operation.qubits.length > MOST_MATRIX_QUBITS || !operation.angles.every(isConstant)) return false
  return cliffordImages(operationMatrix(operation)) !== undefined
}

function primitiveCount(primitive: Primitive): number | undefined {
  const controls = primitive.controls.length
  switch (primitive.kind) {
    case 'rotation':
      return controls === 0
        ? oddMultiple(primitive.angle, 1, 1)
        : controls === 1
          ? oddMultiple(primitive.angle, 2, CONTROLLED_QUARTER_TURN)
          : undefined
    case 'phase':
      return phaseCount(primitive.angle, controls)
    case 'flip':
      return [0, 0, TOFFOLI][controls]
    case 'swap':
      return [0, TOFFOLI][controls]
    case 'matrix':
      return undefined
  }
}

function phaseCount(angle: Angle, controls: number): number | undefined {
  if (controls === 0) return 0
  return controls > 3 ? undefined : oddMultiple(angle, 2 ** (controls - 1), [1, CONTROLLED_S, TOFFOLI][controls - 1])
}

/** `count` for an odd multiple of `unit` eighths of a full turn, nothing for an even one; unknown for all else. */
function oddMultiple(angle: Angle, unit: number, count: number): number | undefined {
  if (!isConstant(angle)) return undefined
  const multiple = Math.round(angle / (unit * EIGHTH))
  if (Math.abs(multiple * unit * EIGHTH - angle) > TOLERANCE) return undefined
  return multiple % 2 === 0 ? 0 : count
}
