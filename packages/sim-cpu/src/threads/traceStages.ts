/**
 * What stages are in a trace: one `pass` event a thread that had a part in them, which reports that part of their figures, and `wait` events where no
 * thread did anything.
 */
import type { OpenEvent, TraceFigures, TraceRecorder } from '@ketwork/backend/simulator'
import { vectorShares } from '@ketwork/math/wasm'
import { type Stage, workOf } from './stage.ts'

export function stageLabel({ label, kernel }: Stage): string {
  return label ?? kernel
}

export function stageFigures(stage: Stage): TraceFigures {
  const { bytes = 0, amplitudes = 0, module, kernel } = stage
  module.vectorShares ??= vectorShares(module.module)
  const vectorShare = module.vectorShares[module.kernels.get(kernel) ?? -1] ?? 0
  return { bytes, amplitudes, work: workOf(stage), vectorShare }
}

/** A job of a team for a call: milliseconds on the clock of `performance.now()`. */
export interface JobSpan {
  readonly parent: OpenEvent
  readonly start: number
  readonly end: number
}

/** Records stages that a team has done; `times[member]` holds start and end (in milliseconds since the epoch) and units of each stage. */
export function recordStages(trace: TraceRecorder, job: JobSpan, stages: readonly Stage[], times: readonly Float64Array[]): void {
  const { parent } = job
  const busy: Interval[] = []
  for (const [index, stage] of stages.entries()) {
    const { bytes = 0, amplitudes = 0, work = 0, vectorShare = 0 } = stageFigures(stage)
    let before = 0 // units of the members before this one
    for (const [member, figures] of times.entries()) {
      const [started, ended, units] = figures.subarray(3 * index, 3 * index + 3)
      if (units === 0) continue
      const [start, end] = [started - performance.timeOrigin, ended - performance.timeOrigin]
      const share = (whole: number): number =>
        Math.round((whole * (before + units)) / stage.units) - Math.round((whole * before) / stage.units)
      const own = { bytes: share(bytes), amplitudes: share(amplitudes), work: share(work), vectorShare }
      trace.record('pass', stageLabel(stage), { parent, thread: member + 1, start, end }, own)
      busy.push({ start, end })
      before += units
    }
  }
  recordWaits(trace, job, busy)
}

interface Interval {
  readonly start: number
  readonly end: number
}

/** The caller waits from the beginning of the job to its end: recorded is when nobody works, before the threads begin, between stages and at the end. */
function recordWaits(trace: TraceRecorder, { parent, start, end }: JobSpan, busy: Interval[]): void {
  busy.sort((a, b) => a.start - b.start)
  let until = start
  for (const next of [...busy, { start: end, end }]) {
    if (next.start > until) trace.record('wait', 'threads', { parent, thread: 0, start: until, end: next.start }, {})
    until = Math.max(until, next.end)
  }
}
