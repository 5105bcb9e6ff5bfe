import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquaredTail, chiSquaredTest } from './chiSquaredTest.ts'
import { formatBytes } from './formatBytes.ts'
import { median, quantile } from './quantile.ts'
import { RandomStream } from './RandomStream.ts'
import { RunningStatistics } from './RunningStatistics.ts'

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 })

function statisticsOf(values: readonly number[]): RunningStatistics {
  const statistics = new RunningStatistics()
  for (const value of values) statistics.add(value)
  return statistics
}

describe('RunningStatistics', () => {
  test('takes the largest doubles', () => {
    const statistics = statisticsOf([Number.MAX_VALUE, Number.MAX_VALUE, 0, 0])
    expect(statistics.mean / Number.MAX_VALUE).toBeCloseTo(1 / 2, 15)
    expect(statistics.populationDeviation / Number.MAX_VALUE).toBeCloseTo(1 / 2, 15)
  })

  test('are those of the definition, in two passes', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const { count, mean, variance, standardError, min, max } = statisticsOf(values)
        const exactMean = values.reduce((sum, value) => sum + value, 0) / values.length
        const exactVariance = values.reduce((sum, value) => sum + (value - exactMean) ** 2, 0) / (values.length - 1)
        expect(mean).toBeCloseTo(exactMean, 6)
        expect(Math.abs(variance - exactVariance)).toBeLessThanOrEqual(1e-9 * (1 + exactVariance))
        expect(standardError).toBeCloseTo(Math.sqrt(variance / count), 12)
        expect([count, min, max]).toEqual([values.length, Math.min(...values), Math.max(...values)])
      }),
      { seed: 7 },
    )
  })

  test('merging two halves is adding all', () => {
    fc.assert(
      fc.property(numbers, fc.nat(50), (values, cut) => {
        const merged = statisticsOf(values.slice(0, cut))
        merged.merge(statisticsOf(values.slice(cut)))
        const all = statisticsOf(values)
        expect([merged.count, merged.min, merged.max]).toEqual([all.count, all.min, all.max])
        expect(merged.mean).toBeCloseTo(all.mean, 6)
        expect(Math.abs(merged.variance - all.variance)).toBeLessThanOrEqual(1e-9 * (1 + all.variance))
      }),
      { seed: 8 },
    )
  })

  test('keep the variance of small steps on a large offset', () => {
    expect(statisticsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBe(30)
  })

  test('give the same figures in every unit of the numbers, to the last bit for powers of two', () => {
    const values = [3, -1, 4, 1, -5, 9, 2, 6]
    const one = statisticsOf(values)
    expect(one.populationDeviation).toBeCloseTo(Math.sqrt(one.variance * (7 / 8)), 14)
    for (const unit of [2 ** -1060, 2 ** -500, 2 ** 40, 2 ** 500, 2 ** 1019]) {
      const other = statisticsOf(values.map((value) => value * unit))
      const merged = statisticsOf(values.slice(0, 3).map((value) => value * unit))
      merged.merge(statisticsOf(values.slice(3).map((value) => value * unit)))
      for (const figure of ['mean', 'standardDeviation', 'populationDeviation', 'standardError'] as const) {
        expect(Math.abs(other[figure] / unit / one[figure] - 1)).toBeLessThan(unit < 2 ** -1022 ? 0.1 : Number.MIN_VALUE)
        expect(Math.abs(merged[figure] / unit / one[figure] - 1)).toBeLessThan(unit < 2 ** -1022 ? 0.1 : 1e-15)
      }
    }
    expect(statisticsOf([1e160, 3e160]).standardDeviation / (Math.SQRT2 * 1e160)).toBeCloseTo(1, 15)
    expect(statisticsOf([1e-160, 3e-160]).standardDeviation / (Math.SQRT2 * 1e-160)).toBeCloseTo(1, 15)
    expect(statisticsOf([1.7e308, -1.7e308])).toMatchObject({ mean: 0, populationDeviation: 1.7e308 })
  })

  test('merge numbers of units far apart', () => {
    for (const [a, b] of [
      [
        [1e-200, 2e-200],
        [1e200, 3e200],
      ],
      [
        [0, 0],
        [1, 3],
      ],
      [
        [1, 3],
        [0, 0],
      ],
    ] as const) {
      const merged = statisticsOf(a)
      merged.merge(statisticsOf(b))
      expect(merged.mean / statisticsOf([...a, ...b]).mean).toBeCloseTo(1, 12)
      expect(merged.standardDeviation / statisticsOf([...a, ...b]).standardDeviation).toBeCloseTo(1, 12)
    }
  })

  test('say NaN where there is nothing to say, and refuse NaN', () => {
    const empty = new RunningStatistics()
    expect([empty.mean, empty.variance, empty.min, empty.max]).toEqual([NaN, NaN, Infinity, -Infinity])
    expect(() => empty.add(NaN)).toThrow('got NaN')
  })
})

describe('quantile', () => {
  test('interpolates as NumPy does', () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile([4, 1, 3, 2], q))).toEqual([1, 1.75, 2.5, 3.7, 4])
    expect([median([5]), median([2, 9]), median([3, 1, 2])]).toEqual([5, 5.5, 2])
  })

  test('leaves its argument alone and refuses what has no quantile', () => {
    const values = Float64Array.of(3, 1, 2)
    quantile(values, 0.5)
    expect([...values]).toEqual([3, 1, 2])
    expect(() => quantile([], 0.5)).toThrow('no values')
    expect(() => quantile([1], 1.5)).toThrow('q must be between 0 and 1, got 1.5')
    expect(() => median([1, NaN])).toThrow('values[1] is NaN')
  })
})

describe('chiSquaredTail', () => {
  // mpmath, 30 digits: gammainc(k / 2, x / 2, regularized=True)
  test.each([
    [1, 1, 0.31731050786291415],
    [37.32, 1, 1.0025121097776958e-9],
    [0.001, 1, 0.9747728793699604],
    [2.1, 1, 0.14729913862267605],
    [0.5, 3, 0.9188914116546758],
    [44, 7, 2.1370914121840568e-7],
    [60, 10, 3.624300952061488e-9],
    [1200, 1000, 1.2255942330622905e-5],
    [1500, 1001, 1.2832548121592172e-22],
    [10000, 9500, 0.0001781885245884023],
  ])('of %f with %i degrees of freedom is %f', (x, degrees, tail) => {
    expect(Math.abs(chiSquaredTail(x, degrees) / tail - 1)).toBeLessThan(2e-12 + 1e-15 * degrees)
  })

  test('is 1 at 0, 0 at infinity, falls in x and rises with the degrees of freedom', () => {
    expect([chiSquaredTail(0, 3), chiSquaredTail(Infinity, 3)]).toEqual([1, 0])
    for (let degrees = 1; degrees < 30; degrees++) {
      for (let x = 0.25; x < 40; x += 0.25) {
        expect(chiSquaredTail(x + 0.25, degrees)).toBeLessThan(chiSquaredTail(x, degrees) + 1e-15)
        expect(chiSquaredTail(x, degrees + 1)).toBeGreaterThan(chiSquaredTail(x, degrees) - 1e-15)
      }
    }
    expect(() => chiSquaredTail(-1, 2)).toThrow(RangeError)
    expect(() => chiSquaredTail(1, 1.5)).toThrow(RangeError)
  })
})

describe('chiSquaredTest', () => {
  test('is the textbook sum', () => {
    const { statistic, degreesOfFreedom, pValue } = chiSquaredTest([44, 56], [0.5, 0.5])
    expect([statistic, degreesOfFreedom]).toEqual([1.44, 1])
    expect(pValue).toBeCloseTo(0.23013934044341, 12)
  })

  test('pools the cells that expect fewer than five counts', () => {
    const probabilities = [0.9, 0.04, 0.03, 0.03]
    expect(chiSquaredTest([90, 4, 3, 3], probabilities)).toEqual({ statistic: 0, degreesOfFreedom: 1, pValue: 1 })
    expect(chiSquaredTest([50, 46, 2, 2], [0.49, 0.49, 0.01, 0.01]).degreesOfFreedom).toBe(1)
    expect(chiSquaredTest([3, 1], [0.5, 0.5])).toEqual({ statistic: 0, degreesOfFreedom: 0, pValue: 1 })
  })

  test('a hit in a cell of probability zero is impossible', () => {
    expect(chiSquaredTest([99, 1], [1, 0]).pValue).toBe(0)
    expect(chiSquaredTest([100, 0], [1, 0]).pValue).toBe(1)
  })

  test('p-values of a right sampler are uniform, those of a wrong one vanish', () => {
    const random = new RandomStream(61)
    const probabilities = [0.1, 0.2, 0.3, 0.4]
    const draw = (bias: number): number[] => {
      const counts = [0, 0, 0, 0]
      for (let i = 0; i < 2000; i++) {
        const u = random.uniform() ** (1 + bias)
        counts[u < 0.1 ? 0 : u < 0.3 ? 1 : u < 0.6 ? 2 : 3]++
      }
      return counts
    }
    const deciles = new Array<number>(10).fill(0)
    for (let i = 0; i < 1000; i++) deciles[Math.min(9, Math.floor(chiSquaredTest(draw(0), probabilities).pValue * 10))]++
    expect(chiSquaredTest(deciles, new Array<number>(10).fill(0.1)).pValue).toBeGreaterThan(1e-9)
    expect(chiSquaredTest(draw(0.5), probabilities).pValue).toBeLessThan(1e-9)
  })

  test('refuses counts and probabilities that are none', () => {
    expect(() => chiSquaredTest([1], [0.5, 0.5])).toThrow('1 counts and 2 probabilities')
    expect(() => chiSquaredTest([1, 1], [0.5, 0.6])).toThrow('add up to 1.1, not to 1')
    expect(() => chiSquaredTest([1, -1], [0.5, 0.5])).toThrow('observed[1] is -1')
    expect(() => chiSquaredTest([0, 0], [0.5, 0.5])).toThrow('nothing was observed')
  })
})

describe('formatBytes', () => {
  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [2 ** 20 - 1, '1.0 MiB'],
    [8 * 2 ** 30, '8.0 GiB'],
    [16 * 2 ** 40, '16.0 TiB'],
    [-2048, '-2.0 KiB'],
    [Infinity, 'unlimited'],
  ])('writes %f as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})
