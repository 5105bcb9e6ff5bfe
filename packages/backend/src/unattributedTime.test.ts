import { expect, test } from 'vitest'
import type { TraceEvent } from './trace.ts'
import { TraceRecorder } from './TraceRecorder.ts'
import { unattributedTime } from './unattributedTime.ts'

/** Events of a call whose clock is set by hand. */
function recorded(call: (recorder: TraceRecorder, at: (time: number) => void) => void): readonly TraceEvent[] {
  let time = 0
  const recorder = new TraceRecorder(() => time)
  const events: TraceEvent[] = []
  recorder.observe((delivered) => events.push(...delivered))
  call(recorder, (next) => (time = next))
  return events
}

test('what no event of a call covers is unattributed, also within the calls and plans that it encloses', () => {
  const events = recorded((recorder, at) => {
    const run = recorder.begin('run', 'gradient')!
    at(10)
    const plan = recorder.begin('plan', 'load', run)!
    at(12)
    const emit = recorder.begin('emit', 'forward', plan)
    at(20)
    recorder.end(emit)
    recorder.end(plan)
    const pass = recorder.begin('pass', 'parameter shift', run)!
    at(25) // the pass's own work
    const nested = recorder.begin('run', 'expectations', pass)!
    at(28)
    recorder.end(recorder.begin('pass', 'rotation', nested))
    recorder.end(nested)
    recorder.record('pass', 'b', { parent: run, thread: 1, start: 22, end: 26 }, {})
    recorder.record('wait', 'threads', { parent: run, thread: 0, start: 24, end: 28 }, {})
    recorder.end(pass)
    at(31)
    recorder.end(run)
  })
  expect(unattributedTime(events)).toBe(10 + 2 + 3 + 3)
  expect(
    unattributedTime(
      events,
      events.find(({ kernel }) => kernel === 'load'),
    ),
  ).toBe(2)
})

test('a plan without children accounts for its time, a run without children for none of it', () => {
  for (const [phase, open] of [
    ['plan', 0],
    ['run', 7],
  ] as const) {
    const events = recorded((recorder, at) => {
      const event = recorder.begin(phase, 'x')
      at(7)
      recorder.end(event)
    })
    expect(unattributedTime(events)).toBe(open)
  }
})
