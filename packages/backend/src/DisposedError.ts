/** A backend or executable was used after `dispose`. */
export class DisposedError extends TypeError {
  override readonly name = 'DisposedError'

  constructor(what: 'backend' | 'executable') {
    super(`the ${what} was disposed: ${what === 'backend' ? 'open' : 'compile'} another one`)
  }
}
