/** What a case of the suite is, and how one is made: a backend is opened for each case and disposed after it, whatever happens. */
import type { Circuit } from '@ketwork/circuit'
import type { Backend, CompileOptions, Executable, Precision } from '../backend.ts'
import { type AskedBackend, askBackend } from './askedBackend.ts'
import { leavingOut } from './assertions.ts'

export type OpenBackend = () => Backend | Promise<Backend>

export interface ConformanceCase {
  readonly name: string
  /**
   * Opens a backend, checks it and disposes it.
   *
   * @returns what the backend states that it does not have and the case would have tried; empty where the case ran whole
   * @throws ConformanceFailure when the backend does not conform
   */
  readonly run: (open: OpenBackend) => Promise<readonly string[]>
}

/** What all cases are drawn for. */
export interface ConformanceSetting {
  readonly precision: Precision
  /** Many drawn circuits of each kind, or a few. */
  readonly full: boolean
  /** Other openings of the same backend that must give the same bits. */
  readonly variants: readonly { readonly name: string; readonly open: OpenBackend }[]
}

export function conformanceCase(name: string, check: (backend: AskedBackend) => Promise<void>): ConformanceCase {
  return {
    name,
    async run(open) {
      const backend = await open()
      try {
        const asked = await askBackend(backend)
        await leavingOut(() => check(asked))
        return [...asked.leftOut]
      } finally {
        await backend.dispose()
      }
    },
  }
}

/** What a check has at hand: a backend of its own, and what the suite is drawn for. */
export interface CheckContext extends ConformanceSetting {
  readonly backend: AskedBackend
}

/** A case by its name; `check` throws a ConformanceFailure when the backend does not conform. */
export type NamedCheck = readonly [name: string, check: (context: CheckContext) => Promise<void>]

/** The cases of a list of checks, for any setting. */
export function casesOf(checks: readonly NamedCheck[]): (setting: ConformanceSetting) => ConformanceCase[] {
  return (setting) => checks.map(([name, check]) => conformanceCase(name, (backend) => check({ ...setting, backend })))
}

/** Compiles, hands the executable on and disposes it; what the backend does not have is left out. */
export async function withExecutable(
  backend: Backend,
  circuit: Circuit,
  options: CompileOptions & { readonly precision: Precision },
  use: (executable: Executable) => Promise<unknown>,
): Promise<void> {
  await leavingOut(async () => {
    await using executable = await backend.compile(circuit, options)
    await use(executable)
  })
}
