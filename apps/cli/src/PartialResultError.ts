/** The work ended early and has a partial result, which `--json` prints beside the error; the error is the cause. */
export class PartialResultError extends Error {
  override readonly name = 'PartialResultError'
  readonly result: object
  constructor(cause: unknown, result: object) {
    super('the work ended too early', { cause })
    this.result = result
  }
}
