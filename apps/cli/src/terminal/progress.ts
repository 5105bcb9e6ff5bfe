/**
 * Progress of long work, on stderr: a spinner on a terminal, otherwise a line every ten seconds. Work shorter than a second shows nothing.
 */
import ora, { type Ora } from 'ora'

export interface Progress {
  update(text: string): void
  stop(): void
}

const QUIET_MILLISECONDS = 1000
const LINE_MILLISECONDS = 10_000

function startProgress(title: string): Progress {
  return process.stderr.isTTY ? spinner(title) : lines(title)
}

/** Runs the work with progress that ends with it, whatever its end. */
export async function withProgress<T>(title: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = startProgress(title)
  try {
    return await work(progress)
  } finally {
    progress.stop()
  }
}

function spinner(title: string): Progress {
  const begin = performance.now()
  let shown: Ora | undefined
  const show = (text: string): void => {
    if (shown !== undefined) shown.text = text
    else if (performance.now() - begin > QUIET_MILLISECONDS) shown = ora({ text, stream: process.stderr, discardStdin: false }).start()
  }
  return { update: (text) => show(`${title}: ${text}`), stop: () => shown?.stop() }
}

function lines(title: string): Progress {
  let last = performance.now()
  return {
    update(text) {
      if (performance.now() - last < LINE_MILLISECONDS) return
      last = performance.now()
      process.stderr.write(`${title}: ${text}\n`)
    },
    stop() {},
  }
}
