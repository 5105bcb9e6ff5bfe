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
    low: columnsOf(lowCount, 1, asked),
    high: columnsOf(2 ** Math.max(0, qubits - lowQubits), lowCount, asked),
  }
}

/** The columns of the amplitudes 0, step, 2 step, ...: bit by bit, so that an entry costs an addition. */
function columnsOf(count: number, step: number, asked: readonly number[]): Int32Array {
  const columns = new Int32Array(count)
  for (let filled = 1; filled < count; filled *= 2) {
    const column = gatherBits(filled * step, asked)
    for (let i = 0; i < filled; i++) columns[filled + i] = columns[i] | column
  }
  return columns
}
