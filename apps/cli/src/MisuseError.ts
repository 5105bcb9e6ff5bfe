/** The input cannot be used as it is; the message says what would be right. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError'
}
