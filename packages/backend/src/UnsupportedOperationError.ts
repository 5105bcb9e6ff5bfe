/** This backend or this program cannot do what was asked; `reason` says why and what can. */
export class UnsupportedOperationError extends TypeError {
  override readonly name = 'UnsupportedOperationError'
  /** What was asked: a method of the executable (`gradient`), a load option or a gate. */
  readonly operation: string
  readonly reason: string

  constructor(operation: string, reason: string) {
    super(`${operation} is not available: ${reason}`)
    this.operation = operation
    this.reason = reason
  }
}
