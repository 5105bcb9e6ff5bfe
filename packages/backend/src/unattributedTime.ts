/** The time of a call that its trace does not account for. */
import type { TraceEvent } from './trace.ts'

/**
 * Milliseconds of an event in which nothing that is known was done: what of it, and of the calls and plans within it, lies between their children.
 *
 * @param events of one delivery or more
 * @param of a `run` or `plan`; default the first, which is at the top
 *
 * @example
 * backend.observe((events) => console.log(events[0].kernel, unattributedTime(events)))
 */
export function unattributedTime(events: readonly TraceEvent[], of: TraceEvent = events[0]): number {
  const children = new Map<number, TraceEvent[]>()
  for (const event of events) {
    if (event.parent === undefined) continue
    const siblings = children.get(event.parent)
    if (siblings === undefined) children.set(event.parent, [event])
    else siblings.push(event)
  }
  const openTime = (event: TraceEvent): number => {
    const below = children.get(event.id) ?? []
    const nested = below.reduce((sum, child) => sum + openTime(child), 0)
    const encloses = event.phase === 'run' || (event.phase === 'plan' && below.length > 0)
    return nested + (encloses ? timeBetween(event, below) : 0)
  }
  return openTime(of)
}

/** The part of an event that none of its children covers. */
function timeBetween({ start, end }: TraceEvent, children: TraceEvent[]): number {
  let [open, until] = [0, start]
  for (const child of children.sort((a, b) => a.start - b.start)) {
    open += Math.max(0, child.start - until)
    until = Math.max(until, child.end)
  }
  return open + Math.max(0, end - until)
}
