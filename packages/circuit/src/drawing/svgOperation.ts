/** One operation as SVG: its marks, boxes and the line that joins them, with a title for the pointer. */
import { largest } from '@ketwork/math'
import { isConstant } from '../angles/index.ts'
import type { Operation } from '../gates/Operation.ts'
import { gateTable } from '../gates/gateTable.ts'
import { operationTitle } from './operationTitle.ts'
import type { Drawing, Label, Piece } from './pieces.ts'
import { columnsOf, shortened } from './printable.ts'
import type { Tint } from './svgTheme.ts'

/** From one wire to the next, in pixels as all lengths here. */
export const WIRE_DISTANCE = 40
const BOX_HEIGHT = 32
const NARROWEST_BOX = 32
/** Of a dot, a cross, a target or a barrier. */
const MARK_WIDTH = 20
const DOT_RADIUS = 4.5
const TARGET_RADIUS = 10
const CROSS_RADIUS = 6
/** From the edge of a box to its text, both sides together. */
const BOX_PADDING = 14
/** Room for the indices at the left of a frame. */
const INDEX_WIDTH = 14
/** Advance of a monospaced character at the two sizes of the style sheet, a little more than fonts have. */
const CHARACTER = 8
const SMALL_CHARACTER = 6.2
/** Characters of the longest detail that is written out; the title has all. */
const LONGEST_DETAIL = 32

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? letter)
}

/** Pixels across, at most `most`. */
export function svgWidth({ pieces, frame }: Drawing, most: number): number {
  const widths = pieces.map((piece) => (piece.kind === 'box' ? boxWidth(piece.label) : MARK_WIDTH))
  return Math.min(most, frame === undefined ? largest(widths) : boxWidth(frame) + 2 * INDEX_WIDTH)
}

/**
 * The operation around x, its qubit 0 at height y.
 *
 * @param most pixels that it may be across
 */
export function svgOperation(drawing: Drawing, x: number, y: number, most: number): string {
  const { operation, pieces, frame } = drawing
  const heightOf = (qubit: number): number => y + qubit * WIRE_DISTANCE
  const parts = [`<title>${escapeXml(operationTitle(operation))}</title>`]
  if (drawing.linked && drawing.bottom > drawing.top) parts.push(line(x, heightOf(drawing.top), x, heightOf(drawing.bottom)))
  if (frame !== undefined) parts.push(framed(drawing, frame, x, { y, most }))
  for (const piece of pieces) if (piece.kind !== 'index') parts.push(mark(piece, x, heightOf(piece.qubit), most))
  return `<g class="operation ${tintOf(operation)}">${parts.join('')}</g>`
}

function tintOf({ gate, angles }: Operation): Tint {
  const { kind } = gateTable[gate]
  if (kind === 'channel') return 'channel'
  if (kind !== 'gate') return 'readout'
  return angles.every(isConstant) ? 'constant' : 'symbolic'
}

function mark(piece: Exclude<Piece, { kind: 'index' }>, x: number, y: number, most: number): string {
  switch (piece.kind) {
    case 'box':
      return rectangle(x, y - BOX_HEIGHT / 2, Math.min(most, boxWidth(piece.label)), BOX_HEIGHT) + labelled(piece.label, x, y, most)
    case 'control':
      return `<circle class="dot" cx="${x}" cy="${y}" r="${DOT_RADIUS}"/>`
    case 'target':
      return `<circle class="box" cx="${x}" cy="${y}" r="${TARGET_RADIUS}"/><path class="line" d="M${x - TARGET_RADIUS} ${y}h${2 * TARGET_RADIUS}M${x} ${y - TARGET_RADIUS}v${2 * TARGET_RADIUS}"/>`
    case 'exchange': {
      const [r, d] = [CROSS_RADIUS, 2 * CROSS_RADIUS]
      return `<path class="line" d="M${x - r} ${y - r}l${d} ${d}M${x - r} ${y + r}l${d} ${-d}"/>`
    }
    case 'barrier':
      return `<rect class="barrier" x="${x - 4}" y="${y - WIRE_DISTANCE / 2}" width="8" height="${WIRE_DISTANCE}"/>`
  }
}

function framed({ top, bottom, pieces }: Drawing, frame: Label, x: number, place: { readonly y: number; readonly most: number }): string {
  const width = Math.min(place.most, boxWidth(frame) + 2 * INDEX_WIDTH)
  const from = place.y + top * WIRE_DISTANCE
  const height = (bottom - top) * WIRE_DISTANCE
  const indices = pieces.map((piece) =>
    piece.kind === 'index'
      ? `<text class="small faint" x="${x - width / 2 + 8}" y="${place.y + piece.qubit * WIRE_DISTANCE + 3.5}">${piece.text}</text>`
      : '',
  )
  return [
    rectangle(x, from - BOX_HEIGHT / 2, width, height + BOX_HEIGHT),
    labelled(frame, x, from + height / 2, place.most - 2 * INDEX_WIDTH),
    ...indices,
  ].join('')
}

/** The symbol, and its angles and bits in small letters below. */
function labelled(label: Label, x: number, y: number, most: number): string {
  const symbol = escapeXml(shortened(label.symbol, Math.floor((most - BOX_PADDING) / CHARACTER)))
  const detail = shortened(detailOf(label), Math.floor((most - BOX_PADDING) / SMALL_CHARACTER))
  if (detail === '') return `<text x="${x}" y="${y + 4.5}">${symbol}</text>`
  return `<text x="${x}" y="${y - 2}">${symbol}</text><text class="small" x="${x}" y="${y + 11}">${escapeXml(detail)}</text>`
}

function boxWidth(label: Label): number {
  const text = Math.max(columnsOf(label.symbol) * CHARACTER, columnsOf(detailOf(label)) * SMALL_CHARACTER)
  return Math.max(NARROWEST_BOX, Math.ceil((text + BOX_PADDING) / 2) * 2)
}

function detailOf({ numbers, bits }: Label): string {
  return shortened([numbers, bits].filter((part) => part !== '').join(' '), LONGEST_DETAIL)
}

function rectangle(x: number, y: number, width: number, height: number): string {
  return `<rect class="box" x="${x - width / 2}" y="${y}" width="${width}" height="${height}" rx="4"/>`
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<path class="line" d="M${x1} ${y1}L${x2} ${y2}"/>`
}
