/**
 * What a backend reports of its work: plain events that a profiler turns into reports. Without a listener nothing is recorded.
 *
 * The work of a call is in its leaves: what no event below `run` and `plan` covers is time that nobody accounts for (`unattributedTime`).
 */
import type { Method, Precision } from './precision.ts'

/**
 * `lower`: a circuit becomes a program. `plan`: preparations; at the top, where it encloses the others, an executable is made (`compile` of a circuit, `load` of a
 * program). `emit`: code is generated. `compile`: it is compiled to machine code. `run`: a call of an executable, which encloses `pass`: a kernel, or a loop
 * over numbers. `wait`: for threads or a turn of the event loop. `cache` and `pool` are instants, or the time that memory takes to be there.
 */
export type TracePhase = 'lower' | 'plan' | 'emit' | 'compile' | 'run' | 'pass' | 'wait' | 'cache' | 'pool'

/** What a call was: on its `run` event. */
export interface TraceSubject {
  /** Number of the executable, unique in its backend. */
  readonly executable?: number
  readonly rows?: number
  readonly qubits?: number
  readonly precision?: Precision
  readonly method?: Method
}

/** Of a parent each figure is the sum of its children's, and `vectorShare` their mean by amplitudes. */
export interface TraceEvent extends TraceSubject {
  readonly id: number
  /** Id of the enclosing event, absent at the top. A child begins and ends within its parent. */
  readonly parent?: number
  readonly phase: TracePhase
  /** The kernel of a pass, or what was run: `expectations`, `gradient`, ... */
  readonly kernel: string
  /** 0 is the caller's. */
  readonly thread: number
  /** Milliseconds on `performance.now()`'s clock. */
  readonly start: number
  readonly end: number
  /** Bytes of state read and written: what the pass must move from and to where its states stand. */
  readonly bytes: number
  /** Amplitudes updated, or read where none is updated, as often as the pass goes over them. */
  readonly amplitudes: number
  /** Weight by which work is divided among threads, in the cost of updating an amplitude. */
  readonly work: number
  /** The part of the work on amplitudes that vector instructions do, from 0 to 1, counted in the code of the kernel. */
  readonly vectorShare: number
  /** Whether that is most of it. */
  readonly vectorised: boolean
  readonly bytesAllocated: number
  readonly poolHits: number
  readonly cacheHits: number
}
