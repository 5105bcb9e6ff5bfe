/**
 * Records what a backend does as trace events, and costs one branch where nobody listens: `begin` then returns undefined, which `end` ignores.
 *
 * Runs may overlap, so nesting is by handle, not by a stack: a child names its parent. Only leaves report figures; what a parent shows is the sum
 * of its children, so bytes and amplitudes add up by construction. Listeners get all events of a top-level event when it ends, parents first.
 */
import type { TraceListener } from './backend.ts'
import type { TraceEvent, TracePhase } from './trace.ts'

/** What a leaf reports of its work; what is left out is 0, or false. */
export type TraceFigures = Partial<Pick<TraceEvent, 'bytes' | 'amplitudes' | 'vectorised' | 'bytesAllocated' | 'poolHits' | 'cacheHits'>>

/** An event that has begun and not ended: hand it to `end`, or to `begin` as the parent. */
export interface OpenEvent {
  readonly id: number
  readonly parent: OpenEvent | undefined
  readonly phase: TracePhase
  readonly kernel: string
  readonly thread: number
  start: number
  readonly children: OpenEvent[]
  end: number | undefined
  figures: TraceFigures
}

export class TraceRecorder {
  readonly #listeners = new Set<TraceListener>()
  readonly #clock: () => number
  #nextId = 1

  /** @param clock milliseconds; default `performance.now` */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock
  }

  /** Whether anybody listens. */
  get listening(): boolean {
    return this.#listeners.size > 0
  }

  /** Sends events to the listener until the returned function is called. An error that a listener throws reaches the caller of the run. */
  observe(listener: TraceListener): () => void {
    const own: TraceListener = (events) => listener(events) // the same function may be registered twice
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  /** Begins an event, under a parent if one is given; undefined where nobody listens or the parent is not recorded. */
  begin(phase: TracePhase, kernel: string, parent?: OpenEvent, thread = 0): OpenEvent | undefined {
    if (this.#listeners.size === 0) return undefined
    const id = this.#nextId++
    const event: OpenEvent = { id, parent, phase, kernel, thread, start: this.#clock(), children: [], end: undefined, figures: {} }
    parent?.children.push(event)
    return event
  }

  /**
   * Ends an event, and with it every child still open.
   *
   * @throws TypeError when an event with children reports figures: they are summed
   */
  end(event: OpenEvent | undefined, figures: TraceFigures = {}): void {
    if (event === undefined || event.end !== undefined) return
    if (event.children.length > 0 && Object.keys(figures).length > 0)
      throw new TypeError(`the ${event.phase} '${event.kernel}' has children: report figures on them, their sum is shown`)
    event.figures = figures
    close(event, this.#clock())
    if (event.parent === undefined) this.#deliver(event)
  }

  /** An event without duration: a cache or pool hit. */
  instant(phase: TracePhase, kernel: string, figures: TraceFigures, parent?: OpenEvent): void {
    this.end(this.begin(phase, kernel, parent), figures)
  }

  /** A leaf that is over already: what another thread has done. Its times are kept within those of its parent. */
  record(
    phase: TracePhase,
    kernel: string,
    { parent, thread, start, end }: { readonly parent: OpenEvent; readonly thread: number; readonly start: number; readonly end: number },
    figures: TraceFigures,
  ): void {
    const event = this.begin(phase, kernel, parent, thread)
    if (event === undefined) return
    const latest = event.start
    event.start = Math.min(latest, Math.max(parent.start, start))
    event.end = Math.min(latest, Math.max(event.start, end))
    event.figures = figures
  }

  /** Runs work inside an event, which ends also when the work throws. */
  async during<T>(
    phase: TracePhase,
    kernel: string,
    work: (event: OpenEvent | undefined) => T | Promise<T>,
    parent?: OpenEvent,
  ): Promise<T> {
    const event = this.begin(phase, kernel, parent)
    try {
      return await work(event)
    } finally {
      this.end(event)
    }
  }

  #deliver(root: OpenEvent): void {
    const events: TraceEvent[] = []
    collect(root, events)
    for (const listener of this.#listeners) listener(events)
  }
}

function close(event: OpenEvent, now: number): void {
  for (const child of event.children) if (child.end === undefined) close(child, now)
  event.end = now
}

/** Writes the event and all below it, parents first, and returns it with the sums filled in. */
function collect(event: OpenEvent, out: TraceEvent[]): TraceEvent {
  const place = out.length
  out.push(toEvent(event, event.figures)) // holds the place: children come after their parent
  if (event.children.length === 0) return out[place]
  const children = event.children.map((child) => collect(child, out))
  const sum = (figure: 'bytes' | 'amplitudes' | 'bytesAllocated' | 'poolHits' | 'cacheHits') =>
    children.reduce((total, child) => total + child[figure], 0)
  const working = children.filter((child) => child.amplitudes > 0)
  out[place] = toEvent(event, {
    bytes: sum('bytes'),
    amplitudes: sum('amplitudes'),
    bytesAllocated: sum('bytesAllocated'),
    poolHits: sum('poolHits'),
    cacheHits: sum('cacheHits'),
    vectorised: working.length > 0 && working.every((child) => child.vectorised),
  })
  return out[place]
}

function toEvent({ id, parent, phase, kernel, thread, start, end = start }: OpenEvent, figures: TraceFigures): TraceEvent {
  const { bytes = 0, amplitudes = 0, vectorised = false, bytesAllocated = 0, poolHits = 0, cacheHits = 0 } = figures
  const named = { id, phase, kernel, thread, start, end, bytes, amplitudes, vectorised, bytesAllocated, poolHits, cacheHits }
  return parent === undefined ? named : { ...named, parent: parent.id }
}
