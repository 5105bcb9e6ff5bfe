import { chiSquaredTest, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { NoiseSource } from './NoiseSource.ts'

/** Effects with a bit for each string of each channel, so that a kind tells what was drawn. */
function channels(...weights: readonly (readonly number[])[]) {
  let bit = 0
  return weights.map((own) => ({ weights: own, effects: own.map((_, i) => Uint32Array.of(i === 0 ? 0 : 1 << bit++)) }))
}

function countsOf(source: NoiseSource, shots: number): Map<number, number> {
  const { shots: drawn, kinds } = source.draw(new RandomStream(1), 0, shots)
  const counts = new Map<number, number>()
  for (const { kind } of drawn) counts.set(kinds[kind][0], (counts.get(kinds[kind][0]) ?? 0) + 1)
  return counts
}

describe('NoiseSource', () => {
  test('draws the strings of each channel with their probabilities, independently', () => {
    const shots = 200_000
    const counts = countsOf(new NoiseSource(channels([0.9, 0.07, 0.03], [0.5, 0.5], [0.8, 0.2]), 1), shots)
    const outcomes = [0, 1, 2].flatMap((a) => [0, 1].flatMap((b) => [0, 1].map((c) => [a, b, c] as const)))
    const expected = outcomes.map(([a, b, c]) => [0.9, 0.07, 0.03][a] * [0.5, 0.5][b] * [0.8, 0.2][c])
    const observed = outcomes.map(([a, b, c]) => counts.get((a === 0 ? 0 : 1 << (a - 1)) | (b << 2) | (c << 3)) ?? 0)
    expect(chiSquaredTest(observed, expected).pValue).toBeGreaterThan(1e-6)
  })

  test('takes certain strings and leaves out impossible ones', () => {
    const counts = countsOf(new NoiseSource(channels([1, 0], [0, 1], [0, 0.25, 0.75], [1]), 1), 1000)
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0b0110, 0b1010])
  })

  test('gives a shot the same noise whatever stands around it, and shots of equal noise one kind', () => {
    const source = new NoiseSource(channels([0.5, 0.5], [0.5, 0.5]), 1)
    const whole = source.draw(new RandomStream(3), 0, 100)
    const part = source.draw(new RandomStream(3), 40, 60)
    part.shots.forEach(({ index, kind, random }, i) => {
      expect(index).toBe(40 + i)
      const other = whole.shots[40 + i]
      expect(part.kinds[kind]).toEqual(whole.kinds[other.kind])
      expect(random.uniform()).toBe(other.random.uniform())
    })
    expect(whole.kinds).toHaveLength(4)
  })
})
