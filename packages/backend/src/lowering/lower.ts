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
  type Condition,
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
  const writer: Writer = { bits: indexOf(bits), constants: [...coefficients], fixed: new Map(), nextAngle: 0, instructions: [] }
  operations.forEach((operation, index) => lowerOperation(operation, primitives[index], writer))
  const observableStructures = observables.map((observable) => lowerObservable(observable, writer.constants))
  return {
    version: PROGRAM_VERSION,
    structure: {
      qubits: circuit.qubitCount,
      parameters: [...parameters],
      features: [...features],
      bits: [...bits],
      angles: table,
      instructions: writer.instructions,
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
  readonly instructions: Instruction[]
}

function isGate(operation: Operation): boolean {
  return gateTable[operation.gate].kind === 'gate'
}

/** @param primitives of a gate */
function lowerOperation(operation: Operation, primitives: readonly Primitive[], writer: Writer): void {
  const condition = operation.condition === undefined ? {} : { condition: lowerCondition(operation.condition, writer.bits) }
  switch (gateTable[operation.gate].kind) {
    case 'barrier':
      return
    case 'gate':
      primitives.forEach((primitive, part) => {
        writer.instructions.push({ ...lowerPrimitive(primitive, operation, part, writer), ...condition })
      })
      return
    case 'measure':
      writer.instructions.push({ ...lowerMeasure(operation, writer), ...condition })
      return
    case 'assign': {
      const { gate, bits = [] } = operation
      const assign = { kind: 'assign', bit: bitIndex(bits[0], writer.bits), value: gate === 'setBit' ? 1 : 0 } as const
      writer.instructions.push({ ...assign, ...condition })
      return
    }
    case 'reset':
      for (const qubit of operation.qubits) writer.instructions.push({ kind: 'reset', qubit, ...condition })
      return
    case 'channel': {
      const matrices = krausMatrices(operation)
      const constant = writer.constants.length
      for (const { data } of matrices) append(writer.constants, data)
      writer.instructions.push({ kind: 'channel', qubits: [...operation.qubits], kraus: matrices.length, constant, ...condition })
    }
  }
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
  const measure = { kind: 'measure', qubit: qubits[0], bit: bitIndex(bits[0], writer.bits) } as const
  if (readout === undefined) return measure
  const constant = writer.constants.length
  writer.constants.push(1 - readout.p10, readout.p10, readout.p01, 1 - readout.p01)
  return { ...measure, readout: constant }
}

function lowerCondition(condition: Condition, indices: ReadonlyMap<string, number>): NonNullable<Instruction['condition']> {
  return { bits: condition.bits.map((bit) => bitIndex(bit, indices)), values: conditionValues(condition) }
}

function lowerObservable({ terms }: PauliSum, constants: number[]): ObservableStructure {
  const coefficient = constants.length
  for (const term of terms) constants.push(term.re)
  return { coefficient, terms: terms.map(({ pauli, qubits }) => ({ pauli, qubits: [...qubits] })) }
}

function indexOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, index]))
}

function bitIndex(name: string, indices: ReadonlyMap<string, number>): number {
  const index = indices.get(name)
  if (index === undefined)
    throw new RangeError(`bit '${name}' is not a bit of the circuit: it has ${[...indices.keys()].join(', ') || 'none'}`)
  return index
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
