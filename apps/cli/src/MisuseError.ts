/** The input cannot be used as it is; the message says what is valid. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError'
}
