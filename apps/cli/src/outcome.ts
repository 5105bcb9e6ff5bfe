/**
 * How a run of the command ends that does not end well: 1 the work failed, 2 misuse (bad input, bad option), 130 and 143 it was interrupted, and what is
 * said of it: a line on stderr, and under `--json` one object on stdout too, `{ "error": { "name", "message" } }` beside what was done.
 */
import { CommanderError } from 'commander'
import { UnsupportedOperationError } from 'ketwork'
import { InterruptedError } from './interruption.ts'
import { MisuseError } from './MisuseError.ts'
import { PartialResultError } from './PartialResultError.ts'
import { paint } from './terminal/colour.ts'

/** Says what went wrong as the command line asks for it, and sets the exit code. */
export function endWithFailure(thrown: unknown): void {
  const { cause: error, result } = thrown instanceof PartialResultError ? thrown : { cause: thrown, result: {} }
  const [debug, json] = ['--debug', '--json'].map((flag) => process.argv.includes(flag))
  const failure = describeFailure(error)
  if (json) process.stdout.write(`${JSON.stringify({ ...result, error: failure })}\n`)
  const text = debug && error instanceof Error ? (error.stack ?? failure.message) : failure.message
  const said = error instanceof CommanderError && !debug && !json // by commander itself, with a suggestion or the help
  if (!said) process.stderr.write(`${paint('red', 'error:', process.stderr)} ${text}\n`)
  process.exitCode = exitCodeOf(error)
}

/** What the system says of files, in words. */
const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'this is a folder: a file is needed',
  ENOTDIR: 'a part of this path is no folder',
  EACCES: 'permission denied',
}

function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) return error.exitCode
  return isMisuse(error) ? 2 : 1
}

function isMisuse(error: unknown): boolean {
  const kinds = [CommanderError, MisuseError, RangeError, SyntaxError, UnsupportedOperationError]
  return kinds.some((kind) => error instanceof kind) || fileProblem(error) !== undefined
}

function describeFailure(error: unknown): { name: string; message: string } {
  if (error instanceof CommanderError) return { name: 'MisuseError', message: error.message.replace(/^error: /, '') }
  const problem = fileProblem(error)
  if (problem !== undefined) return { name: 'FileError', message: problem }
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) }
}

function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined
  const problem = FILE_PROBLEMS[String(error.code)]
  return problem && ('path' in error ? `${String(error.path)}: ${problem}` : problem)
}
