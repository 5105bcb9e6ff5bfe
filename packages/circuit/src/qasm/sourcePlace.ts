/** Where something stands in a source text, and that line with a caret under the place: what the errors of the OpenQASM readers show. */

const WIDEST_EXCERPT = 120

/** An offset into the text of a file. */
export interface SourcePlace {
  readonly file: string
  readonly source: string
  readonly offset: number
}

export interface LocatedMessage {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  /** `FILE:LINE:COLUMN: REASON`, the line and the caret. */
  readonly message: string
}

/** A very long line is cut around the caret. */
export function messageAt({ file, source, offset }: SourcePlace, reason: string): LocatedMessage {
  const { line, column, text } = locate(source, offset)
  return { line, column, message: `${file}:${line}:${column}: ${reason}\n${excerpt(text, column)}` }
}

function locate(source: string, offset: number): { line: number; column: number; text: string } {
  let line = 1
  let lineStart = source.startsWith('\uFEFF') ? 1 : 0 // a byte order mark is no column
  const lineBreak = /\r\n|[\r\n]/g
  let found = lineBreak.exec(source)
  for (; found !== null && found.index < offset; found = lineBreak.exec(source)) {
    line++
    lineStart = lineBreak.lastIndex
  }
  const text = source.slice(lineStart, found?.index ?? source.length)
  return { line, column: offset - lineStart + 1, text }
}

function excerpt(text: string, column: number): string {
  const first = text.length <= WIDEST_EXCERPT ? 0 : Math.max(0, Math.min(column - 1 - WIDEST_EXCERPT / 2, text.length - WIDEST_EXCERPT))
  const shown = text.slice(first, first + WIDEST_EXCERPT)
  const indent = shown.slice(0, column - 1 - first).replace(/[^\t]/g, ' ')
  return `  ${shown}\n  ${indent}^`
}
