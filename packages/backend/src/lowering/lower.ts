/**
 * Lowers a circuit to a `Program`: every operation becomes the primitives that its row of the gate table names, every number moves to `constants`.
 *
 * Nothing is optimised here but conditions on bits that nothing wrote (`withWrittenBits`), and no number is looked at, so circuits that differ in constants alone get equal structures. Each use of an angle has
 * a slot of its own, for the same reason. Layout of `constants`, in this order:
 *
 *   1. the coefficients of the angle table, slot by slot
 *   2. matrices, Kraus matrices and readout confusions, in the order of the instructions; a gate without angles (`h`) stores its matrix once
 *   3. the coefficients of the observables, term by term
 */
import {
  type Circuit,
  type Operation,
  type PauliSum,
  type Primitive,
  buildAngleTable,
  conditionValues,
  formatPauliSum,
  gateTable,
  isHermitianSum,
  krausMatrices,
  operationPrimitives,
  pauliSumQubitCount,
} from '@ketwork/circuit'
import { type Instruction, type ObservableStructure, PROGRAM_VERSION, type Program } from '../program.ts'
import { withWrittenBits } from './withWrittenBits.ts'

/**
 * Translates a circuit and the observables that will be asked of it; O(operations + terms).
 *
 * @throws RangeError when an observable acts on a qubit that the circuit does not have, or is not Hermitian
 *
 * @example
 * lower(new Circuit(1).rx(parameter('t'), 0), [parsePauliSum('Z0')]).structure.parameters // ['t']
 */
export function lower(circuit: Circuit, observables: readonly PauliSum[] = []): Program {
  observables.forEach((observable, index) => checkObservable(observable, index, circuit.qubitCount))
  const { parameters, features, bits } = circuit
  const operations = withWrittenBits(circuit.operations)
  const primitives = operations.map((operation) => (isGate(operation) ? operationPrimitives(operation) : []))
  const angles = primitives.flatMap((parts) => parts.flatMap((primitive) => ('angle' in primitive ? [primitive.angle] : [])))
  const { table, constants: coefficients } = buildAngleTable(angles, parameters, features, 0)
  const bitIndices = new Map(bits.map((name, index) => [name, index]))
  const writer: Writer = { bits: bitIndices, constants: [...coefficients], fixed: new Map(), nextAngle: 0 }
  const instructions = operations.flatMap((operation, index) => lowerOperation(operation, primitives[index], writer))
  const observableStructures = observables.map((observable) => lowerObservable(observable, writer.constants))
  return {
    version: PROGRAM_VERSION,
    structure: {
      qubits: circuit.qubitCount,
      parameters: [...parameters],
      features: [...features],
      bits: [...bits],
      angles: table,
      instructions,
      observables: observableStructures,
    },
    constants: Float64Array.from(writer.constants),
  }
}

/** What grows while the operations are lowered one after the other. */
interface Writer {
  readonly bits: ReadonlyMap<string, number>
  readonly constants: number[]
  /** Where the matrices of gates without angles stand already. */
  readonly fixed: Map<string, number>
  nextAngle: number
}

function isGate(operation: Operation): boolean {
  return gateTable[operation.gate].kind === 'gate'
}

type Lowering = (operation: Operation, primitives: readonly Primitive[], writer: Writer) => Instruction[]

/** What each kind of operation becomes, conditions aside. */
const LOWERINGS: Readonly<Record<(typeof gateTable)[keyof typeof gateTable]['kind'], Lowering>> = {
  barrier: () => [],
  gate: (operation, primitives, writer) => primitives.map((primitive, part) => lowerPrimitive(primitive, operation, part, writer)),
  measure: (operation, _, writer) => [lowerMeasure(operation, writer)],
  assign: ({ gate, bits = [] }, _, writer) => [{ kind: 'assign', bit: writer.bits.get(bits[0])!, value: gate === 'setBit' ? 1 : 0 }],
  reset: ({ qubits }) => qubits.map((qubit) => ({ kind: 'reset', qubit })),
  channel: (operation, _, writer) => [lowerChannel(operation, writer)],
}

/** @param primitives of a gate */
function lowerOperation(operation: Operation, primitives: readonly Primitive[], writer: Writer): Instruction[] {
  const instructions = LOWERINGS[gateTable[operation.gate].kind](operation, primitives, writer)
  if (operation.condition === undefined) return instructions
  const { bits } = operation.condition
  const condition = { bits: bits.map((bit) => writer.bits.get(bit)!), values: conditionValues(operation.condition) }
  return instructions.map((instruction) => ({ ...instruction, condition }))
}

function lowerChannel(operation: Operation, writer: Writer): Instruction {
  const matrices = krausMatrices(operation)
  const constant = writer.constants.length
  for (const { data } of matrices) append(writer.constants, data)
  return { kind: 'channel', qubits: [...operation.qubits], kraus: matrices.length, constant }
}

function lowerPrimitive(primitive: Primitive, operation: Operation, part: number, writer: Writer): Instruction {
  switch (primitive.kind) {
    case 'rotation': {
      const { pauli, qubits, controls } = primitive
      return { kind: 'rotation', pauli, qubits: [...qubits], controls: [...controls], angle: writer.nextAngle++ }
    }
    case 'phase':
      return { kind: 'phase', controls: [...primitive.controls], angle: writer.nextAngle++ }
    case 'flip':
      return { kind: 'flip', controls: [...primitive.controls], target: primitive.target }
    case 'swap':
      return { kind: 'swap', controls: [...primitive.controls], qubits: [primitive.qubits[0], primitive.qubits[1]] }
    case 'matrix': {
      const fixed = operation.matrix === undefined && operation.angles.length === 0 ? `${operation.gate} ${part}` : undefined
      const constant = placeMatrix(primitive.matrix.data, fixed, writer)
      return { kind: 'matrix', qubits: [...primitive.qubits], controls: [...primitive.controls], constant }
    }
  }
}

function placeMatrix(data: Float64Array, fixed: string | undefined, writer: Writer): number {
  const known = fixed === undefined ? undefined : writer.fixed.get(fixed)
  if (known !== undefined) return known
  const constant = writer.constants.length
  append(writer.constants, data)
  if (fixed !== undefined) writer.fixed.set(fixed, constant)
  return constant
}

function lowerMeasure({ qubits, bits = [], readout }: Operation, writer: Writer): Instruction {
  const measure = { kind: 'measure', qubit: qubits[0], bit: writer.bits.get(bits[0])! } as const
  if (readout === undefined) return measure
  const constant = writer.constants.length
  writer.constants.push(1 - readout.p10, readout.p10, readout.p01, 1 - readout.p01)
  return { ...measure, readout: constant }
}

function lowerObservable({ terms }: PauliSum, constants: number[]): ObservableStructure {
  const coefficient = constants.length
  for (const term of terms) constants.push(term.re)
  return { coefficient, terms: terms.map(({ pauli, qubits }) => ({ pauli, qubits: [...qubits] })) }
}

function append(target: number[], source: ArrayLike<number>): void {
  for (let i = 0; i < source.length; i++) target.push(source[i])
}

function checkObservable(observable: PauliSum, index: number, qubits: number): void {
  const needed = pauliSumQubitCount(observable)
  if (needed > qubits) throw new RangeError(`observable ${index} acts on qubit ${needed - 1}: the circuit has qubits 0 to ${qubits - 1}`)
  if (!isHermitianSum(observable))
    throw new RangeError(`observable ${index} (${formatPauliSum(observable)}) is not Hermitian: its coefficients must be real`)
}
