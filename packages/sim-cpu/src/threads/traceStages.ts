/** What stages are in a trace: one `pass` event a thread that had a part in them, which reports that part of their bytes and amplitudes. */
import type { OpenEvent, TraceFigures, TraceRecorder } from '@ketwork/backend'
import { partStart, sharers } from './slices.ts'
import type { Stage } from './stage.ts'

export function stageLabel({ label, kernel }: Stage): string {
  return label ?? kernel
}

export function stageFigures({ bytes = 0, amplitudes = 0 }: Stage): TraceFigures {
  return { bytes, amplitudes, vectorised: true }
}

/** Records stages that a team has done; `times[member]` holds start and end of each stage, in milliseconds since the epoch. */
export function recordStages(trace: TraceRecorder, parent: OpenEvent, stages: readonly Stage[], times: readonly Float64Array[]): void {
  const team = times.length
  for (const [index, stage] of stages.entries()) {
    const parts = sharers(stage, team)
    for (let member = 0; member < parts; member++) {
      const [from, to] = [member, member + 1].map((part) => partStart(stage.units, parts, part) / stage.units)
      const share = (whole: number): number => Math.round(whole * to) - Math.round(whole * from)
      const { bytes = 0, amplitudes = 0 } = stageFigures(stage)
      const [start, end] = [0, 1].map((i) => times[member][2 * index + i] - performance.timeOrigin)
      const figures = { bytes: share(bytes), amplitudes: share(amplitudes), vectorised: true }
      trace.record('pass', stageLabel(stage), { parent, thread: member + 1, start, end }, figures)
    }
  }
}
