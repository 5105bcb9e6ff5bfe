import { describe, expect, test } from 'vitest'
import type { SampleBatch } from '../backend.ts'
import { countSamples } from './countSamples.ts'

const batch: SampleBatch = {
  rows: 2,
  shots: 3,
  columns: ['q0', 'q1'],
  samples: Uint8Array.from([1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1]),
  ranOn: { device: 'none', precision: 'f64', method: 'stateVector', plan: 'drawn' },
}

describe('countSamples', () => {
  test('counts one row, highest column first, in the order of the strings', () => {
    expect([...countSamples(batch)]).toEqual([
      ['00', 1],
      ['01', 2],
    ])
    expect([...countSamples(batch, 1)]).toEqual([
      ['10', 1],
      ['11', 2],
    ])
  })

  test('refuses a row that is not there', () => {
    expect(() => countSamples(batch, 2)).toThrow('row 2 is out of range: the batch has rows 0 to 1')
  })
})
