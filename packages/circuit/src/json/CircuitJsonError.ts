/** The error of the reader of JSON circuits. */

/**
 * Data that is not a circuit in JSON form: `path` says where in the document, `reason` what is wrong there and what would be right.
 *
 * @example
 * try {
 *   circuitFromJson(JSON.parse(text))
 * } catch (error) {
 *   if (error instanceof CircuitJsonError) console.log(error.path) // 'operations[3].angles[0]'
 * }
 */
export class CircuitJsonError extends TypeError {
  override readonly name = 'CircuitJsonError'
  /** `operations[3].qubits[0]`; empty for the whole document. */
  readonly path: string
  readonly reason: string

  constructor(path: string, reason: string) {
    super(`${path === '' ? 'the document' : path}: ${reason}`)
    this.path = path
    this.reason = reason
  }
}
