import { expect, test } from 'vitest'
import type { SampleBatch } from '../backend.ts'
import { visibleSamples } from './visibleSamples.ts'

const ranOn: SampleBatch['ranOn'] = { device: 'none', precision: 'f64', method: 'trajectories', plan: 'none' }

test('samples lose the columns of bits whose names begin with #, and nothing else', () => {
  const samples = Uint8Array.of(0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1)
  const batch = { rows: 2, shots: 2, columns: ['a', '#1', 'b#'], samples, ranOn }
  expect(visibleSamples(batch)).toEqual({ ...batch, columns: ['a', 'b#'], samples: Uint8Array.of(0, 1, 1, 0, 0, 0, 1, 1) })
  const plain = { ...batch, columns: ['a', 'b', 'c'] }
  expect(visibleSamples(plain)).toBe(plain)
})
