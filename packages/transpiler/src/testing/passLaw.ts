/**
 * The law that every pass keeps: the same operation on states, global phase included, the input untouched, nothing new to do the second time, cost not higher.
 *
 * It is checked on seeded random circuits of every kind: unitary with constant and symbolic angles, with neighbours that cancel, with a barrier, and
 * with measurements, conditions, resets and channels, whose outcomes are compared one by one. No test runner is needed: `checkPassLaw` throws.
 */
import { type Circuit, drawText, feature, gateTable, type OperationName, parameters, randomCircuit, unitary } from '@ketwork/circuit'
import { distanceUpToPhase, haarState, maxAbsDifference, RandomStream } from '@ketwork/math'
import { outcomeStates } from '../certificate/outcomeStates.ts'

export type Pass = (circuit: Circuit) => Circuit

export interface PassLawOptions {
  /** How many circuits of each kind, 50 by default. */
  readonly circuits?: number
  /** 1 by default. */
  readonly seed?: number
  /** What the circuits are made of; every gate of the table by default. */
  readonly gates?: readonly OperationName[]
  /** A number that the pass must not raise; by default the number of operations but barriers and global phases. `false` for a pass that translates. */
  readonly cost?: false | ((circuit: Circuit) => number)
  /** Whether a second run may find more, as a pipeline may; false by default. */
  readonly freeSecondRun?: boolean
  /** Whether the global phase may change; false by default. */
  readonly freePhase?: boolean
  /** What is wrong with an output beyond the law, for instance a gate that the target lacks. */
  readonly alsoWrong?: (output: Circuit) => string | undefined
}

/** A circuit on which a pass breaks the law. */
export class PassLawError extends Error {
  override readonly name = 'PassLawError'
  readonly law: string
  readonly input: Circuit
  readonly output: Circuit

  constructor(law: string, input: Circuit, output: Circuit) {
    super(`${law}\ninput:\n${drawText(input)}\noutput:\n${drawText(output)}`)
    this.law = law
    this.input = input
    this.output = output
  }
}

const TOLERANCE = 1e-9
const DYNAMIC = ['measure', 'reset', 'setBit', 'clearBit', 'depolarizing', 'amplitudeDamping', 'pauliChannel'] as const

/**
 * Checks the law of passes on seeded random circuits.
 *
 * @throws PassLawError with the circuit for the first law that is broken
 *
 * @example
 * test('keeps the law of passes', () => checkPassLaw(cancelInverses))
 */
export function checkPassLaw(pass: Pass, options: PassLawOptions = {}): void {
  const { circuits = 50, seed = 1 } = options
  const random = new RandomStream(seed)
  for (let i = 0; i < circuits; i++) {
    for (const make of [constantCircuit, symbolicCircuit, cancellingCircuit]) checkUnitary(pass, make(random, options), random, options)
    checkBarrier(pass, random, options)
    checkOutcomes(pass, random, options)
  }
}

function constantCircuit(random: RandomStream, options: PassLawOptions): Circuit {
  return draw(random, options, {})
}

function symbolicCircuit(random: RandomStream, options: PassLawOptions): Circuit {
  return draw(random, options, { symbols: [...parameters('w', 2), feature('x')] })
}

/** A circuit and then the inverse of its last part, so that there is something to cancel. */
function cancellingCircuit(random: RandomStream, options: PassLawOptions): Circuit {
  const circuit = symbolicCircuit(random, options)
  const kept = random.integer(circuit.operations.length + 1)
  return circuit.compose(circuit.withOperations(circuit.operations.slice(kept)).inverse())
}

function draw(
  random: RandomStream,
  { gates }: PassLawOptions,
  extra: Pick<Parameters<typeof randomCircuit>[0], 'symbols' | 'gates' | 'conditionProbability'>,
  qubits = 1 + random.integer(4),
): Circuit {
  const seed = random.integer(2 ** 31)
  return randomCircuit({ qubits, operations: 1 + random.integer(12), seed, ...(gates !== undefined && { gates }), ...extra })
}

function checkUnitary(pass: Pass, input: Circuit, random: RandomStream, options: PassLawOptions): void {
  const output = checkForm(pass, input, options)
  const values = drawValues(input, random)
  const [before, after] = [unitary(input.bind(values)), unitary(output.bind(values))]
  const distance = options.freePhase === true ? distanceUpToPhase(before, after) : maxAbsDifference(before, after)
  if (!(distance < TOLERANCE))
    throw new PassLawError(`the unitary changed by ${distance}${phaseHint(distanceUpToPhase(before, after))}`, input, output)
}

function phaseHint(distance: number): string {
  return distance < TOLERANCE ? ' (only its global phase)' : ''
}

function drawValues(circuit: Circuit, random: RandomStream): Record<string, number> {
  return Object.fromEntries([...circuit.parameters, ...circuit.features].map((name) => [name, 6 * random.uniform() - 3]))
}

/** What can be seen without a simulation. */
function checkForm(pass: Pass, input: Circuit, options: PassLawOptions): Circuit {
  const { cost = countOperations, alsoWrong } = options
  const before = written(input)
  const output = pass(input)
  if (written(input) !== before) throw new PassLawError('the input was changed', input, output)
  if (output.qubitCount !== input.qubitCount)
    throw new PassLawError(`${input.qubitCount} qubits became ${output.qubitCount}`, input, output)
  const known = new Set([...input.parameters, ...input.features])
  const unknown = [...output.parameters, ...output.features].find((name) => !known.has(name))
  if (unknown !== undefined) throw new PassLawError(`the symbol ${unknown} is new`, input, output)
  const again = pass(output)
  if (options.freeSecondRun !== true && written(again) !== written(output))
    throw new PassLawError('a second run changes the circuit again', output, again)
  if (cost !== false && cost(output) > cost(input))
    throw new PassLawError(`the cost rose from ${cost(input)} to ${cost(output)}`, input, output)
  const wrong = alsoWrong?.(output)
  if (wrong !== undefined) throw new PassLawError(wrong, input, output)
  return output
}

function countOperations(circuit: Circuit): number {
  return circuit.operations.filter(({ gate }) => gate !== 'barrier' && gate !== 'globalPhase').length
}

/** Operations as text, -0 as 0. */
function written({ operations }: Circuit): string {
  return JSON.stringify(operations)
}

/** What stands before a barrier on all qubits stays before it. */
function checkBarrier(pass: Pass, random: RandomStream, options: PassLawOptions): void {
  const qubits = 1 + random.integer(4)
  const all = Array.from({ length: qubits }, (_, qubit) => qubit)
  const first = draw(random, options, {}, qubits)
  const second = draw(random, options, {}, qubits)
  const input = first
    .copy()
    .barrier(...all)
    .compose(second)
  const output = checkForm(pass, input, options)
  const places = output.operations.flatMap(({ gate }, i) => (gate === 'barrier' ? [i] : []))
  const count = input.operations.filter(({ gate }) => gate === 'barrier').length
  if (places.length !== count) throw new PassLawError(`${count} barriers became ${places.length}`, input, output)
  if (count !== 1) return
  const before = output.withOperations(output.operations.slice(0, places[0]))
  const distance = distanceUpToPhase(unitary(first), unitary(before))
  if (!(distance < TOLERANCE)) throw new PassLawError('something crossed the barrier', input, output)
}

/** With measurements, conditions, resets and channels: the state of each outcome stays. */
function checkOutcomes(pass: Pass, random: RandomStream, options: PassLawOptions): void {
  const { gates = Object.keys(gateTable) as OperationName[] } = options
  const unitaryGates = gates.filter((gate) => gateTable[gate].kind === 'gate')
  const few = Array.from({ length: 4 }, () => unitaryGates[random.integer(unitaryGates.length)])
  const qubits = 1 + random.integer(3)
  const input = draw(random, options, { gates: [...few, ...DYNAMIC], conditionProbability: 0.3 }, qubits)
  const output = checkForm(pass, input, options)
  const state = haarState(2 ** qubits, random)
  const after = outcomeStates(output, state, input.bits)
  for (const [bits, rho] of outcomeStates(input, state)) {
    const other = after.get(bits)
    const distance = rho.reduce((largest, value, q) => Math.max(largest, Math.abs(value - (other?.[q] ?? 0))), 0)
    if (!(distance < TOLERANCE))
      throw new PassLawError(`the state of the outcome ${bits || 'without bits'} changed by ${distance}`, input, output)
  }
}
