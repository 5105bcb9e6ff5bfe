/** What runs a doubled program: the seam between `DensityExecutable` and the two engines. */
import type { Precision, ResolvedInputs } from '@ketwork/backend'
import type { Amplitudes } from '../plain/kernels/cube.ts'
import type { DoubledProgram } from './doubleProgram.ts'

/** Whether a call asks for the state (expectations, probabilities), or for what the bits read. */
export type DensityPurpose = 'values' | 'samples'

export interface DensityEngine {
  readonly precision: Precision
  /** How it computes, for people. */
  readonly text: string
  /** What was wanted and is not there, for people. */
  readonly lack: string | undefined
  /**
   * Runs a call.
   *
   * @throws TooManyQubitsError when the memory that it needs is not there
   */
  run<Result>(call: DensityCall, work: (rows: DensityRows) => Promise<Result>): Promise<Result>
  /** Frees what the program holds. */
  release(): void
}

export interface DensityCall {
  readonly name: 'expectations' | 'probabilities' | 'sample'
  readonly purpose: DensityPurpose
  readonly inputs: ResolvedInputs
  /** Of its results and of what it keeps beside vec(rho). */
  readonly otherBytes: number
}

/** The rows of a call that is running. */
export interface DensityRows {
  readonly doubled: DoubledProgram
  /** vec(rho) of a row at the end of the program: a view that lasts until the next one. */
  readonly evolve: (row: number) => Promise<Amplitudes>
}
