/** The error of text that is not OpenQASM: where in the file, what was expected there, and the line with a caret under the place. */
import { messageAt, type SourcePlace } from './sourcePlace.ts'

/**
 * OpenQASM that cannot be read: it breaks a rule of the language, or a limit of `parseQasm`.
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

  constructor(place: SourcePlace, reason: string) {
    const { line, column, message } = messageAt(place, reason)
    super(message)
    this.file = place.file
    this.line = line
    this.column = column
    this.reason = reason
  }
}
