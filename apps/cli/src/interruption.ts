/**
 * Ctrl-C (SIGINT) and SIGTERM as an abort signal: the work in progress stops at its next safe point, and the command
 * reports what was saved and how to continue. A second signal ends the process at once. The exit code is the shell's:
 * 128 plus the number of the signal.
 */
import { constants } from 'node:os'

type Interruption = 'SIGINT' | 'SIGTERM'
const INTERRUPTIONS: readonly Interruption[] = ['SIGINT', 'SIGTERM']

/**
 * The user or the system asked the command to stop. The message says what was saved, and the command that continues.
 */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly exitCode: number
  constructor(by: Interruption, remains: string) {
    super(`interrupted: ${remains}`)
    this.exitCode = 128 + constants.signals[by]
  }
}

/**
 * Runs work that can be interrupted. If the work completes in spite of the interruption, its result is returned.
 *
 * Listeners stay until the process ends, so that a late Ctrl-C does not cut off the output of the result.
 *
 * @param remains called when the work has stopped: what was saved and the command that continues
 * @throws InterruptedError when the work was interrupted; what the work throws
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, remains: () => string): Promise<T> {
  const controller = new AbortController()
  let interruptedBy: Interruption | undefined
  const stop = (by: Interruption): void => {
    if (interruptedBy !== undefined) {
      const { message, exitCode } = new InterruptedError(by, remains())
      process.stderr.write(`${message}\n`)
      process.exit(exitCode)
    }
    interruptedBy = by
    controller.abort(new Error('interrupted'))
  }
  for (const signal of INTERRUPTIONS) process.on(signal, stop)
  try {
    return await work(controller.signal)
  } catch (error) {
    throw interruptedBy === undefined ? error : new InterruptedError(interruptedBy, remains())
  }
}

/** For commands that save nothing before they end. */
export function nothingSaved(): string {
  return `nothing was saved; to start again: ${commandLine()}`
}

/** The command line of this run, quoted for a shell, with its words changed on request. */
export function commandLine(change: (words: readonly string[]) => readonly string[] = (words) => words): string {
  return ['ketwork', ...change(process.argv.slice(2)).map(quoted)].join(' ')
}

function quoted(word: string): string {
  return /^[\w./:=,+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
