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
  const text = options.debug && error instanceof Error ? (error.stack ?? error.message) : messageOf(error)
  process.stderr.write(`${styleText('red', 'error:', { stream: process.stderr })} ${text}\n`)
}

/** What the system says of files, in words. */
const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'this is a folder: a file is needed',
  ENOTDIR: 'a part of this path is no folder',
  EACCES: 'permission denied',
}

function isMisuse(error: unknown): boolean {
  const kinds = [MisuseError, RangeError, SyntaxError, UnsupportedOperationError]
  return kinds.some((kind) => error instanceof kind) || fileProblem(error) !== undefined
}

function messageOf(error: unknown): string {
  return fileProblem(error) ?? (error instanceof Error ? error.message : String(error))
}

function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined
  const problem = FILE_PROBLEMS[String(error.code)]
  return problem && ('path' in error ? `${String(error.path)}: ${problem}` : problem)
}
