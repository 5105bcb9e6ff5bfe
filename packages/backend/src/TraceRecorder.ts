/**
 * Records what a backend does as trace events, and costs one branch where nobody listens: `begin` then returns undefined, which `end` ignores.
 *
 * Runs may overlap, so nesting is by handle, not by a stack: a child names its parent. Only leaves report figures; what a parent shows is the sum
 * of its children. Listeners get all events of a top-level event when it ends, parents first.
 */
import type { TraceListener } from './backend.ts'
import type { TraceEvent, TracePhase, TraceSubject } from './trace.ts'

/** What a leaf reports of its work; what is left out is 0. */
export type TraceFigures = Partial<
  Pick<TraceEvent, 'bytes' | 'amplitudes' | 'work' | 'vectorShare' | 'bytesAllocated' | 'poolHits' | 'cacheHits'>
>

/** An event that has begun and not ended: hand it to `end`, or to `begin` as the parent. */
export interface OpenEvent {
  readonly id: number
  readonly parent: OpenEvent | undefined
  readonly phase: TracePhase
  readonly kernel: string
  readonly subject: TraceSubject
  readonly thread: number
  start: number
  readonly children: OpenEvent[]
  end: number | undefined
  figures: TraceFigures
}

/** Where an event belongs, and what it is about. */
export interface EventPlace {
  readonly parent?: OpenEvent | undefined
  readonly subject?: TraceSubject
}

const NOTHING: TraceSubject = {}

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

  /** Begins an event, under a parent if one is given; undefined where nobody listens. */
  begin(phase: TracePhase, kernel: string, parent?: OpenEvent, subject: TraceSubject = NOTHING): OpenEvent | undefined {
    return this.#listeners.size === 0 ? undefined : this.#open(phase, kernel, parent, subject)
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

  /** A leaf that is over already: what another thread has done, or a wait for it. Its times are kept within those of its parent. */
  record(
    phase: TracePhase,
    kernel: string,
    { parent, thread, start, end }: { readonly parent: OpenEvent; readonly thread: number; readonly start: number; readonly end: number },
    figures: TraceFigures,
  ): void {
    if (this.#listeners.size === 0) return
    const event = this.#open(phase, kernel, parent, NOTHING, thread)
    const latest = event.start
    event.start = Math.min(latest, Math.max(parent.start, start))
    event.end = Math.min(latest, Math.max(event.start, end))
    event.figures = figures
  }

  /** Runs work inside an event, which ends also when the work throws. */
  async during<T>(
    phase: TracePhase,
    kernel: string,
    { parent, subject }: EventPlace,
    work: (event: OpenEvent | undefined) => T | Promise<T>,
  ): Promise<T> {
    const event = this.begin(phase, kernel, parent, subject)
    try {
      return await work(event)
    } finally {
      this.end(event)
    }
  }

  /** Work of a call, or a promise of it, inside an event where the call is recorded, and nothing but the work where it is not. */
  within<T>(parent: OpenEvent | undefined, phase: TracePhase, kernel: string, work: (event?: OpenEvent) => T): T {
    if (parent === undefined) return work()
    const event = this.begin(phase, kernel, parent)
    let pending = false
    try {
      const result = work(event)
      if (!(result instanceof Promise)) return result
      pending = true
      return result.finally(() => this.end(event)) as T
    } finally {
      if (!pending) this.end(event)
    }
  }

  #open(phase: TracePhase, kernel: string, parent: OpenEvent | undefined, subject: TraceSubject, thread = 0): OpenEvent {
    const id = this.#nextId++
    const event: OpenEvent = {
      ...{ id, parent, phase, kernel, subject, thread, children: [], end: undefined, figures: {} },
      start: this.#clock(),
    }
    parent?.children.push(event)
    return event
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

const SUMMED = ['bytes', 'work', 'bytesAllocated', 'poolHits', 'cacheHits'] as const

/** Writes the event and all below it, parents first, and returns it with the sums filled in. */
function collect(event: OpenEvent, out: TraceEvent[]): TraceEvent {
  const place = out.length
  out.push(toEvent(event, event.figures)) // holds the place: children come after their parent
  if (event.children.length === 0) return out[place]
  const children = event.children.map((child) => collect(child, out))
  const sum = (of: (child: TraceEvent) => number) => children.reduce((total, child) => total + of(child), 0)
  const amplitudes = sum((child) => child.amplitudes)
  const byVectors = sum((child) => child.vectorShare * child.amplitudes)
  const sums = Object.fromEntries(SUMMED.map((figure) => [figure, sum((child) => child[figure])]))
  out[place] = toEvent(event, { ...sums, amplitudes, vectorShare: amplitudes === 0 ? 0 : byVectors / amplitudes })
  return out[place]
}

function toEvent({ id, parent, phase, kernel, subject, thread, start, end = start }: OpenEvent, figures: TraceFigures): TraceEvent {
  const { bytes = 0, amplitudes = 0, work = amplitudes, vectorShare = 0, bytesAllocated = 0, poolHits = 0, cacheHits = 0 } = figures
  const counted = { bytes, amplitudes, work, vectorShare, vectorised: vectorShare > 0.5, bytesAllocated, poolHits, cacheHits }
  return { id, ...(parent !== undefined && { parent: parent.id }), phase, kernel, ...subject, thread, start, end, ...counted }
}
