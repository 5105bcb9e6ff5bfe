/**
 * No text makes `parseQasm` crash, hang or exhaust memory: mutated files of OpenQASM 2 and 3 give a circuit or one of
 * the two named errors in bounded time, and a circuit is equivalent after it is written and read again. `npm test` runs
 * a slice of it.
 */
import { type Circuit, parseQasm, QasmSyntaxError, toQasm, unitary, UnsupportedQasmError } from '@ketwork/circuit'
import { maxAbsDifference, RandomStream } from '@ketwork/math'
import { readdirSync, readFileSync } from 'node:fs'
import type { Json, Proof, ProofUnit, UnitOutcome } from '../tooling/prove/proof.ts'

const units = 200
const casesPerUnit = 500
const longestText = 3000
const slowestMilliseconds = 5000 // of the processor for a case; what others do on the machine does not count
const limits = { operations: 20_000, steps: 100_000 }
/** Where a circuit that was read is compared as a matrix with what is written of it. */
const largestMatrix = { qubits: 5, operations: 200 }
const tolerance = 1e-9

type Outcome = 'circuit' | 'syntax' | 'unsupported'

const folder = new URL('../packages/circuit/testdata/', import.meta.url)
const files = ['qasmbench', 'qasm3'].flatMap((name) =>
  readdirSync(new URL(`${name}/`, folder))
    .filter((file) => file.endsWith('.qasm'))
    .map((file) => beginning(readFileSync(new URL(`${name}/${file}`, folder), 'utf8'))),
)
const texts = [...files, ...files.flatMap(inVersion3)]
const words =
  `OPENQASM 2.0 3.0 include "stdgates.inc" "qelib1.inc" qreg creg qubit bit gate opaque def extern if else for while in return let const input output
  int uint float angle bool array true false ctrl negctrl inv pow gphase U CX h x cx rz u3 measure reset barrier box delay 10ns 2im $0 $1 pi tau sin sqrt q c a
  [ ] { } ( ) ; , : :: -> == != <= >= = += ** + - * / % ^ & && | || ! ~ << @ # . .. ++ // /* */ " ' \\ 0 1 -1 2 7 1e308 1e999 0x 0b2 1_ 9007199254740993
  99999999999999999999 1/0 [0:1000000000] ((((((((((((((((((((( é π \u0000 \ud800 \ufeff`.split(/\s+/)

export const proof: Proof = {
  name: 'qasmFuzz',
  description: 'Any text gives a circuit or a named error in bounded time, and circuits are written and read again as the same.',
  units: Array.from({ length: units }, (_, i): ProofUnit => ({
    id: `cases ${i * casesPerUnit + 1} to ${(i + 1) * casesPerUnit}`,
    seed: i + 1,
    run: () => runCases(i + 1),
  })),
  slice: 3,
  summarize: (outcomes) => ({
    cases: outcomes.length * casesPerUnit,
    circuits: sum(outcomes, 'circuit'),
    syntaxErrors: sum(outcomes, 'syntax'),
    unsupported: sum(outcomes, 'unsupported'),
    slowestMilliseconds: Math.max(0, ...outcomes.map((outcome) => figure(outcome, 'slowest'))),
    limits,
  }),
}

function runCases(seed: number): Json {
  const random = new RandomStream(seed)
  const counts: Record<Outcome, number> = { circuit: 0, syntax: 0, unsupported: 0 }
  let slowest = 0
  for (let i = 0; i < casesPerUnit; i++) {
    const text = drawText(random)
    const start = process.cpuUsage()
    try {
      counts[outcomeOf(text)]++
    } catch (error) {
      throw new Error(`case ${i + 1}: ${String(error)}\n${JSON.stringify(text.slice(0, 2000))}`, { cause: error })
    }
    const { user, system } = process.cpuUsage(start)
    slowest = Math.max(slowest, (user + system) / 1000)
  }
  if (slowest > slowestMilliseconds) throw new Error(`a case took ${slowest} ms of the processor`)
  return { ...counts, slowest: Math.round(slowest) }
}

function outcomeOf(text: string): Outcome {
  let circuit: Circuit
  try {
    circuit = parseQasm(text, { limits })
  } catch (error) {
    if (error instanceof QasmSyntaxError || error instanceof UnsupportedQasmError) {
      if (error.message.length > 2000) throw new Error(`a message of ${error.message.length} characters`, { cause: error })
      return error instanceof QasmSyntaxError ? 'syntax' : 'unsupported'
    }
    throw error
  }
  checkRoundTrip(circuit)
  return 'circuit'
}

/** Version 3 says all that was read. */
function checkRoundTrip(circuit: Circuit): void {
  const back = parseQasm(toQasm(circuit, { version: 3 }))
  if (back.qubitCount !== circuit.qubitCount) throw new Error('another number of qubits came back')
  if (!isSmallUnitary(circuit)) return
  const difference = maxAbsDifference(unitary(circuit), unitary(back))
  if (!(difference < tolerance)) throw new Error(`a unitary came back with a difference of ${difference}`)
}

function isSmallUnitary({ qubitCount, operations, parameters, features, bits }: Circuit): boolean {
  return (
    qubitCount <= largestMatrix.qubits &&
    operations.length <= largestMatrix.operations &&
    parameters.length + features.length + bits.length === 0 &&
    operations.every(({ gate }) => gate !== 'reset')
  )
}

function drawText(random: RandomStream): string {
  const kind = random.integer(20)
  if (kind === 0)
    return String.fromCharCode(...Array.from({ length: random.integer(400) }, () => random.integer(random.uniform() < 0.5 ? 128 : 65_536)))
  if (kind === 1) return Array.from({ length: random.integer(80) }, () => word(random)).join(' ')
  if (kind === 2) return `OPENQASM ${random.integer(2) + 2}.0; ${Array.from({ length: random.integer(80) }, () => word(random)).join(' ')}`
  let text = texts[random.integer(texts.length)]
  if (random.uniform() < 0.7) for (let edits = 1 + random.integer(4); edits > 0; edits--) text = rearranged(text, random)
  else for (let edits = 1 + random.integer(3); edits > 0; edits--) text = edited(text, random)
  return text
}

/**
 * One change that often leaves the text valid: statements moved and doubled, names and numbers exchanged for others of
 * the file.
 */
function rearranged(text: string, random: RandomStream): string {
  const statements = text.split(/(?<=[;}])/)
  const [a, b] = [2 + random.integer(statements.length), 2 + random.integer(statements.length)]
  switch (random.integer(5)) {
    case 0:
      return statements.toSpliced(a, 1).join('')
    case 1:
      return statements.toSpliced(b, 0, statements[a] ?? '').join('')
    case 2:
      return replaceOne(text, /(?<=[[(, ])\d+(?=[\]), ])/g, random, () => String(random.integer(6)))
    case 3: {
      const names = text.match(/[a-z]\w*/g) ?? ['x']
      return replaceOne(text, /[a-z]\w*/g, random, () => names[random.integer(names.length)])
    }
    default: {
      const modifier = ['ctrl @ ', 'inv @ ', 'pow(2) @ ', 'pow(0.5) @ ', 'negctrl @ ', 'if (c == 1) ', 'for int i in [0:2] '][
        random.integer(7)
      ]
      return statements.with(Math.min(a, statements.length - 1), ` ${modifier}${(statements[a] ?? '').trimStart()}`).join('')
    }
  }
}

/** One change: pieces removed, doubled, moved, taken from elsewhere, words and characters put in. */
function edited(text: string, random: RandomStream): string {
  const at = random.integer(text.length + 1)
  const end = Math.min(text.length, at + random.integer(60))
  const piece = text.slice(at, end)
  switch (random.integer(9)) {
    case 0:
      return text.slice(0, at) + text.slice(end)
    case 1:
      return text.slice(0, end) + piece.repeat(1 + random.integer(20)) + text.slice(end)
    case 2: {
      const to = random.integer(text.length + 1)
      return text.slice(0, to) + piece + text.slice(to)
    }
    case 3: {
      const other = texts[random.integer(texts.length)]
      return text.slice(0, at) + other.slice(random.integer(other.length))
    }
    case 4:
      return `${text.slice(0, at)} ${word(random)} ${text.slice(random.uniform() < 0.5 ? at : end)}`
    case 5:
      return text.slice(0, at) + String.fromCharCode(random.integer(300)) + text.slice(at + 1)
    case 6:
      return text.slice(0, at)
    case 7:
      return replaceOne(text, /\d+/g, random, () => String(random.integer(random.uniform() < 0.5 ? 5 : 2 ** 31)))
    default:
      return replaceOne(text, /[A-Za-z_]\w*/g, random, () => word(random))
  }
}

function replaceOne(text: string, pattern: RegExp, random: RandomStream, fresh: () => string): string {
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return text
  const match = found[random.integer(found.length)]
  return text.slice(0, match.index) + fresh() + text.slice(match.index + match[0].length)
}

function word(random: RandomStream): string {
  return words[random.integer(words.length)]
}

/** The file as `toQasm` writes it, so that both versions have as many texts. */
function inVersion3(text: string): string[] {
  try {
    return [beginning(toQasm(parseQasm(text), { version: 3 }))]
  } catch {
    return [] // cut inside of a block
  }
}

/** Whole statements, not too many. */
function beginning(text: string): string {
  return text.length <= longestText ? text : text.slice(0, text.lastIndexOf(';', longestText) + 1)
}

function sum(outcomes: readonly UnitOutcome[], name: Outcome): number {
  return outcomes.reduce((total, outcome) => total + figure(outcome, name), 0)
}

function figure({ figures }: UnitOutcome, name: string): number {
  return typeof figures === 'object' && figures !== null && name in figures
    ? Number((figures as { readonly [key: string]: Json })[name])
    : 0
}
