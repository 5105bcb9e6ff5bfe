/**
 * How a run of the command ends: 0 ok, 1 the work failed, 2 misuse (bad input, bad option), and what is said on stderr.
 */
import { styleText } from 'node:util'
import { CommanderError } from 'commander'
import { UnsupportedOperationError } from 'ketwork'

/** The input cannot be used as it is; the message says what would be right. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError'
}

export function exitCodeOf(error: unknown): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return isMisuse(error) ? 2 : 1
}

/** One line for a person, or the whole stack with `--debug`. Commander has already printed its own. */
export function reportFailure(error: unknown, options: { readonly debug: boolean }): void {
  if (error instanceof CommanderError && !options.debug) return
  const text = error instanceof Error ? (options.debug ? (error.stack ?? error.message) : error.message) : String(error)
  process.stderr.write(`${styleText('red', 'error:', { stream: process.stderr })} ${text}\n`)
}

function isMisuse(error: unknown): boolean {
  if (error instanceof MisuseError || error instanceof RangeError || error instanceof SyntaxError || error instanceof UnsupportedOperationError) return true
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && ['ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR'].includes(code)
}
