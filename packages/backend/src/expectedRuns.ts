/** How often an executable will run: what a backend weighs the time of compiling against. */
import type { LoadOptions } from './backend.ts'
import type { Program } from './program.ts'

/** Of programs with more instructions, first answers count for more: many backends make code for each. */
const DEEP_INSTRUCTIONS = 512
const DEEP_RUNS = 64

/**
 * As the options say; otherwise once for a program without parameters and features, which gives one answer, 64 times for a deep one and often for any other.
 *
 * @throws RangeError unless it is a number of at least 1
 */
export function expectedRunsOf({ structure }: Pick<Program, 'structure'>, { expectedRuns }: LoadOptions): number {
  if (expectedRuns === undefined) {
    if (structure.parameters.length + structure.features.length === 0) return 1
    return structure.instructions.length > DEEP_INSTRUCTIONS ? DEEP_RUNS : Infinity
  }
  if (typeof expectedRuns === 'number' && expectedRuns >= 1) return expectedRuns
  throw new RangeError(`expectedRuns is ${String(expectedRuns)}: it must be at least 1, the number of runs that the executable is made for`)
}
