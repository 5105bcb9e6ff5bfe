/**
 * Ctrl-C as an abort signal: the work in progress stops at its next safe point and saves what it has. A second Ctrl-C ends the process.
 *
 * The listener stays: without one, the spinner's hook that restores the cursor would end the process at the first Ctrl-C.
 */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController()
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort(new Error('interrupted'))
  })
  return controller.signal
}
