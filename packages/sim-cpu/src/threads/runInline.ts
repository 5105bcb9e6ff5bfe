/** Stages on the caller's thread, in slices between which the event loop gets a turn every 10 ms. */
import { nextTurn, type OpenEvent, type TraceRecorder } from '@ketwork/backend/simulator'
import { SLICE_MILLISECONDS, firstSlice, nextSlice } from './slices.ts'
import { type RunOptions, type Stage, workOf } from './stage.ts'
import { stageFigures, stageLabel } from './traceStages.ts'

/** Milliseconds between two turns of the event loop. */
const LONGEST_HOLD = 10
/** Amplitudes between two looks at the clock: about 0.1 ms. */
const STRETCH = 2 ** 17
/** A stage costs at least as much as so many, however short. */
const LEAST_WORK = 2 ** 10

/** When the event loop last had a turn, and the work since the clock was looked at: kept from run to run, for calls that are many short ones. */
export interface Hold {
  lastTurn: number
  sinceLook: number
}

/** @throws the signal's reason when it was aborted, or what a kernel traps with */
export async function runInline(
  stages: readonly Stage[],
  hold: Hold,
  trace: TraceRecorder | undefined,
  { signal, event }: RunOptions,
): Promise<void> {
  signal?.throwIfAborted()
  const breathe = async (now: number, parent?: OpenEvent): Promise<void> => {
    if (now - hold.lastTurn < LONGEST_HOLD) return
    const waiting = parent && trace?.begin('wait', 'event loop', parent)
    await nextTurn()
    trace?.end(waiting)
    hold.lastTurn = performance.now()
    signal?.throwIfAborted()
  }
  for (const stage of stages) {
    const open = event === undefined ? undefined : beginStage(stage, trace, event)
    if (workOf(stage) <= STRETCH) {
      stage.module.exports[stage.kernel](...stage.args, 0, stage.units, 0)
      hold.sinceLook += Math.max(LEAST_WORK, workOf(stage))
    } else {
      await runSlices(stage, breathe)
      hold.sinceLook = 0
    }
    if (open !== undefined) trace?.end(open, stageFigures(stage))
    if (hold.sinceLook < STRETCH) continue
    hold.sinceLook = 0
    await breathe(performance.now(), event)
  }
}

/** Its instance on this thread is made before. */
function beginStage(stage: Stage, trace: TraceRecorder | undefined, event: OpenEvent): OpenEvent | undefined {
  if (!stage.module.instantiated) trace?.within(event, 'compile', 'instance', () => stage.module.exports)
  return trace?.begin('pass', stageLabel(stage), event)
}

async function runSlices({ module, kernel, args, units, ...stage }: Stage, breathe: (now: number) => Promise<void>): Promise<void> {
  const run = module.exports[kernel]
  let slice = firstSlice({ module, kernel, args, units, ...stage })
  for (let from = 0; from < units;) {
    const to = Math.min(units, from + slice)
    const start = performance.now()
    run(...args, from, to, 0)
    const end = performance.now()
    slice = nextSlice(to - from, end - start, SLICE_MILLISECONDS)
    from = to
    await breathe(end)
  }
}
