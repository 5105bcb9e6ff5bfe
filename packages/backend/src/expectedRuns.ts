/** How often an executable will run: what a backend weighs the time of compiling against. */
import type { LoadOptions } from './backend.ts'
import type { Program } from './program.ts'

/**
 * As the options say; otherwise once for a program without parameters and features, which gives one answer, and often for any other.
 *
 * @throws RangeError unless it is a number of at least 1
 */
export function expectedRunsOf({ structure }: Pick<Program, 'structure'>, { expectedRuns }: LoadOptions): number {
  if (expectedRuns === undefined) return structure.parameters.length + structure.features.length === 0 ? 1 : Infinity
  if (typeof expectedRuns === 'number' && expectedRuns >= 1) return expectedRuns
  throw new RangeError(`expectedRuns is ${String(expectedRuns)}: it must be at least 1, the number of runs that the executable is made for`)
}
