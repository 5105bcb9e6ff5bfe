/** What a runner runs: a call of a kernel on all its units, which threads divide among themselves. */
import type { OpenEvent } from '@ketwork/backend/simulator'
import type { LoadedModule } from './loadModule.ts'

export interface Stage {
  readonly module: LoadedModule
  /** Name of the export, called as `kernel(...args, from, to, thread)`: it does units `from` to `to` - 1. */
  readonly kernel: string
  readonly args: readonly (number | bigint)[]
  readonly units: number
  /** What trace events call it; the kernel's name when omitted. */
  readonly label?: string
  /** Bytes of state read and written. */
  readonly bytes?: number
  /** Amplitudes updated, or read where none is, as often as the kernel goes over them. */
  readonly amplitudes?: number
  /** What it costs, in updates of an amplitude: decides whether threads are worth it. The amplitudes when omitted. */
  readonly work?: number
}

export interface RunOptions {
  /** Asked between slices of at most about 10 ms. */
  readonly signal?: AbortSignal | undefined
  /** The trace event that the stages' events belong to; none are made without it. */
  readonly event?: OpenEvent | undefined
}

/** Work in updates of an amplitude; where a stage does not tell, a unit is taken for a cell of two. */
export function workOf({ units, amplitudes, work }: Stage): number {
  return work ?? amplitudes ?? 2 * units
}
