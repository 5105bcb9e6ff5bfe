/**
 * What a backend tells of its work: plain events that a profiler turns into reports. Without a listener nothing is recorded.
 */

/** `compile`, `load` and `run` enclose `pass` events; `cache` and `pool` are instants. */
export type TracePhase = 'compile' | 'load' | 'run' | 'pass' | 'cache' | 'pool'

export interface TraceEvent {
  readonly id: number
  /** Id of the enclosing event, absent at the top. A child begins and ends within its parent. */
  readonly parent?: number
  readonly phase: TracePhase
  /** The kernel of a pass, or what was run: `expectations`, `gradient`, ... */
  readonly kernel: string
  readonly thread: number
  /** Milliseconds on `performance.now()`'s clock. */
  readonly start: number
  readonly end: number
  /** Bytes of state read and written. A parent's figure is the sum of its children's. */
  readonly bytes: number
  /** Amplitudes updated or read. A parent's figure is the sum of its children's. */
  readonly amplitudes: number
  readonly vectorised: boolean
  readonly bytesAllocated: number
  readonly poolHits: number
  readonly cacheHits: number
}
