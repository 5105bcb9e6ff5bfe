/** Where operations stand in a drawing, whatever it is drawn with: columns from left to right, folded into pages. */
import type { CircuitData } from '../CircuitData.ts'
import { type Drawing, drawingOf } from './pieces.ts'

/**
 * Each operation goes to the first column in which all wires it spans are free, after the measurements of bits that it reads. Global phases stand in no
 * column.
 */
export function placeColumns(circuit: CircuitData): Drawing[][] {
  const columns: Drawing[][] = []
  const freeFrom = new Uint32Array(circuit.qubitCount)
  const writtenBefore = new Map<string, number>()
  const readBefore = new Map<string, number>()
  for (const operation of circuit.operations) {
    if (operation.gate === 'globalPhase') continue
    const drawing = drawingOf(operation, circuit.qubitCount)
    const written = operation.bits ?? []
    const read = operation.condition?.bits ?? []
    let at = 0
    for (const bit of [...written, ...read]) at = Math.max(at, writtenBefore.get(bit) ?? 0)
    for (const bit of written) at = Math.max(at, readBefore.get(bit) ?? 0)
    for (let wire = drawing.top; wire <= drawing.bottom; wire++) at = Math.max(at, freeFrom[wire])
    freeFrom.fill(at + 1, drawing.top, drawing.bottom + 1)
    for (const bit of written) writtenBefore.set(bit, at + 1)
    for (const bit of read) readBefore.set(bit, Math.max(at + 1, readBefore.get(bit) ?? 0))
    columns[at] ??= []
    columns[at].push(drawing)
  }
  return columns
}

/** Consecutive columns, as many a page as fit with a gap after each; a page has at least one, and there is at least one page. */
export function foldColumns<C extends { readonly width: number }>(columns: readonly C[], available: number, gap: number): C[][] {
  const pages: C[][] = [[]]
  let used = 0
  for (const column of columns) {
    if (used > 0 && used + column.width + gap > available) {
      pages.push([])
      used = 0
    }
    pages[pages.length - 1].push(column)
    used += column.width + gap
  }
  return pages
}
