/** An iteration ended before it met its tolerance; the message says how far it came. The input itself was valid. */
export class NotConvergedError extends Error {
  override readonly name = 'NotConvergedError'
}
