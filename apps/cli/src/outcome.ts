/**
 * The end of a run that fails: exit code 1 when the work failed, 2 for misuse (bad input, bad option), 130 and 143 when
 * it was interrupted; a line on stderr; and under `--json` one object on stdout too, `{ "error": { "name", "message" }
 * }` beside the results so far.
 */
import { CommanderError } from 'commander'
import { failureOf } from './failure.ts'
import { PartialResultError } from './PartialResultError.ts'
import { paint } from './terminal/colour.ts'

/** Reports the error in the form that the command line asks for, and sets the exit code. */
export function endWithFailure(thrown: unknown): void {
  const { cause: error, result } = thrown instanceof PartialResultError ? thrown : { cause: thrown, result: {} }
  const [debug, json] = ['--debug', '--json'].map((flag) => process.argv.includes(flag))
  const { name, message, stack, exitCode } = failureOf(error)
  if (json) process.stdout.write(`${JSON.stringify({ ...result, error: { name, message } })}\n`)
  const isReported = error instanceof CommanderError && !debug && !json // by commander, with a suggestion or the help
  if (!isReported) process.stderr.write(`${paint('red', 'error:', process.stderr)} ${debug ? (stack ?? message) : message}\n`)
  process.exitCode = exitCode
}
