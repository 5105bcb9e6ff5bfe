/** Work that may take long: with progress on stderr, and stopped by Ctrl-C. */
import { interruptible, nothingSaved } from './interruption.ts'
import { withProgress, type Progress } from './terminal/progress.ts'

export interface LongWork {
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * @param remains called when it is interrupted: what was saved and the command that continues
 * @throws InterruptedError that says how far the work came, what was saved and how to continue
 */
export function longWork<T>(title: string, work: (tools: LongWork) => Promise<T>, remains: () => string = nothingSaved): Promise<T> {
  let last = ''
  return interruptible(
    (signal) =>
      withProgress(title, (shown) => {
        const progress: Progress = { update: (text) => shown.update((last = text)), stop: () => shown.stop() }
        return work({ progress, signal })
      }),
    () => `${last && `at ${last}; `}${remains()}`,
  )
}
