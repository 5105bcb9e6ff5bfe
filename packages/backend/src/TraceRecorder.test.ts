import { describe, expect, test } from 'vitest'
import { TraceRecorder } from './TraceRecorder.ts'
import type { TraceEvent } from './trace.ts'

/** A recorder whose clock ticks once a reading, and what it delivered. */
function listen(): { recorder: TraceRecorder; deliveries: (readonly TraceEvent[])[]; stop: () => void } {
  let tick = 0
  const recorder = new TraceRecorder(() => tick++)
  const deliveries: (readonly TraceEvent[])[] = []
  return { recorder, deliveries, stop: recorder.observe((events) => void deliveries.push(events)) }
}

describe('TraceRecorder', () => {
  test('records nothing while nobody listens', () => {
    let readings = 0
    const recorder = new TraceRecorder(() => readings++)
    const event = recorder.begin('run', 'expectations')
    recorder.end(event, { bytes: 1 })
    expect(event).toBeUndefined()
    expect(readings).toBe(0)
  })

  test('gives a parent the sum of its children, at every depth', () => {
    const { recorder, deliveries } = listen()
    const run = recorder.begin('run', 'gradient')
    const forward = recorder.begin('run', 'forward', run)
    recorder.end(recorder.begin('pass', 'rotation', forward), { bytes: 64, amplitudes: 4, vectorShare: 1 })
    recorder.end(recorder.begin('pass', 'flip', forward), { bytes: 32, amplitudes: 2, vectorShare: 1 })
    recorder.end(forward)
    recorder.instant('cache', 'plan', { cacheHits: 1 }, run)
    recorder.end(run)
    expect(deliveries).toHaveLength(1)
    const [top, middle] = deliveries[0]
    expect(middle).toMatchObject({ kernel: 'forward', parent: top.id, bytes: 96, amplitudes: 6, vectorShare: 1 })
    expect(top).toMatchObject({ kernel: 'gradient', bytes: 96, amplitudes: 6, vectorised: true, cacheHits: 1 })
    expect('parent' in top).toBe(false)
  })

  test('keeps every child within its parent, and parents before children', () => {
    const { recorder, deliveries } = listen()
    const run = recorder.begin('run', 'sample')
    recorder.begin('pass', 'left open', run)
    recorder.end(run)
    const [parent, child] = deliveries[0]
    expect(child.parent).toBe(parent.id)
    expect(child.start).toBeGreaterThanOrEqual(parent.start)
    expect(child.end).toBeLessThanOrEqual(parent.end)
  })

  test('is vectorised only if all children that worked were', () => {
    const { recorder, deliveries } = listen()
    const run = recorder.begin('run', 'amplitudes')
    recorder.end(recorder.begin('pass', 'fast', run), { amplitudes: 4, vectorShare: 1 })
    recorder.end(recorder.begin('pass', 'slow', run), { amplitudes: 4 })
    recorder.end(run)
    expect(deliveries[0][0].vectorised).toBe(false)
  })

  test('keeps overlapping runs apart', () => {
    const { recorder, deliveries } = listen()
    const first = recorder.begin('run', 'first')
    const second = recorder.begin('run', 'second')
    recorder.end(recorder.begin('pass', 'a', first), { bytes: 1 })
    recorder.end(recorder.begin('pass', 'b', second), { bytes: 2 })
    recorder.end(first)
    recorder.end(second)
    expect(deliveries.map(([run]) => [run.kernel, run.bytes])).toEqual([
      ['first', 1],
      ['second', 2],
    ])
  })

  test('ends an event also when the work in it throws', async () => {
    const { recorder, deliveries } = listen()
    await expect(recorder.during('run', 'gradient', {}, () => Promise.reject(new RangeError('stop')))).rejects.toThrow('stop')
    expect(deliveries).toHaveLength(1)
  })

  test('records what another thread has done, within the times of the parent', () => {
    const { recorder, deliveries } = listen()
    const run = recorder.begin('run', 'gradient')!
    recorder.record('pass', 'a', { parent: run, thread: 2, start: run.start - 1, end: run.start }, { bytes: 3, amplitudes: 1 })
    recorder.record('pass', 'b', { parent: run, thread: 1, start: run.start, end: Infinity }, { bytes: 4, amplitudes: 1 })
    recorder.end(run)
    const [parent, a, b] = deliveries[0]
    expect(parent).toMatchObject({ bytes: 7, amplitudes: 2 })
    expect(a).toMatchObject({ kernel: 'a', thread: 2, start: run.start, end: run.start, bytes: 3 })
    expect(b.end).toBeLessThanOrEqual(parent.end)
  })

  test('refuses figures on an event that has children', () => {
    const { recorder } = listen()
    const run = recorder.begin('run', 'gradient')
    recorder.end(recorder.begin('pass', 'a', run), { bytes: 1 })
    expect(() => recorder.end(run, { bytes: 5 })).toThrow(TypeError)
  })

  test('stops when asked, for one listener at a time', () => {
    const { recorder, deliveries, stop } = listen()
    const counted: number[] = []
    const listener = (events: readonly TraceEvent[]) => void counted.push(events.length)
    const stops = [recorder.observe(listener), recorder.observe(listener)]
    recorder.instant('cache', 'plan', { cacheHits: 1 })
    stop()
    stops[0]()
    recorder.instant('cache', 'plan', { cacheHits: 1 })
    expect(deliveries).toHaveLength(1)
    expect(counted).toEqual([1, 1, 1])
    stops[1]()
    expect(recorder.listening).toBe(false)
  })
})
