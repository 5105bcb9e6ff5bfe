/** The error of OpenQASM 3 that is valid but says more than a circuit can hold. */
import { messageAt, type SourcePlace } from './sourcePlace.ts'

/**
 * OpenQASM 3 that no static circuit can express: branching on results beyond conditions, loops of unknown length, timing, calibration, externs.
 *
 * The message begins `FILE:LINE:COLUMN: `, then says what is not possible and what is; the source line and a caret follow.
 *
 * @example
 * try {
 *   parseQasm(text)
 * } catch (error) {
 *   if (error instanceof UnsupportedQasmError) console.log(`line ${error.line}: ${error.reason}`)
 * }
 */
export class UnsupportedQasmError extends RangeError {
  override readonly name = 'UnsupportedQasmError'
  readonly file: string
  readonly line: number
  readonly column: number
  /** What is not possible and what is, without place and excerpt. */
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
