/** Work that ended too early and has a result of what was done: under `--json` it stands beside the error, which is the cause. */
export class PartialResultError extends Error {
  override readonly name = 'PartialResultError'
  readonly result: object
  constructor(cause: unknown, result: object) {
    super('the work ended too early', { cause })
    this.result = result
  }
}
