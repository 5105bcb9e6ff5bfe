/**
 * Draws a circuit as Unicode text: wires from left to right, boxes, dots for controls.
 *
 * Operations move left as far as their wires are free; one that spans several wires keeps those between for itself (`layout.ts`). `pieces.ts` says what
 * each operation looks like on each of its qubits, `Canvas.ts` joins the lines.
 */
import { requireCircuit } from '../requireCircuit.ts'
import { anyNumber, largest, optional, requireOptions } from '@ketwork/math'
import type { CircuitData } from '../CircuitData.ts'
import { Canvas } from './Canvas.ts'
import { foldColumns, placeColumns } from './layout.ts'
import { type Drawing, type Label, phaseLines, type Piece } from './pieces.ts'
import { columnsOf, shortened } from './printable.ts'

const DEFAULT_WIDTH = 100
/** Of a dot, a cross, a target or a barrier. */
const MARK_WIDTH = 3
/** Two edges and two blanks. */
const BOX_EDGES = 4
/** Two edges, two blanks before the text and one behind it; the indices come on top. */
const FRAME_EDGES = 5
/** Characters of a line besides the wire's name and the columns: where the wire begins and ends, or folds. */
const LINE_ENDS = 2
/** Characters of the narrowest column that still says something, with the gap behind it. */
const NARROWEST = 10

interface Column {
  readonly drawings: readonly Drawing[]
  readonly width: number
}

/**
 * A drawing of the circuit, lines joined by newlines; qubit 0 is on top.
 *
 * Constant angles are written as fractions of π where they are, symbolic ones with their names. No line is wider than `width` characters: rows are folded,
 * and a box that would be wider than a line alone ends in `…`. The global phase, if any, comes first. Characters that could upset a terminal
 * are shown as �. O(operations x qubits that they span).
 *
 * @param options.width characters in a line, 100 by default; `Infinity` never folds
 * @throws RangeError when the width cannot hold the wires' names and a box
 *
 * @example
 * drawText(new Circuit(2).h(0).cx(0, 1))
 * //      ┌───┐
 * // q0: ─┤ H ├──●───
 * //      └───┘  │
 * // q1: ────────⊕───
 */
export function drawText(circuit: CircuitData, options: { readonly width?: number } = {}): string {
  requireCircuit('circuit', circuit)
  requireOptions('drawText', options, { width: optional(anyNumber) })
  const { width = DEFAULT_WIDTH } = options
  const label = `q${circuit.qubitCount - 1}: `.length
  const available = width - label - LINE_ENDS
  if (!(available >= NARROWEST)) {
    throw new RangeError(`the width of the drawing is ${width} characters: this circuit needs ${label + LINE_ENDS + NARROWEST}`)
  }
  const columns = placeColumns(circuit).map((drawings) => ({
    drawings,
    width: Math.min(available - 1, largest(drawings.map(widthOf))),
  }))
  const pages = foldColumns(columns, available, 1)
  const drawn = pages.map((page, i) => drawPage(circuit.qubitCount, page, { label, first: i === 0, last: i === pages.length - 1 }))
  return [...phaseLines(circuit).flatMap((line) => wrapped(line, width)), ...drawn.flat()].join('\n')
}

function widthOf({ pieces, frame }: Drawing): number {
  if (frame !== undefined) return columnsOf(labelText(frame)) + indexWidth(pieces) + FRAME_EDGES
  return largest(pieces.map((piece) => (piece.kind === 'box' ? columnsOf(labelText(piece.label)) + BOX_EDGES : MARK_WIDTH)))
}

/** Digits of the largest index. */
function indexWidth(pieces: readonly Piece[]): number {
  return pieces.length === 0 ? 0 : String(pieces.length - 1).length
}

function labelText({ symbol, numbers, bits }: Label): string {
  const beside = bits.startsWith('if') ? ` ${bits}` : bits
  return `${symbol}${numbers === '' ? '' : `(${numbers})`}${beside}`
}

function drawPage(
  qubits: number,
  columns: readonly Column[],
  page: { readonly label: number; readonly first: boolean; readonly last: boolean },
): string[] {
  const start = page.label + 1
  const width = columns.reduce((sum, column) => sum + column.width + 1, start + 1)
  const canvas = new Canvas(width, 2 * qubits + 1)
  for (let wire = 0; wire < qubits; wire++) {
    const y = 2 * wire + 1
    canvas.write(0, y, `q${wire}: `.padStart(page.label))
    canvas.horizontal(y, page.label, width - 1)
    if (!page.first) canvas.write(page.label, y, '«')
    if (!page.last) canvas.write(width - 1, y, '»')
  }
  let x = start
  for (const column of columns) {
    for (const drawing of column.drawings) draw(canvas, drawing, x, column.width)
    x += column.width + 1
  }
  const rows = canvas.rows()
  return rows.filter((row, y) => row !== '' || (y !== 0 && y !== rows.length - 1))
}

function draw(canvas: Canvas, drawing: Drawing, x: number, width: number): void {
  const centre = x + ((width - 1) >> 1)
  if (drawing.linked) link(canvas, drawing, centre)
  if (drawing.frame !== undefined) {
    const indices = indexWidth(drawing.pieces)
    canvas.box(x, 2 * drawing.top, x + width - 1, 2 * drawing.bottom + 2)
    const text = shortened(labelText(drawing.frame), width - FRAME_EDGES - indices)
    const room = width - FRAME_EDGES - indices - columnsOf(text)
    canvas.write(x + 2 + indices + ((room + 1) >> 1), drawing.top + drawing.bottom + 1, text)
  }
  for (const piece of drawing.pieces) {
    const y = 2 * piece.qubit + 1
    if (piece.kind === 'box') {
      canvas.box(x, y - 1, x + width - 1, y + 1)
      const text = shortened(labelText(piece.label), width - BOX_EDGES)
      canvas.write(centre - ((columnsOf(text) - 1) >> 1), y, text)
    } else if (piece.kind === 'barrier') {
      for (const row of [y - 1, y, y + 1]) canvas.write(centre, row, piece.symbol)
    } else if (piece.kind === 'index') canvas.write(x + 1, y, piece.text)
    else canvas.write(centre, y, piece.symbol)
  }
}

/** Joins each piece with the next one below, from edge to edge. */
function link(canvas: Canvas, { pieces }: Drawing, x: number): void {
  pieces.slice(1).forEach((lower, i) => {
    const upper = pieces[i]
    const from = 2 * upper.qubit + (upper.kind === 'box' ? 2 : 1)
    const to = 2 * lower.qubit + (lower.kind === 'box' ? 0 : 1)
    if (from < to) canvas.vertical(x, from, to)
    else canvas.cross(x, from)
  })
}

/** Lines of at most so many columns, broken between words where that is possible. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (columnsOf(longer) <= width) line = longer
    else {
      if (line !== '') lines.push(line)
      line = shortened(word, width)
    }
  }
  return [...lines, line]
}
