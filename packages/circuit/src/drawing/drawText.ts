/**
 * Draws a circuit as Unicode text: wires from left to right, boxes, dots for controls.
 *
 * Operations move left as far as their wires are free; one that spans several wires keeps those between for itself. `pieces.ts` says what each
 * operation looks like on each of its qubits, `Canvas.ts` joins the lines.
 */
import type { Circuit } from '../Circuit.ts'
import { type Angle, formatAngle, isConstant, plus } from '../angles/index.ts'
import { Canvas } from './Canvas.ts'
import { conditionText, type Drawing, drawingOf } from './pieces.ts'

const DEFAULT_WIDTH = 100

interface Column {
  readonly drawings: Drawing[]
  width: number
}

/**
 * A drawing of the circuit, lines joined by newlines; qubit 0 is on top.
 *
 * Constant angles are written as fractions of pi where they are, symbolic ones with their names. Rows of the drawing that would be wider than `width` characters
 * are folded; a single column that is wider than that stands alone. The global phase, if any, is the first line.
 *
 * @param options.width characters in a line, 100 by default
 *
 * @example
 * drawText(new Circuit(2).h(0).cx(0, 1))
 * //      ┌───┐
 * // q0: ─┤ H ├──●───
 * //      └───┘  │
 * // q1: ────────⊕───
 */
export function drawText(circuit: Circuit, options: { readonly width?: number } = {}): string {
  const { width = DEFAULT_WIDTH } = options
  if (!(width > 0)) throw new RangeError(`the width of a drawing is a number of characters above 0, got ${width}`)
  const label = `q${circuit.qubitCount - 1}: `.length
  const pages = foldColumns(placeColumns(circuit), width - label - 3)
  const drawn = pages.map((columns, page) =>
    drawPage(circuit.qubitCount, columns, { label, first: page === 0, last: page === pages.length - 1 }),
  )
  return [...phaseLines(circuit), ...drawn.map((rows) => rows.join('\n'))].join('\n')
}

/** Each operation goes to the first column in which all wires it spans are free. */
function placeColumns(circuit: Circuit): Column[] {
  const columns: Column[] = []
  const freeFrom = new Uint32Array(circuit.qubitCount)
  const bitsFrom = new Map<string, number>()
  for (const operation of circuit.operations) {
    if (operation.gate === 'globalPhase' || operation.qubits.length === 0) continue
    const drawing = drawingOf(operation)
    const bits = [...(operation.bits ?? []), ...(operation.condition?.bits ?? [])]
    let at = bits.reduce((latest, bit) => Math.max(latest, bitsFrom.get(bit) ?? 0), 0)
    for (let wire = drawing.top; wire <= drawing.bottom; wire++) at = Math.max(at, freeFrom[wire])
    freeFrom.fill(at + 1, drawing.top, drawing.bottom + 1)
    for (const bit of bits) bitsFrom.set(bit, at + 1)
    columns[at] ??= { drawings: [], width: 0 }
    columns[at].drawings.push(drawing)
    columns[at].width = Math.max(columns[at].width, drawing.width)
  }
  return columns
}

function foldColumns(columns: readonly Column[], available: number): Column[][] {
  const pages: Column[][] = [[]]
  let used = 0
  for (const column of columns) {
    if (used > 0 && used + column.width + 1 > available) {
      pages.push([])
      used = 0
    }
    pages[pages.length - 1].push(column)
    used += column.width + 1
  }
  return pages
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
    canvas.box(x, 2 * drawing.top, x + width - 1, 2 * drawing.bottom + 2)
    const room = width - 3 - drawing.frame.length
    canvas.write(x + 1 + ((room + 2) >> 1), drawing.top + drawing.bottom + 1, drawing.frame)
  }
  for (const piece of drawing.pieces) {
    const y = 2 * piece.qubit + 1
    if (piece.kind === 'box') {
      canvas.box(x, y - 1, x + width - 1, y + 1)
      canvas.write(centre - ((piece.text.length - 1) >> 1), y, piece.text)
    } else if (piece.kind === 'barrier') {
      for (const row of [y - 1, y, y + 1]) canvas.write(centre, row, '░')
    } else if (piece.kind === 'index') canvas.write(x + 1, y, piece.text)
    else canvas.write(centre, y, piece.text)
  }
}

/** Joins each piece with the next one below, from edge to edge. */
function link(canvas: Canvas, { pieces }: Drawing, x: number): void {
  const sorted = pieces.toSorted((a, b) => a.qubit - b.qubit)
  sorted.slice(1).forEach((lower, i) => {
    const upper = sorted[i]
    const from = 2 * upper.qubit + (upper.kind === 'box' ? 2 : 1)
    const to = 2 * lower.qubit + (lower.kind === 'box' ? 0 : 1)
    if (from < to) canvas.vertical(x, from, to)
    else canvas.cross(x, from)
  })
}

function phaseLines(circuit: Circuit): string[] {
  const phases = circuit.operations.filter(({ gate }) => gate === 'globalPhase')
  const always = phases.filter(({ condition }) => condition === undefined).reduce<Angle>((sum, { angles }) => plus(sum, angles[0]), 0)
  const sometimes = phases.filter(({ condition }) => condition !== undefined)
  return [
    ...(isConstant(always) && always === 0 ? [] : [`global phase: ${formatAngle(always)}`]),
    ...sometimes.map(
      ({ angles, condition }) => `global phase${condition === undefined ? '' : conditionText(condition)}: ${formatAngle(angles[0])}`,
    ),
  ]
}
