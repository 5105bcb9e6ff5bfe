/**
 * Draws a circuit as an SVG picture: a string, made without a browser.
 *
 * Where operations stand and what they look like is shared with `drawText` (`layout.ts`, `pieces.ts`); `svgOperation.ts` draws one of them,
 * `svgTheme.ts` colours it. This file puts rows of wires below each other.
 */
import { requireCircuit } from '../requireCircuit.ts'
import { anyNumber, largest, oneOf, optional, requireOptions } from '@ketwork/math'
import type { CircuitData } from '../CircuitData.ts'
import { foldColumns, placeColumns } from './layout.ts'
import { type Drawing, phaseLines } from './pieces.ts'
import { shortened } from './printable.ts'
import { escapeXml, svgOperation, svgWidth, WIRE_DISTANCE } from './svgOperation.ts'
import { styleSheet, type SvgTheme, themeClass } from './svgTheme.ts'

export type { SvgTheme } from './svgTheme.ts'

const DEFAULT_WIDTH = 960
const NARROWEST = 200
/** Between columns. */
const GAP = 12
const MARGIN = 14
/** Between the rows of a folded drawing. */
const ROW_GAP = 26
const PHASE_LINE = 20
/** Of a wire's name, with the space behind it. */
const NAME_CHARACTER = 8
/** Where a wire goes on in another row. */
const FOLD_WIDTH = 14

interface Column {
  readonly drawings: readonly Drawing[]
  readonly width: number
}

export interface SvgOptions {
  /** Width at which rows fold, in pixels of the picture. Default 960; `Infinity` never folds. */
  readonly width?: number
  /** `auto`, the default, follows the reader's system (`prefers-color-scheme`). */
  readonly theme?: SvgTheme
}

/**
 * A picture of the circuit as SVG text; qubit 0 is on top.
 *
 * Constant angles are written as fractions of π where they are, symbolic ones with their names; long ones end in `…`. Pointing at an operation shows its
 * name, qubits and angles in full. Colours tell constant gates, gates with symbols, channels, and measurements with resets apart. It is a document of
 * its own that can also stand inside an HTML page. It loads no fonts and holds no scripts; names are escaped.
 *
 * @throws RangeError when the width is below 200 or the theme unknown
 *
 * @example
 * drawSvg(new Circuit(2).h(0).cx(0, 1), { theme: 'dark' }) // '<svg xmlns="http://www.w3.org/2000/svg" ...'
 */
export function drawSvg(circuit: CircuitData, options: SvgOptions = {}): string {
  requireCircuit('circuit', circuit)
  requireOptions('drawSvg', options, { width: optional(anyNumber), theme: optional(oneOf('auto', 'light', 'dark')) })
  const { width = DEFAULT_WIDTH, theme = 'auto' } = options
  if (!(width >= NARROWEST)) throw new RangeError(`the width of the drawing is ${width} pixels: it must be at least ${NARROWEST}`)
  const left = MARGIN + NAME_CHARACTER * `q${circuit.qubitCount - 1} `.length
  const available = width - left - 2 * FOLD_WIDTH - MARGIN
  const columns = placeColumns(circuit).map((drawings) => ({
    drawings,
    width: largest(drawings.map((drawing) => svgWidth(drawing, available - GAP))),
  }))
  const pages = foldColumns(columns, available, GAP)
  const across = Math.ceil(largest(pages.map(widthOfPage), 2 * GAP) + left + 2 * FOLD_WIDTH + MARGIN)
  const phases = phaseLines(circuit)
  const top = MARGIN + phases.length * PHASE_LINE
  const rowHeight = circuit.qubitCount * WIRE_DISTANCE
  const height = top + pages.length * (rowHeight + ROW_GAP) - ROW_GAP + MARGIN
  const rows = pages.map((page, i) =>
    drawRow(circuit.qubitCount, page, {
      left,
      right: across - MARGIN,
      y: top + i * (rowHeight + ROW_GAP) + WIRE_DISTANCE / 2,
      first: i === 0,
      last: i === pages.length - 1,
      most: available - GAP,
    }),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" class="${themeClass(theme)}" width="${across}" height="${height}" viewBox="0 0 ${across} ${height}" role="img" aria-label="${summary(circuit)}">
<style>${styleSheet(theme)}</style>
<rect class="paper" width="${across}" height="${height}"/>
${phases.map((phase, i) => phaseText(phase, MARGIN + i * PHASE_LINE + 12, across)).join('')}${rows.join('\n')}
</svg>
`
}

interface Row {
  readonly left: number
  readonly right: number
  /** Height of the first wire. */
  readonly y: number
  readonly first: boolean
  readonly last: boolean
  readonly most: number
}

function widthOfPage(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, 0)
}

function drawRow(qubits: number, columns: readonly Column[], row: Row): string {
  const start = row.left + FOLD_WIDTH
  const end = row.last ? row.right : row.right - FOLD_WIDTH
  const parts: string[] = []
  for (let qubit = 0; qubit < qubits; qubit++) {
    const y = row.y + qubit * WIRE_DISTANCE
    parts.push(`<text class="name faint" x="${row.left - 6}" y="${y + 4.5}">q${qubit}</text>`)
    parts.push(`<path class="wire" d="M${row.first ? row.left : start} ${y}H${end}"/>`)
    if (!row.first) parts.push(`<path class="fold" d="M${row.left} ${y}H${start}"/>`)
    if (!row.last) parts.push(`<path class="fold" d="M${end} ${y}h${FOLD_WIDTH}"/>`)
  }
  let x = start + GAP / 2
  for (const column of columns) {
    for (const drawing of column.drawings) parts.push(svgOperation(drawing, x + column.width / 2, row.y, row.most))
    x += column.width + GAP
  }
  return parts.join('\n')
}

function phaseText(phase: string, y: number, across: number): string {
  const shown = escapeXml(shortened(phase, Math.floor((across - 2 * MARGIN) / NAME_CHARACTER)))
  return `<g><title>${escapeXml(phase)}</title><text class="start faint" x="${MARGIN}" y="${y}">${shown}</text></g>\n`
}

function summary({ qubitCount, operations }: CircuitData): string {
  return `quantum circuit of ${qubitCount} qubit${qubitCount === 1 ? '' : 's'} and ${operations.length} operation${operations.length === 1 ? '' : 's'}`
}
