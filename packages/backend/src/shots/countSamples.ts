import type { SampleBatch } from '../backend.ts'

/**
 * How often each bit string came up in one row, as text with the highest column first; in the order of the strings.
 *
 * @throws RangeError when there is no such row
 *
 * @example
 * const counts = countSamples(await executable.sample({ shots: 100, seed: 7 }))
 * counts.get('011') // qubits 0 and 1 read 1, qubit 2 reads 0
 */
export function countSamples(batch: SampleBatch, row = 0): Map<string, number> {
  const { rows, shots, samples } = batch
  if (!Number.isInteger(row) || row < 0 || row >= rows)
    throw new RangeError(`row ${row} is out of range: the batch has rows 0 to ${rows - 1}`)
  const width = batch.columns.length
  const counts = new Map<string, number>()
  for (let shot = 0; shot < shots; shot++) {
    const start = (row * shots + shot) * width
    const text = samples
      .slice(start, start + width)
      .reverse()
      .join('')
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
