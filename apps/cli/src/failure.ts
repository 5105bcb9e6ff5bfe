/**
 * The report of an error to the user: its name, its message and the exit code, which is 2 for misuse (bad input, bad
 * option).
 */
import { CommanderError } from 'commander'
import { UnsupportedOperationError } from 'ketwork'
import { InterruptedError } from './interruption.ts'
import { MisuseError } from './MisuseError.ts'

/** Plain data, so that a thread can post it. */
export interface Failure {
  readonly name: string
  readonly message: string
  readonly exitCode: number
  readonly stack?: string
}

/** An error of another thread. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ThreadError) return error.failure
  return { ...describe(error), exitCode: exitCodeOf(error), ...(error instanceof Error && error.stack && { stack: error.stack }) }
}

/** Errors of the file system, in words. */
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

function describe(error: unknown): Pick<Failure, 'name' | 'message'> {
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
