/** What the modifiers of OpenQASM 3 make of the operations of a gate: its inverse, its powers, the gate under controls. Phases are exact. */
import type { Angle } from '../../angles/index.ts'
import { isConstant } from '../../angles/index.ts'
import { Circuit } from '../../Circuit.ts'
import { controlledOperation, controlledOperations } from '../../controlledOperation.ts'
import { oneQubitUnitary } from '../../decompositions/oneQubitAngles.ts'
import { areInverse, inverseOperation } from '../../gates/inverseOperation.ts'
import type { Operation, OperationName } from '../../gates/Operation.ts'
import type { Primitive } from '../../gates/Primitive.ts'
import { operationPrimitives } from '../../gates/primitives.ts'
import { unitary } from '../../oracles/unitary.ts'
import type { Place } from '../Scanner.ts'
import { matrixPower, principalArgument } from './matrixPower.ts'

/** Operations that a gate under modifiers expands to are held in memory more than once. */
const MOST_OPERATIONS = 2 ** 20
/** A fractional power is a dense matrix. */
const MOST_POWER_QUBITS = 4

export function inverseOperations(operations: readonly Operation[]): Operation[] {
  return operations.toReversed().map(inverseOperation)
}

/** The operations where all controls are 1, but for those of them that must be 0. */
export function underControls(
  operations: readonly Operation[],
  controls: readonly number[],
  zeros: readonly number[],
  { scanner, at }: Place,
): readonly Operation[] {
  if (controls.length === 0) return operations
  scanner.spend(operations.length * (1 + controls.length), at)
  const flips = zeros.map((qubit): Operation => ({ gate: 'x', qubits: [qubit], angles: [] }))
  const controlled = controlledOperations(operations, controls)
  if (controlled.length > MOST_OPERATIONS) tooMany({ scanner, at })
  return [...flips, ...controlled, ...flips]
}

/** The gate so many times, its inverse for negative exponents; between whole numbers its principal power. */
export function powerOfOperations(operations: readonly Operation[], exponent: number, place: Place): readonly Operation[] {
  const { scanner, at } = place
  if (!Number.isInteger(exponent)) return fractionalPower(operations, exponent, place)
  const base = exponent < 0 ? inverseOperations(operations) : operations
  const count = Math.abs(exponent)
  if (base.length * count > MOST_OPERATIONS) tooMany(place)
  scanner.spend(base.length * count, at)
  return base.length === 0 ? [] : Array.from({ length: count }, () => base).flat()
}

function tooMany({ scanner, at }: Place): never {
  return scanner.fail(`a gate under modifiers expands to more than ${MOST_OPERATIONS} operations`, at)
}

function fractionalPower(operations: readonly Operation[], exponent: number, place: Place): readonly Operation[] {
  const { scanner, at } = place
  if (!Number.isFinite(exponent)) scanner.fail(`an exponent is a finite number, found ${exponent}`, at)
  if (operations.length === 0) return []
  if (operations.length > 2 && areInverse(operations[0], operations[operations.length - 1])) {
    // (A B A^-1)^k = A B^k A^-1
    return [operations[0], ...fractionalPower(operations.slice(1, -1), exponent, place), operations[operations.length - 1]]
  }
  const simple = operations.length === 1 ? powerOfOne(operations[0], exponent, place) : undefined
  if (simple !== undefined) return simple
  if (operations.some(({ angles }) => !angles.every(isConstant))) {
    scanner.refuse('the fractional power of a gate that depends on inputs is no polynomial in them', at)
  }
  const qubits = [...new Set(operations.flatMap((operation) => operation.qubits))]
  if (qubits.length === 0) return phasePower(operations, exponent)
  if (qubits.length > MOST_POWER_QUBITS) {
    scanner.refuse(`the fractional power of a gate is supported up to ${MOST_POWER_QUBITS} qubits, this one has ${qubits.length}`, at)
  }
  scanner.spend((operations.length + 100) * 4 ** qubits.length, at)
  const places = new Map(qubits.map((qubit, i) => [qubit, i]))
  const local = new Circuit(qubits.length).withOperations(
    operations.map((operation) => ({ ...operation, qubits: operation.qubits.map((qubit) => places.get(qubit) ?? 0) })),
  )
  const matrix = matrixPower(unitary(local), exponent)
  if (matrix === undefined) return scanner.refuse('the eigenvectors of this gate are too hard to tell apart for a fractional power', at)
  return qubits.length === 1 ? oneQubitUnitary(matrix, qubits[0]) : [{ gate: 'unitary', qubits, angles: [], matrix }]
}

/** Phases, rotations by less than a turn and X have powers of their own kind; what has controls has its power under them. */
function powerOfOne(operation: Operation, exponent: number, place: Place): readonly Operation[] | undefined {
  if (operation.gate === 'x' && Math.abs(exponent) === 0.5) return [{ ...operation, gate: exponent > 0 ? 'sx' : 'sxdg' }]
  const primitives = operationPrimitives(operation)
  if (primitives.length !== 1) return undefined
  const [primitive] = primitives
  if (primitive.kind === 'phase' && isConstant(primitive.angle)) {
    const gate: OperationName = (['globalPhase', 'p', 'cp'] as const)[primitive.controls.length] ?? 'mcp'
    return [{ gate, qubits: primitive.controls, angles: [exponent * principalArgument(primitive.angle)] }]
  }
  const bare = withoutControls(primitive)
  if (bare !== undefined) {
    return fractionalPower([bare], exponent, place).flatMap((operation) => controlledOperation(operation, primitive.controls))
  }
  // the eigenvalues of a rotation are e^(+-i angle / 2)
  if (primitive.kind !== 'rotation' || !isConstant(primitive.angle) || Math.abs(primitive.angle) >= 2 * Math.PI) return undefined
  return [{ ...operation, angles: [exponent * primitive.angle] }]
}

/** What acts on the targets of a controlled flip, exchange or matrix. */
function withoutControls(primitive: Primitive): Operation | undefined {
  if (primitive.controls.length === 0) return undefined
  if (primitive.kind === 'flip') return { gate: 'x', qubits: [primitive.target], angles: [] }
  if (primitive.kind === 'swap') return { gate: 'swap', qubits: primitive.qubits, angles: [] }
  return primitive.kind === 'matrix' ? { gate: 'unitary', qubits: primitive.qubits, angles: [], matrix: primitive.matrix } : undefined
}

function phasePower(phases: readonly Operation[], exponent: number): readonly Operation[] {
  const sum = phases.reduce((total, { angles }) => total + (angles[0] as Angle & number), 0)
  return [{ gate: 'globalPhase', qubits: [], angles: [exponent * principalArgument(sum)] }]
}
