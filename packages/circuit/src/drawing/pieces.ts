/** What an operation looks like: on each qubit a box, a dot, a cross or a target, or one frame around all its wires. */
import { formatAngle } from '../angles/index.ts'
import type { Condition, Operation } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'

export interface Piece {
  readonly qubit: number
  /** `mark`: one character on the wire; `index`: the qubit's place in the operation, inside its frame. */
  readonly kind: 'box' | 'mark' | 'barrier' | 'index'
  readonly text: string
}

export interface Drawing {
  /** First and last wire that it covers. */
  readonly top: number
  readonly bottom: number
  /** Characters across. */
  readonly width: number
  readonly pieces: readonly Piece[]
  /** Whether a line joins the pieces. */
  readonly linked: boolean
  /** Text of a box around all wires from top to bottom. */
  readonly frame: string | undefined
}

const CONTROL = '●'
const TARGET = '⊕'
const EXCHANGE = '×'
const MARKS = [CONTROL, TARGET, EXCHANGE]

export function drawingOf(operation: Operation): Drawing {
  const { gate, qubits } = operation
  if (gate === 'barrier')
    return joined(
      qubits.map((qubit) => ({ qubit, kind: 'barrier', text: '' })),
      false,
    )
  const symbols = symbolsOf(operation)
  if (symbols.length === 1 && qubits.length > 1) return framed(operation, symbols[0])
  const labelled = lastBox(symbols)
  const pieces = qubits.map((qubit, i): Piece => {
    const isMark = MARKS.includes(symbols[i]) && !(i === labelled && operation.condition !== undefined)
    return isMark ? { qubit, kind: 'mark', text: symbols[i] } : { qubit, kind: 'box', text: boxText(operation, symbols[i], i === labelled) }
  })
  return joined(pieces, true)
}

/** ` if c=1`, or '' without condition. */
export function conditionText(condition: Condition | undefined): string {
  if (condition === undefined) return ''
  const { bits, value } = condition
  const name = bits[0].replace(/\[0\]$/, '')
  const isRegister = bits.length > 1 && bits.every((bit, i) => bit === `${name}[${i}]`)
  return ` if ${isRegister ? name : bits.toReversed().join(' ')}=${isRegister ? value : value.toString(2).padStart(bits.length, '0')}`
}

/** One symbol a qubit, or a single one for all: those of the row, the first one repeated where any number of qubits is allowed. */
function symbolsOf({ gate, qubits, pauli }: Operation): readonly string[] {
  if (pauli !== undefined) return [...pauli]
  const { symbols } = gateTable[gate]
  if (symbols.length === 1 || symbols.length === qubits.length) return symbols
  const repeated = Array.from({ length: qubits.length - symbols.length + 1 }, () => symbols[0])
  return [...repeated, ...symbols.slice(1)]
}

/** The box that carries angles and condition: the last one, or the last mark when there is none. */
function lastBox(symbols: readonly string[]): number {
  const box = symbols.findLastIndex((symbol) => !MARKS.includes(symbol))
  return box === -1 ? symbols.length - 1 : box
}

function boxText(operation: Operation, symbol: string, isLabelled: boolean): string {
  const plain = symbol === TARGET ? 'X' : symbol === CONTROL ? 'Z' : symbol === EXCHANGE ? 'SWAP' : symbol
  return isLabelled ? `${plain}${detailText(operation)}${conditionText(operation.condition)}` : plain
}

/** Angles or rates in parentheses, the bit of a measurement. */
function detailText({ angles, rates, bits }: Operation): string {
  if (bits !== undefined) return `→${bits.join(' ')}`
  const numbers = [...angles.map(formatAngle), ...(rates ?? []).map(String)]
  return numbers.length === 0 ? '' : `(${numbers.join(', ')})`
}

function joined(pieces: readonly Piece[], linked: boolean): Drawing {
  const widths = pieces.map(({ kind, text }) => (kind === 'box' ? text.length + 4 : 3))
  return { ...span(pieces.map(({ qubit }) => qubit)), width: Math.max(...widths), pieces, linked, frame: undefined }
}

function framed(operation: Operation, symbol: string): Drawing {
  const { qubits } = operation
  const text = boxText(operation, symbol, true)
  const pieces = qubits.map((qubit, i): Piece => ({ qubit, kind: 'index', text: String(i) }))
  const indent = String(qubits.length - 1).length
  return { ...span(qubits), width: text.length + indent + 5, pieces, linked: false, frame: text }
}

function span(qubits: readonly number[]): { top: number; bottom: number } {
  return { top: Math.min(...qubits), bottom: Math.max(...qubits) }
}
