/** Workers cannot be started here. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError'
}
