/** Seeded random circuits, for tests, benches and demonstrations. */
import {
  haarUnitary,
  listValue,
  numberFromZero,
  oneOf,
  type OptionChecks,
  optional,
  RandomStream,
  requireOptions,
  wholeNumber,
} from '@ketwork/math'
import { Circuit } from './Circuit.ts'
import { type Angle, type Polynomial, plus, times } from './angles/index.ts'
import { valueOfBits } from './gates/conditionValues.ts'
import type { Condition, Operation, OperationName } from './gates/Operation.ts'
import { gateTable } from './gates/gateTable.ts'

export interface RandomCircuitOptions {
  readonly qubits: number
  readonly operations: number
  readonly seed: number
  /** What the circuit is made of, each as likely as the others; every gate of the table by default. Channels, measure, reset, barrier, setBit and clearBit may be named. */
  readonly gates?: readonly OperationName[]
  /** Symbols that about half of the angles are polynomials in; none by default. */
  readonly symbols?: readonly Polynomial[]
  /** How likely an operation stands under a condition on measured bits; 0 by default. */
  readonly conditionProbability?: number
}

const OPTIONS: OptionChecks<RandomCircuitOptions> = {
  qubits: wholeNumber(1),
  operations: wholeNumber(0),
  seed: wholeNumber(0),
  gates: optional(gateNames),
  symbols: optional(listValue),
  conditionProbability: optional(numberFromZero),
}

function gateNames(name: string, gates: unknown): void {
  listValue(name, gates)
  const known = oneOf(...Object.keys(gateTable))
  for (let i = 0; i < gates.length; i++) known(`${name}[${i}]`, gates[i])
}

/** The widest of the gates that take any number of qubits. */
const WIDEST = 4
/** Smallest number of qubits of the rows that take any number. */
const NARROWEST: Partial<Record<OperationName, number>> = { mcx: 2, mcp: 2 }
const LETTERS = 'XYZ'

/**
 * A random circuit: gates, qubits and angles drawn independently; the same for the same options on every machine.
 *
 * Half of the constant angles are multiples of pi/4, the others are uniform from -2 pi to 2 pi. Gates that need more qubits than there are do not occur. Measurements
 * write 'm[q]' for qubit q, assignments any of these bits.
 *
 * @throws RangeError when none of the gates fits on the qubits
 *
 * @example
 * randomCircuit({ qubits: 3, operations: 20, seed: 7, gates: ['h', 'cx', 'rz'] })
 */
export function randomCircuit(options: RandomCircuitOptions): Circuit {
  requireOptions('randomCircuit', options, OPTIONS)
  const { qubits, operations, seed, gates = unitaryGates } = options
  const random = new RandomStream(seed)
  const fitting = gates.filter((gate) => narrowest(gate) <= qubits)
  if (fitting.length === 0) throw new RangeError(`none of the gates ${gates.join(', ')} fits on ${qubits} qubits`)
  const circuit = new Circuit(qubits)
  for (let i = 0; i < operations; i++) circuit.append(randomOperation(fitting[random.integer(fitting.length)], circuit, random, options))
  return circuit
}

const unitaryGates = (Object.keys(gateTable) as OperationName[]).filter((gate) => gateTable[gate].kind === 'gate')

function narrowest(gate: OperationName): number {
  const { qubits } = gateTable[gate]
  return typeof qubits === 'number' ? qubits : (NARROWEST[gate] ?? 1)
}

function randomOperation(gate: OperationName, circuit: Circuit, random: RandomStream, options: RandomCircuitOptions): Operation {
  const row = gateTable[gate]
  const least = narrowest(gate)
  const width = typeof row.qubits === 'number' ? row.qubits : least + random.integer(Math.min(circuit.qubitCount, WIDEST) - least + 1)
  const qubits = [...random.permutation(circuit.qubitCount).subarray(0, width)]
  const angles = Array.from({ length: row.angles }, () => randomAngle(random, options.symbols ?? []))
  const condition = randomCondition(gate, circuit, random, options.conditionProbability ?? 0)
  const controls = row.controls === 'given' ? random.integer(width) : 0
  const targets = width - controls
  return {
    gate,
    qubits,
    angles,
    ...(gate === 'unitary' && { matrix: haarUnitary(2 ** targets, random) }),
    ...(gate === 'pauliRotation' && { pauli: Array.from({ length: targets }, () => LETTERS[random.integer(3)]).join('') }),
    ...(controls > 0 && { controls }),
    ...(row.kind === 'channel' && { rates: randomRates(gate, random) }),
    ...(gate === 'measure' && { bits: [`m[${qubits[0]}]`] }),
    ...(row.kind === 'assign' && { bits: [`m[${random.integer(circuit.qubitCount)}]`] }),
    ...(condition !== undefined && { condition }),
  }
}

function randomAngle(random: RandomStream, symbols: readonly Polynomial[]): Angle {
  const constant = random.uniform() < 0.5 ? ((random.integer(17) - 8) * Math.PI) / 4 : (4 * random.uniform() - 2) * Math.PI
  if (symbols.length === 0 || random.uniform() < 0.5) return constant
  const symbol = (): Polynomial => symbols[random.integer(symbols.length)]
  const product = random.uniform() < 0.3 ? times(symbol(), symbol()) : symbol()
  const coefficient = random.uniform() < 0.5 ? random.integer(4) - 2 || 1 : 2 * random.uniform() - 1
  return random.uniform() < 0.5 ? times(coefficient, product) : plus(times(coefficient, product), constant)
}

/** A barrier has none; a condition reads one bit or all that were measured so far. */
function randomCondition(gate: OperationName, circuit: Circuit, random: RandomStream, probability: number): Condition | undefined {
  const { bits } = circuit
  if (gate === 'barrier' || probability === 0 || bits.length === 0 || random.uniform() >= probability) return undefined
  const read = random.uniform() < 0.5 ? [bits[random.integer(bits.length)]] : bits
  const value = read.length <= 32 ? random.integer(2 ** read.length) : valueOfBits(read.map(() => random.integer(2)))
  return { bits: read, value }
}

function randomRates(gate: OperationName, random: RandomStream): number[] {
  const rate = (): number => 0.5 * random.uniform()
  switch (gate) {
    case 'pauliChannel':
      return [rate() / 2, rate() / 2, rate() / 2]
    case 'thermalRelaxation': {
      const t1 = 20 + 80 * random.uniform()
      return [t1, t1 * (0.2 + 1.8 * random.uniform()), 10 * random.uniform(), rate()]
    }
    default:
      return [rate()]
  }
}
