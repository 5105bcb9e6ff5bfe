import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { readoutLoss, readoutProbabilities, readoutSize } from './linearReadout.ts'

const readout = { classes: 3, inputs: 2 }
const random = new RandomStream(11)
const draw = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal())
const weights = draw(readoutSize(readout))
const values = draw(8)
const labels = [0, 2, 1, 2]

describe('linear readout', () => {
  test('gives probabilities that sum to 1 and are the softmax of the scores', () => {
    const probabilities = readoutProbabilities(readout, weights, values)
    const scores = [0, 1, 2].map((c) => weights[3 * c] * values[0] + weights[3 * c + 1] * values[1] + weights[3 * c + 2])
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
    scores.forEach((score, c) => expect(probabilities[c]).toBeCloseTo(Math.exp(score) / total, 12))
    for (let row = 0; row < 4; row++)
      expect(probabilities[3 * row] + probabilities[3 * row + 1] + probabilities[3 * row + 2]).toBeCloseTo(1, 12)
  })

  test('stays finite for scores of a thousand', () => {
    const { loss, values: slopes } = readoutLoss(
      readout,
      weights.map((w) => 1000 * w),
      values,
      labels,
    )
    expect(Number.isFinite(loss)).toBe(true)
    expect(slopes.every(Number.isFinite)).toBe(true)
  })

  test('has derivatives by weights and values that equal finite differences', () => {
    const exact = readoutLoss(readout, weights, values, labels)
    const step = 1e-6
    const slope = (list: Float64Array, index: number, loss: (changed: Float64Array) => number): number => {
      const moved = (by: number) => list.map((entry, i) => (i === index ? entry + by : entry))
      return (loss(moved(step)) - loss(moved(-step))) / (2 * step)
    }
    exact.weights.forEach((entry, i) =>
      expect(entry).toBeCloseTo(
        slope(weights, i, (w) => readoutLoss(readout, w, values, labels).loss),
        8,
      ),
    )
    exact.values.forEach((entry, i) =>
      expect(entry).toBeCloseTo(
        slope(values, i, (v) => readoutLoss(readout, weights, v, labels).loss),
        8,
      ),
    )
  })
})
