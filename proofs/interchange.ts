/**
 * Circuits written by `toQasm` are equivalent when read by Qiskit, Cirq and PennyLane, and after Qiskit has written
 * them again: unitaries up to 6 qubits up to a global phase, and with measurements, resets and conditions the state of
 * every outcome. Python is needed for it, as for `pnpm bench rivals`.
 */
import { type Circuit, type OperationName, parseQasm, toQasm, unitary } from '@ketwork/circuit'
import { complexMatrix, distanceUpToPhase, maxAbsDifference, RandomStream } from '@ketwork/math'
import { outcomeStates } from '@ketwork/transpiler/testing'
import type { Json, Proof, ProofUnit, UnitOutcome } from '../tooling/prove/proof.ts'
import { drawDynamic, drawUnitary, GATES } from './interchange/drawnCircuits.ts'
import { missingReaders, type ReadAnswer, readEverywhere, type Reader, type ReadRequest } from './interchange/pythonReaders.ts'

const units = 50
const circuitsPerUnit = 40
const tolerance = 1e-9

/** Who reads which version; the last two are asked for unitaries alone. */
const READERS: Readonly<Record<Reader, 2 | 3>> = { 'qiskit qasm2': 2, 'qiskit from_qasm_str': 2, 'qiskit qasm3': 3, cirq: 2, pennylane: 2 }
const REVERSED: ReadonlySet<OperationName> = new Set(['csx', 'cu', 'ecr', 'dcx', 'rzx', 'xxPlusYy', 'mcx', 'unitary', 'pauliRotation'])
const NOT_REVERSED = GATES.filter((gate) => !REVERSED.has(gate))
/**
 * What a reader takes, where that is not all. Cirq has no barriers. PennyLane's plugin takes the qubits of a gate that
 * it has no class for in reverse, of csx and cu3 of qelib1.inc too, so it gets those gates alone for which this changes
 * nothing.
 */
const KNOWN_GATES: Partial<Record<Reader, ReadonlySet<OperationName>>> = { cirq: new Set(GATES), pennylane: new Set(NOT_REVERSED) }

interface Case {
  readonly circuit: Circuit
  readonly request: ReadRequest
}

export const proof: Proof = {
  name: 'interchange',
  description: 'Circuits written by toQasm are equivalent when read by Qiskit, Cirq and PennyLane, and after a round trip through Qiskit.',
  missing: missingReaders,
  units: Array.from({ length: units }, (_, i): ProofUnit => ({
    id: `circuits ${i * circuitsPerUnit + 1} to ${(i + 1) * circuitsPerUnit}`,
    seed: i + 1,
    run: () => runCircuits(i + 1),
  })),
  slice: 1,
  summarize: (outcomes) => ({
    circuits: outcomes.length * circuitsPerUnit,
    read: Object.fromEntries(Object.keys(READERS).map((reader) => [reader, sum(outcomes, reader)])),
    writtenAgain: sum(outcomes, 'again'),
    notInVersion2: sum(outcomes, 'notInVersion2'),
    worstDifference: Math.max(0, ...outcomes.map((outcome) => figure(outcome, 'worst'))),
    tolerance,
  }),
}

function runCircuits(seed: number): Json {
  const random = new RandomStream(seed)
  const figures: Record<string, number> = { notInVersion2: 0, again: 0, worst: 0 }
  const cases = Array.from({ length: circuitsPerUnit }, (_, i) => casesOf(drawCircuit(i, random), figures)).flat()
  const answers = readEverywhere(cases.map(({ request }) => request))
  cases.forEach((testCase, i) => {
    const { reader, text } = testCase.request
    try {
      figures['worst'] = Math.max(figures['worst'], ...differences(testCase, answers[i], figures))
    } catch (error) {
      throw new Error(`${reader}: ${String(error)}\n${text.slice(0, 3000)}`, { cause: error })
    }
    figures[reader] = (figures[reader] ?? 0) + 1
  })
  return figures
}

function drawCircuit(i: number, random: RandomStream): Circuit {
  switch (i % 4) {
    case 0:
      return drawUnitary(random, [...GATES, 'barrier'])
    case 1:
      return drawDynamic(random, 'groups')
    case 2:
      return drawUnitary(random, NOT_REVERSED)
    default:
      return drawDynamic(random, 'any')
  }
}

function casesOf(circuit: Circuit, figures: Record<string, number>): Case[] {
  const texts: Readonly<Record<2 | 3, string | undefined>> = { 2: textOfVersion2(circuit), 3: toQasm(circuit, { version: 3 }) }
  if (texts[2] === undefined) figures['notInVersion2']++
  return (Object.entries(READERS) as [Reader, 2 | 3][]).flatMap(([reader, version]) => {
    const text = texts[version]
    if (text === undefined) return []
    const knownGates = KNOWN_GATES[reader]
    if (knownGates !== undefined && circuit.operations.some(({ gate, condition }) => condition !== undefined || !knownGates.has(gate)))
      return []
    return [{ circuit, request: { reader, text, qubits: circuit.qubitCount } }]
  })
}

/** Undefined where conditions share some of their bits, which version 2 cannot say. */
function textOfVersion2(circuit: Circuit): string | undefined {
  try {
    return toQasm(circuit)
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('which share a bit')) return undefined
    throw error
  }
}

/** The differences of the circuit read by a reader, and of the one that Qiskit wrote again. */
function differences(
  { circuit, request }: Case,
  { matrix, outcomes, error, again }: ReadAnswer,
  figures: Record<string, number>,
): number[] {
  if (error !== undefined) throw new Error(error)
  const read = matrix !== undefined ? matrixDifference(circuit, matrix) : outcomeDifference(circuit, request.text, outcomes ?? [])
  if (!(read < tolerance)) throw new Error(`read with a difference of ${read}`)
  if (again === undefined || matrix === undefined) return [read]
  figures['again']++
  const back = distanceUpToPhase(unitary(parseQasm(again)), unitary(circuit))
  if (!(back < tolerance)) throw new Error(`written again with a difference of ${back}:\n${again.slice(0, 3000)}`)
  return [read, back]
}

function matrixDifference(circuit: Circuit, text: string): number {
  const expected = unitary(circuit)
  const columns = numbersOf(text)
  const size = expected.rows
  const found = complexMatrix(size, size, new Float64Array(2 * size * size))
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (const part of [0, 1]) found.data[2 * (i * size + j) + part] = columns[2 * (j * size + i) + part]
    }
  }
  return distanceUpToPhase(found, expected)
}

/** Bits are identified by the measurements that write them, which stand in the text in the circuit's order. */
function outcomeDifference(circuit: Circuit, text: string, outcomes: NonNullable<ReadAnswer['outcomes']>): number {
  const written = circuit.operations.filter(({ gate }) => gate === 'measure').map(({ bits = [] }) => bits[0])
  const inText = [...text.matchAll(/measure \S+ -> (\S+);|(\S+) = measure/g)].map((found) => found[1] ?? found[2])
  if (inText.length !== written.length) throw new Error(`${written.length} measurements were written as ${inText.length}`)
  const nameOf = new Map(written.map((bit, i) => [bit, inText[i]]))
  const zero = Float64Array.from({ length: 2 * 2 ** circuit.qubitCount }, (_, i) => Number(i === 0))
  const expected = outcomeStates(circuit, zero)
  const seen = new Map(outcomes.map(([reading, matrix]) => [keyOf([...nameOf.keys()], (bit) => reading[nameOf.get(bit)!]), matrix]))
  let worst = 0
  const sorted = [...circuit.bits].sort()
  for (const [reading, rho] of expected) {
    const values = new Map(sorted.map((bit, i) => [bit, Number(valuesOf(reading, sorted)[i])]))
    const key = keyOf([...nameOf.keys()], (bit) => values.get(bit))
    const found = seen.get(key)
    seen.delete(key)
    const data = found === undefined ? new Float64Array(rho.length) : numbersOf(found)
    worst = Math.max(worst, maxAbsDifference({ rows: 1, columns: rho.length / 2, data }, { rows: 1, columns: rho.length / 2, data: rho }))
  }
  for (const matrix of seen.values()) worst = Math.max(worst, ...numbersOf(matrix).map(Math.abs))
  return worst
}

/** 'a=0 b=1' for the bits a and b; names may have blanks and more. */
function valuesOf(reading: string, sorted: readonly string[]): string[] {
  let at = 0
  return sorted.map((bit) => {
    at += bit.length + 3
    return reading[at - 2]
  })
}

function keyOf(bits: readonly string[], valueOf: (bit: string) => number | undefined): string {
  return bits.map((bit) => valueOf(bit) ?? '?').join('')
}

function numbersOf(text: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Float64Array(bytes.buffer)
}

function sum(outcomes: readonly UnitOutcome[], name: string): number {
  return outcomes.reduce((total, outcome) => total + figure(outcome, name), 0)
}

function figure({ figures }: UnitOutcome, name: string): number {
  return typeof figures === 'object' && figures !== null && name in figures
    ? Number((figures as { readonly [key: string]: Json })[name])
    : 0
}
