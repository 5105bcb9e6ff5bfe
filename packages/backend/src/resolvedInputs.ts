/** The inputs of one call once they are checked (`inputs.ts`), and views of their rows. */
import type { Matrix } from '@ketwork/math'
import type { AmplitudeBatch, DifferentiableInput } from './backend.ts'

export interface ResolvedInputs {
  readonly rows: number
  /** True when all rows share one parameter vector; its gradient is then summed over the rows. */
  readonly parametersShared: boolean
  /** B x P, or 1 x P where all rows share them. As the caller gave it where it is of doubles, so not to be written to. */
  readonly parameters: Matrix
  /** B x F. Not to be written to. */
  readonly features: Matrix
  /** B or 1 x 2^n amplitudes, one row being shared by all; undefined for |0...0>. Not to be written to. */
  readonly initial: AmplitudeBatch | undefined
  /** Whether a term of an angle may be above `LARGE_ANGLE`, so that angles are reduced before they are turned by. */
  readonly hasLargeAngles: boolean
  readonly shots?: number
  readonly seed?: number
  readonly wrt: readonly DifferentiableInput[]
  readonly signal?: AbortSignal
}

/** The numbers of a row, or of the one row that all share: a view. */
export function rowOf({ rows, columns, data }: Matrix, row: number): Float64Array {
  const start = rows === 1 ? 0 : row * columns
  return data.subarray(start, start + columns)
}

/** The interleaved amplitudes that a row begins with, or undefined for |0...0>: a view. */
export function initialRow({ initial }: ResolvedInputs, row: number): Float64Array | Float32Array | undefined {
  if (initial === undefined) return undefined
  const width = 2 * 2 ** initial.qubits
  const start = initial.rows === 1 ? 0 : row * width
  return initial.data.subarray(start, start + width)
}
