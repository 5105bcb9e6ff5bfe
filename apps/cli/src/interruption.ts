/** Ctrl-C as an abort signal: the work in progress stops at its next safe point and saves what it has. A second Ctrl-C ends the process. */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort(new Error('interrupted')))
  return controller.signal
}
