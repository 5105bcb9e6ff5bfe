/**
 * Writes any unitary operation of the gate table with one-qubit gates, cx and a global phase, exactly.
 *
 * OpenQASM export writes definitions with it and the transpiler translates to every basis from it. A few two-qubit gates have shorter forms than their
 * primitives give; all others go through the primitives of their row. Symbolic angles stay polynomial: they are only added and multiplied by numbers.
 */
import { type Angle, minus, negate, plus, times } from '../angles/index.ts'
import type { Operation, OperationName } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import type { Primitive } from '../gates/Primitive.ts'
import { controlledMatrix } from './controlledMatrix.ts'
import { controlledFlip, multiControlledFlip, multiControlledPhase } from './multiControlled.ts'
import { oneQubitUnitary } from './oneQubitAngles.ts'
import { pauliRotation } from './pauliRotation.ts'

const LARGEST_MATRIX = 2 ** 8
const MOST_LISTED_QUBITS = 12

/** An operation that cannot be written with the gates that were asked for. */
export class UnsupportedGateError extends RangeError {
  override readonly name = 'UnsupportedGateError'
  readonly operation: Operation

  constructor(operation: Operation, reason: string) {
    const { gate, qubits } = operation
    super(`${gate} on ${qubits.length > MOST_LISTED_QUBITS ? `${qubits.length} qubits` : `qubits ${qubits.join(', ')}`}: ${reason}`)
    this.operation = operation
  }
}

/**
 * The same unitary, global phase included, as one-qubit gates of the table, cx and globalPhase, in the order in which they act.
 *
 * A condition goes to each part. Barriers, measurements, resets, channels, one-qubit gates and cx come back as they are, except a one-qubit
 * `unitary`, which becomes u or p. Costs without spare qubits: two-qubit gates at most 3 CX, ccx 6, phases on k qubits 2^k - 2 up to k = 6 and about 8 k^2 beyond, rotations under k controls 16 k - 24,
 * k-qubit unitaries about (22/48) 4^k.
 *
 * @param spare other qubits that may be used and are given back as they were, whatever their state: a flip with k controls then takes 8 k to 16 k CX
 * @throws UnsupportedGateError for a unitary on more than 8 qubits
 *
 * @example
 * decompose({ gate: 'swap', qubits: [0, 1], angles: [] }) // three cx
 */
export function decompose(operation: Operation, spare: readonly number[] = []): Operation[] {
  if (gateTable[operation.gate].kind !== 'gate' || isElementary(operation)) return [operation]
  const parts = (shorterForms[operation.gate] ?? byPrimitives)(operation, spare)
  const { condition } = operation
  return condition === undefined ? parts : parts.map((part) => ({ ...part, condition }))
}

function isElementary({ gate, qubits }: Operation): boolean {
  if (gate === 'cx' || gate === 'globalPhase') return true
  return qubits.length === 1 && gateTable[gate].qubits === 1
}

function byPrimitives(operation: Operation, spare: readonly number[]): Operation[] {
  const row = gateTable[operation.gate]
  return row.kind === 'gate' ? row.primitives(operation).flatMap((each) => primitiveGates(each, operation, spare)) : [operation]
}

function primitiveGates(primitive: Primitive, operation: Operation, spare: readonly number[]): Operation[] {
  switch (primitive.kind) {
    case 'rotation':
      return pauliRotation(primitive)
    case 'phase':
      return multiControlledPhase(primitive.angle, primitive.controls)
    case 'flip':
      return multiControlledFlip(primitive.controls, primitive.target, spare)
    case 'swap': {
      const [a, b] = primitive.qubits
      return [controlledFlip(b, a), ...multiControlledFlip([...primitive.controls, a], b), controlledFlip(b, a)]
    }
    case 'matrix':
      if (primitive.matrix.rows > LARGEST_MATRIX) {
        throw new UnsupportedGateError(operation, 'a unitary is decomposed up to 8 qubits, controls not counted: use smaller ones')
      }
      return controlledMatrix(primitive.matrix, primitive.qubits, primitive.controls)
  }
}

type Rule = (operation: Operation, spare: readonly number[]) => Operation[]

const shorterForms: Partial<Record<OperationName, Rule>> = {
  unitary: (operation, spare) =>
    operation.qubits.length === 1 && operation.matrix !== undefined
      ? oneQubitUnitary(operation.matrix, operation.qubits[0])
      : byPrimitives(operation, spare),
  cu: ({ qubits: [c, t], angles: [theta, phi, lambda, gamma] }) => [
    oneQubit('p', c, plus(gamma, times(0.5, phi), times(0.5, lambda))),
    oneQubit('p', t, times(0.5, minus(lambda, phi))),
    controlledFlip(c, t),
    oneQubit('u', t, times(-0.5, theta), 0, times(-0.5, plus(phi, lambda))),
    controlledFlip(c, t),
    oneQubit('u', t, times(0.5, theta), phi, 0),
  ],
  dcx: ({ qubits: [a, b] }) => [controlledFlip(a, b), controlledFlip(b, a)],
  iswap: ({ qubits: [a, b] }) => [
    oneQubit('s', a),
    oneQubit('s', b),
    oneQubit('h', a),
    controlledFlip(a, b),
    controlledFlip(b, a),
    oneQubit('h', b),
  ],
  ecr: ({ qubits: [a, b] }) => [
    oneQubit('s', a),
    oneQubit('sx', b),
    controlledFlip(a, b),
    oneQubit('x', a),
    { gate: 'globalPhase', qubits: [], angles: [-Math.PI / 4] },
  ],
  xxPlusYy: ({ qubits: [a, b], angles: [theta, beta] }) => exchange(a, b, [theta, theta], beta),
  xxMinusYy: ({ qubits: [a, b], angles: [theta, beta] }) => exchange(b, a, [theta, negate(theta)], negate(beta)),
}

/** exp(-i (xx XX + yy YY) / 4) between two RZ of beta: SX turns YY into ZZ, then one CX makes XX and ZZ one-qubit rotations. */
function exchange(a: number, b: number, [xx, yy]: readonly [Angle, Angle], beta: Angle): Operation[] {
  const flip = controlledFlip(a, b)
  return [
    oneQubit('rz', a, beta),
    oneQubit('sx', a),
    oneQubit('sx', b),
    flip,
    oneQubit('rx', a, times(0.5, xx)),
    oneQubit('rz', b, times(0.5, yy)),
    flip,
    oneQubit('sxdg', a),
    oneQubit('sxdg', b),
    oneQubit('rz', a, negate(beta)),
  ]
}

function oneQubit(gate: OperationName, qubit: number, ...angles: readonly Angle[]): Operation {
  return { gate, qubits: [qubit], angles }
}
