/**
 * What an operation looks like, whatever it is drawn with: on each qubit a box, a dot, a cross or a target, or one frame around neighbouring wires.
 *
 * All symbols come from the gate table. A frame needs qubits that are neighbours: elsewhere each qubit gets a box of its own, so that the wires between
 * are crossed by a line and not swallowed.
 */
import { largest, smallest } from '@ketwork/math'
import { type Angle, formatAngle, isConstant, plus } from '../angles/index.ts'
import type { CircuitData } from '../CircuitData.ts'
import type { Condition, Operation } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { printable } from './printable.ts'

/** What stands in a box. */
export interface Label {
  readonly symbol: string
  /** Angles or rates, with commas; may be ''. */
  readonly numbers: string
  /** The bit of a measurement and the condition; may be ''. */
  readonly bits: string
}

/** `index`: the qubit's place in the operation, inside its frame. */
export type Piece =
  | { readonly qubit: number; readonly kind: 'box'; readonly label: Label }
  | { readonly qubit: number; readonly kind: 'control' | 'target' | 'exchange' | 'barrier'; readonly symbol: string }
  | { readonly qubit: number; readonly kind: 'index'; readonly text: string }

export interface Drawing {
  readonly operation: Operation
  /** First and last wire that it covers. */
  readonly top: number
  readonly bottom: number
  /** From the top wire down. */
  readonly pieces: readonly Piece[]
  /** Whether a line joins the pieces. */
  readonly linked: boolean
  /** What stands in a box around all wires from top to bottom. */
  readonly frame: Label | undefined
}

type MarkKind = Exclude<Piece['kind'], 'box' | 'index'>

/** The symbols of the gate table that are marks on the wire; all others stand in boxes. */
const MARKS: Readonly<Record<string, MarkKind>> = { '●': 'control', '⊕': 'target', '×': 'exchange', '░': 'barrier' }
/** What a mark is called where it must be a box because it carries a condition. */
const NAMES: Readonly<Record<MarkKind, string>> = { control: 'Z', target: 'X', exchange: 'SWAP', barrier: '░' }

/** @param qubitCount of the circuit: an assignment of a bit stands in a frame around all wires, as it has its place among everything else */
export function drawingOf(operation: Operation, qubitCount: number): Drawing {
  const { qubits, condition, gate } = operation
  if (gateTable[gate].kind === 'assign') {
    return { operation, top: 0, bottom: qubitCount - 1, pieces: [], linked: false, frame: fullLabel(operation, gateTable[gate].symbols[0]) }
  }
  const symbols = symbolsOf(operation)
  const shared = symbols.length === 1 && qubits.length > 1
  if (shared && MARKS[symbols[0]] === undefined && areNeighbours(qubits)) return framed(operation, symbols[0])
  const labelled = lastBox(symbols)
  const pieces = qubits.map((qubit, i): Piece => {
    const symbol = shared ? symbols[0] : symbols[i]
    const mark = MARKS[symbol]
    const isLabelled = shared ? i === qubits.length - 1 : i === labelled
    if (mark !== undefined && (mark === 'barrier' || !isLabelled || condition === undefined)) return { qubit, kind: mark, symbol }
    const name = mark === undefined ? symbol : NAMES[mark]
    const numbered = shared && gateTable[operation.gate].symmetric !== true ? `${i}:${name}` : name
    return { qubit, kind: 'box', label: isLabelled ? fullLabel(operation, numbered) : { symbol: numbered, numbers: '', bits: '' } }
  })
  const linked = pieces.every(({ kind }) => kind !== 'barrier')
  return { operation, ...span(qubits), pieces: pieces.sort((a, b) => a.qubit - b.qubit), linked, frame: undefined }
}

/** `if c=1`, or '' without condition. */
export function conditionText(condition: Condition | undefined): string {
  if (condition === undefined) return ''
  const { bits, value } = condition
  const name = bits[0].replace(/\[0\]$/, '')
  const isRegister = bits.length > 1 && bits.every((bit, i) => bit === `${name}[${i}]`)
  const shown = isRegister ? value : value.toString(2).padStart(bits.length, '0')
  return printable(`if ${isRegister ? name : bits.toReversed().join(' ')}=${shown}`)
}

/** Angles as drawings show them: pi is π. */
export function angleText(angle: Angle): string {
  return printable(formatAngle(angle, { pi: 'π' }))
}

/** A line of text for the global phase, if there is one, and for each conditional one. */
export function phaseLines(circuit: CircuitData): string[] {
  const phases = circuit.operations.filter(({ gate }) => gate === 'globalPhase')
  const always = phases.filter(({ condition }) => condition === undefined).reduce<Angle>((sum, { angles }) => plus(sum, angles[0]), 0)
  const sometimes = phases.filter(({ condition }) => condition !== undefined)
  return [
    ...(isConstant(always) && always === 0 ? [] : [`global phase: ${angleText(always)}`]),
    ...sometimes.map(({ angles, condition }) => `global phase ${conditionText(condition)}: ${angleText(angles[0])}`),
  ]
}

/** One symbol a qubit, or a single one for all: those of the row, the first one repeated where any number of qubits is allowed. */
function symbolsOf({ gate, qubits, pauli, controls = 0 }: Operation): readonly string[] {
  const { symbols } = gateTable[gate]
  if (gateTable[gate].controls === 'given' && (pauli !== undefined || controls > 0)) {
    const targets = pauli === undefined ? numbered(symbols[0], qubits.length - controls) : [...pauli]
    return [...Array.from({ length: controls }, () => '●'), ...targets]
  }
  if (symbols.length === 1 || symbols.length === qubits.length) return symbols
  const repeated = Array.from({ length: qubits.length - symbols.length + 1 }, () => symbols[0])
  return [...repeated, ...symbols.slice(1)]
}

/** A box for each target; where there are several, with its place in the matrix. */
function numbered(symbol: string, targets: number): readonly string[] {
  return Array.from({ length: targets }, (_, i) => (targets === 1 ? symbol : `${i}:${symbol}`))
}

/** The box that carries angles and condition: the last one, or the last mark when there is none. */
function lastBox(symbols: readonly string[]): number {
  const box = symbols.findLastIndex((symbol) => MARKS[symbol] === undefined)
  return box === -1 ? symbols.length - 1 : box
}

function fullLabel({ angles, rates = [], bits = [], condition }: Operation, symbol: string): Label {
  const numbers = [...angles.map(angleText), ...rates.map(String)].join(', ')
  const written = bits.map((bit) => `→${printable(bit)}`)
  return { symbol, numbers, bits: [...written, conditionText(condition)].filter((part) => part !== '').join(' ') }
}

function framed(operation: Operation, symbol: string): Drawing {
  const { qubits } = operation
  const pieces = qubits.map((qubit, i): Piece => ({ qubit, kind: 'index', text: String(i) }))
  return {
    operation,
    ...span(qubits),
    pieces: pieces.sort((a, b) => a.qubit - b.qubit),
    linked: false,
    frame: fullLabel(operation, symbol),
  }
}

function areNeighbours(qubits: readonly number[]): boolean {
  const { top, bottom } = span(qubits)
  return bottom - top === qubits.length - 1
}

function span(qubits: readonly number[]): { top: number; bottom: number } {
  return { top: smallest(qubits), bottom: largest(qubits) }
}
