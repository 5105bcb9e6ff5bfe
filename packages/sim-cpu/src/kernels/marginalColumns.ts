/** The tables by which `emitMarginals` finds the column of an amplitude. */
import { gatherBits } from '@ketwork/math'
import type { StateLayout } from './layout.ts'

export interface MarginalColumns {
  /** A power of two. */
  readonly lowCount: number
  readonly low: Int32Array
  readonly high: Int32Array
}

/** Amplitudes whose columns one table tells, at most: 16 KiB. */
const MOST_LOW_QUBITS = 12

/**
 * Column bit b is qubit `asked[b]`: the column of amplitude i is low[i mod L] | high[floor(i / L)], L being at most a chunk.
 *
 * The table of a state shorter than a vector covers the padding, whose probabilities are 0.
 */
export function marginalColumns(
  { laneQubits }: StateLayout,
  qubits: number,
  asked: readonly number[],
  chunkCells: number,
): MarginalColumns {
  const lowQubits = Math.max(laneQubits, Math.min(qubits, MOST_LOW_QUBITS, Math.log2(chunkCells) + laneQubits))
  const lowCount = 2 ** lowQubits
  return {
    lowCount,
    low: Int32Array.from({ length: lowCount }, (_, i) => gatherBits(i, asked)),
    high: Int32Array.from({ length: 2 ** Math.max(0, qubits - lowQubits) }, (_, i) => gatherBits(i * lowCount, asked)),
  }
}
