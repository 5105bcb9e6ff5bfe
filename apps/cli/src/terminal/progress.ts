/**
 * Progress of long work, on stderr: a spinner on a terminal, otherwise a line every ten seconds. Work shorter than a
 * second shows nothing.
 */
import { isLive, paint } from './colour.ts'

export interface Progress {
  update(text: string): void
  stop(): void
}

const QUIET_MILLISECONDS = 1000
const LINE_MILLISECONDS = 10_000

/** Runs the work with progress that stops when the work ends or fails. */
export async function withProgress<T>(title: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = isLive(process.stderr) ? spinner(title) : lines(title)
  try {
    return await work(progress)
  } finally {
    progress.stop()
  }
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const FRAME_MILLISECONDS = 80
const CLEAR_LINE = '\r\u001B[2K'

/** One line that is redrawn with each update and, while the work yields, with each frame. */
function spinner(title: string): Progress {
  const begin = performance.now()
  let [shown, drawn] = ['', -Infinity]
  const draw = (): void => {
    const now = performance.now()
    if (shown === '' || now - begin < QUIET_MILLISECONDS || now - drawn < FRAME_MILLISECONDS) return
    drawn = now
    const frame = FRAMES[Math.floor(now / FRAME_MILLISECONDS) % FRAMES.length]
    const room = Math.max(10, (process.stderr.columns || 80) - 3) // a line that wraps cannot be cleared
    process.stderr.write(`${CLEAR_LINE}${paint('cyan', frame, process.stderr)} ${shown.slice(0, room)}`)
  }
  const timer = setInterval(draw, FRAME_MILLISECONDS).unref()
  return {
    update(text) {
      shown = `${title}: ${text}`
      draw()
    },
    stop() {
      clearInterval(timer)
      if (drawn > 0) process.stderr.write(CLEAR_LINE)
    },
  }
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
