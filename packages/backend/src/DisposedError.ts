/** A backend, executable or task map was used after `dispose`. */
export class DisposedError extends TypeError {
  override readonly name = 'DisposedError'

  constructor(what: 'backend' | 'executable' | 'task map') {
    super(`the ${what} was disposed: ${what === 'executable' ? 'compile' : 'open'} another one`)
  }
}
