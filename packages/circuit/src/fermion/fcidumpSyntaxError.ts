/** What every part of the FCIDUMP reader throws, and the place in the file that it points at. */

/** A place in the text: line and column count from 1. */
export interface FcidumpPlace {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The text of that line. */
  readonly source: string
}

/** The file is not a FCIDUMP that can be trusted. The message begins `FILE:LINE:COLUMN`, says what would be right and shows the line. */
export class FcidumpSyntaxError extends RangeError {
  override readonly name = 'FcidumpSyntaxError'
  readonly file: string
  readonly line: number
  readonly column: number

  constructor(place: FcidumpPlace, problem: string) {
    const { file, line, column, source } = place
    const from = Math.max(0, column - 61)
    const shown = source.slice(from, from + 100).replaceAll('\t', ' ')
    super(`${file}:${line}:${column}: ${problem}\n  ${shown}\n  ${' '.repeat(column - 1 - from)}^`)
    this.file = file
    this.line = line
    this.column = column
  }
}
