/**
 * Random operations and circuits over the whole gate table, and random values for their symbols.
 *
 * Everything comes from a `RandomStream`, so a failing case fails again.
 */
import {
  type Angle,
  Circuit,
  feature,
  gateTable,
  minus,
  type Operation,
  type OperationName,
  parameter,
  type PauliSum,
  pauliTerm,
  plus,
  times,
  totalOfPauliSums,
} from '@ketwork/circuit'
import { haarUnitary, type RandomStream } from '@ketwork/math'

/** Names of the table's unitary gates. */
export const GATE_NAMES = (Object.keys(gateTable) as OperationName[]).filter((name) => gateTable[name].kind === 'gate')

/** On how many qubits a gate of this name can be tried, at most `most`: one number, or several for gates on any number. */
export function gateWidths(name: OperationName, most: number): number[] {
  const { qubits } = gateTable[name]
  if (typeof qubits === 'number') return qubits <= most ? [qubits] : []
  const fewest = name === 'mcx' || name === 'mcp' ? 2 : 1
  return Array.from({ length: most - fewest + 1 }, (_, i) => fewest + i)
}

/** One operation on these qubits; a matrix or Pauli string is drawn. */
export function drawOperation(name: OperationName, qubits: readonly number[], angles: readonly Angle[], random: RandomStream): Operation {
  const operation: Operation = { gate: name, qubits, angles }
  if (name === 'unitary') return { ...operation, matrix: haarUnitary(2 ** qubits.length, random) }
  if (name === 'pauliRotation') return { ...operation, pauli: drawPauli(qubits.length, random) }
  return operation
}

/** Letters X, Y, Z, each as likely. */
function drawPauli(length: number, random: RandomStream): string {
  return Array.from({ length }, () => 'XYZ'[random.integer(3)]).join('')
}

/** Different qubits in random order. */
export function drawQubits(count: number, qubitCount: number, random: RandomStream): number[] {
  return [...random.permutation(qubitCount)].slice(0, count)
}

/** An angle in radians; one in four is a multiple of pi / 2. */
export function drawAngle(random: RandomStream): number {
  return random.integer(4) === 0 ? ((random.integer(9) - 4) * Math.PI) / 2 : (random.uniform() - 0.5) * 4 * Math.PI
}

export interface DrawOptions {
  readonly qubits: number
  readonly operations: number
  readonly random: RandomStream
  /** Default `constant`. `symbolic` uses parameters w[0..3] and features x[0..2] in polynomial angles, beside constants. */
  readonly angles?: 'constant' | 'symbolic'
  /** Which gates it may have. Default all of the table. */
  readonly gates?: readonly OperationName[]
  /** Most qubits of one operation. Default 3. */
  readonly widest?: number
}

/** A circuit of random gates from the whole table. */
export function drawCircuit({ qubits, operations, random, angles = 'constant', gates = GATE_NAMES, widest = 3 }: DrawOptions): Circuit {
  const most = Math.min(widest, qubits)
  const possible = gates.map((name) => ({ name, widths: gateWidths(name, most) })).filter(({ widths }) => widths.length > 0)
  const circuit = new Circuit(qubits)
  for (let i = 0; i < operations; i++) {
    const { name, widths } = possible[random.integer(possible.length)]
    const width = widths[random.integer(widths.length)]
    const drawn = Array.from({ length: gateTable[name].angles }, () => (angles === 'constant' ? drawAngle(random) : drawPolynomial(random)))
    circuit.append(drawOperation(name, drawQubits(width, qubits, random), drawn, random))
  }
  return circuit
}

/** Random values of both kinds of symbols of a circuit, by name. */
export function drawValues(names: readonly string[], random: RandomStream): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, (random.uniform() - 0.5) * 3]))
}

/** A Hermitian sum of so many random strings on at most 4 qubits each. */
export function drawPauliSum(terms: number, qubitCount: number, random: RandomStream): PauliSum {
  const drawn = Array.from({ length: terms }, () => {
    const qubits = drawQubits(1 + random.integer(Math.min(4, qubitCount)), qubitCount, random).sort((a, b) => a - b)
    return pauliTerm(drawPauli(qubits.length, random), qubits, 2 * random.uniform() - 1)
  })
  return totalOfPauliSums(drawn)
}

/** Random values of all symbols: one shared parameter vector and a row of features for each row. */
export function batchInputs(circuit: Circuit, rows: number, random: RandomStream) {
  const columns = circuit.features.length
  return {
    parameters: Float64Array.from(circuit.parameters, () => 3 * (random.uniform() - 0.5)),
    features: { rows, columns, data: Float64Array.from({ length: rows * columns }, () => 3 * (random.uniform() - 0.5)) },
  }
}

/** A circuit of symbolic angles with a batch of inputs and observables. */
export interface DrawnProblem {
  readonly random: RandomStream
  readonly circuit: Circuit
  /** One for each entry of `terms`, of so many strings. */
  readonly observables: readonly PauliSum[]
  readonly inputs: ReturnType<typeof batchInputs>
}

export interface ProblemSizes {
  readonly qubits: number
  readonly operations: number
  readonly rows: number
  readonly terms?: readonly number[]
  readonly gates?: readonly OperationName[]
}

/** Draws the circuit, then the observables, then the inputs. */
export function drawProblem(random: RandomStream, { qubits, operations, rows, terms = [], gates }: ProblemSizes): DrawnProblem {
  const circuit = drawCircuit({ qubits, operations, random, angles: 'symbolic', ...(gates && { gates }) })
  const observables = terms.map((count) => drawPauliSum(count, qubits, random))
  return { random, circuit, observables, inputs: batchInputs(circuit, rows, random) }
}

/** A polynomial of one of the shapes that models use, or a number. */
function drawPolynomial(random: RandomStream): Angle {
  const w = parameter(`w[${random.integer(4)}]`)
  const x = feature(`x[${random.integer(3)}]`)
  const otherW = () => parameter(`w[${random.integer(4)}]`)
  const shapes: readonly (() => Angle)[] = [
    () => w,
    () => plus(times(-2, w), 0.3),
    () => plus(times(w, x), 0.5),
    () => times(minus(Math.PI, x), minus(Math.PI, feature(`x[${random.integer(3)}]`))),
    () => minus(times(w, w), otherW()),
    () => x,
    () => times(0.5, w, otherW(), x),
    () => drawAngle(random),
  ]
  return shapes[random.integer(shapes.length)]()
}
