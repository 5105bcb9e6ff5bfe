/** Samples without the bits that a circuit computes for itself. */
import { isHiddenBit } from '@ketwork/circuit'
import type { SampleBatch } from '../backend.ts'

/** The same batch without the columns of hidden bits; O(samples) where there are some. */
export function visibleSamples(batch: SampleBatch): SampleBatch {
  const { columns, samples } = batch
  const kept = columns.flatMap((name, column) => (isHiddenBit(name) ? [] : [column]))
  if (kept.length === columns.length) return batch
  const shots = batch.rows * batch.shots
  const visible = new Uint8Array(shots * kept.length)
  for (let shot = 0; shot < shots; shot++) {
    for (let i = 0; i < kept.length; i++) visible[shot * kept.length + i] = samples[shot * columns.length + kept[i]]
  }
  return { ...batch, columns: kept.map((column) => columns[column]), samples: visible }
}
