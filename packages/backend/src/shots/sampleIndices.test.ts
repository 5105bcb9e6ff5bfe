import { RandomStream, chiSquaredTest } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { sampleIndices } from './sampleIndices.ts'

const FALSE_ALARM = 1e-9

describe('sampleIndices', () => {
  test('draws each index as often as its probability says', () => {
    const probabilities = [0.5, 0.125, 0, 0.25, 0.0625, 0.0625]
    const counts = new Array<number>(probabilities.length).fill(0)
    for (const index of sampleIndices(probabilities, 100_000, new RandomStream(7))) counts[index]++
    expect(counts[2]).toBe(0)
    const possible = [0, 1, 3, 4, 5]
    const result = chiSquaredTest(
      possible.map((index) => counts[index]),
      possible.map((index) => probabilities[index]),
    )
    expect(result.pValue).toBeGreaterThan(FALSE_ALARM)
  })

  test('gives the same indices for the same stream, and takes weights of any sum', () => {
    const drawn = sampleIndices([1, 2, 3, 4], 50, new RandomStream(3))
    expect(sampleIndices([0.25, 0.5, 0.75, 1], 50, new RandomStream(3))).toEqual(drawn)
  })

  test('never draws an index without weight, not even at the ends', () => {
    expect(new Set(sampleIndices([0, 1, 0], 1000, new RandomStream(1)))).toEqual(new Set([1]))
  })
})
