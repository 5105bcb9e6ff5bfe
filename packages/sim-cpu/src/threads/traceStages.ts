/** What stages are in a trace: one `pass` event a thread that had a part in them, which reports that part of their bytes and amplitudes. */
import type { OpenEvent, TraceFigures, TraceRecorder } from '@ketwork/backend/simulator'
import type { Stage } from './stage.ts'

export function stageLabel({ label, kernel }: Stage): string {
  return label ?? kernel
}

export function stageFigures({ bytes = 0, amplitudes = 0 }: Stage): TraceFigures {
  return { bytes, amplitudes, vectorised: true }
}

/** Records stages that a team has done; `times[member]` holds start and end (in milliseconds since the epoch) and units of each stage. */
export function recordStages(trace: TraceRecorder, parent: OpenEvent, stages: readonly Stage[], times: readonly Float64Array[]): void {
  for (const [index, stage] of stages.entries()) {
    const { bytes = 0, amplitudes = 0 } = stageFigures(stage)
    let before = 0 // units of the members before this one
    for (const [member, figures] of times.entries()) {
      const [start, end, units] = figures.subarray(3 * index, 3 * index + 3)
      if (units === 0) continue
      const share = (whole: number): number =>
        Math.round((whole * (before + units)) / stage.units) - Math.round((whole * before) / stage.units)
      const when = { parent, thread: member + 1, start: start - performance.timeOrigin, end: end - performance.timeOrigin }
      trace.record('pass', stageLabel(stage), when, { bytes: share(bytes), amplitudes: share(amplitudes), vectorised: true })
      before += units
    }
  }
}
