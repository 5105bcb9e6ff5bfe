/** An iteration ended before it met its tolerance; what it had reached is in the message. Nothing was wrong with the input's form. */
export class NotConvergedError extends Error {
  override readonly name = 'NotConvergedError'
}
