/** The error of the OpenQASM reader: where in the file, what was expected there, and the line with a caret under the place. */

const WIDEST_EXCERPT = 120

/**
 * OpenQASM that cannot be read.
 *
 * The message begins `FILE:LINE:COLUMN: `, then says what is wrong and what would be right; the source line and a caret follow. Lines and columns
 * count from 1. A very long source line is cut around the caret.
 */
export class QasmSyntaxError extends SyntaxError {
  override readonly name = 'QasmSyntaxError'
  readonly file: string
  readonly line: number
  readonly column: number
  /** What is wrong and what would be right, without place and excerpt. */
  readonly reason: string

  constructor(place: { readonly file: string; readonly source: string; readonly offset: number }, reason: string) {
    const { line, column, text } = locate(place.source, place.offset)
    super(`${place.file}:${line}:${column}: ${reason}\n${excerpt(text, column)}`)
    this.file = place.file
    this.line = line
    this.column = column
    this.reason = reason
  }
}

function locate(source: string, offset: number): { line: number; column: number; text: string } {
  let line = 1
  let lineStart = 0
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', lineStart)) {
    line++
    lineStart = at + 1
  }
  const lineEnd = source.indexOf('\n', lineStart)
  const text = source.slice(lineStart, lineEnd === -1 ? source.length : lineEnd).replace(/\r$/, '')
  return { line, column: offset - lineStart + 1, text }
}

function excerpt(text: string, column: number): string {
  const first = text.length <= WIDEST_EXCERPT ? 0 : Math.max(0, Math.min(column - 1 - WIDEST_EXCERPT / 2, text.length - WIDEST_EXCERPT))
  const shown = text.slice(first, first + WIDEST_EXCERPT)
  const indent = shown.slice(0, column - 1 - first).replace(/[^\t]/g, ' ')
  return `  ${shown}\n  ${indent}^`
}
