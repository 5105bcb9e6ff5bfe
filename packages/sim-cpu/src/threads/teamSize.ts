/**
 * How many workers a job gets.
 *
 * A stage below about 2^14 amplitudes lasts no longer than what a barrier and cold caches cost; a job whose stages are short, run beside others,
 * would wait for their slices at each barrier, so it shares the workers with them instead of taking all.
 */
import { type Stage, workOf } from './stage.ts'

/** Amplitudes of a stage for each worker. */
const LEAST_SHARE = 2 ** 13
/** Below this a stage is short: about the slice of a worker with several jobs. */
const SHORT_STAGE = 2 ** 20

export function teamSize(stages: readonly Stage[], workers: number, otherJobs: number): number {
  const average = stages.reduce((sum, stage) => sum + workOf(stage), 0) / stages.length
  const room = average < SHORT_STAGE ? Math.floor(workers / (1 + otherJobs)) : workers
  return Math.max(1, Math.min(room, Math.floor(average / LEAST_SHARE)))
}
