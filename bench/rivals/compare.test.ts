import { describe, expect, test } from 'vitest'
import { type Build, ROUNDS, compareBuilds, comparisonOf, lowerBound } from './compare.ts'

const asked = { workload: 'layers', n: 4, precision: 'f64' }

/** A build whose runs take so long (said, not spent). */
function buildOf(log: string[], name: string, medianMs: number, check = 0.5): Build {
  return {
    prepare: async () => ({ check, ms: medianMs, setting: '', version: '', compileMs: 0 }),
    async slice() {
      log.push(name)
      return { ms: medianMs / 2, medianMs, runs: 9, share: 1 }
    },
    release: async () => undefined,
  }
}

describe('two builds are compared', () => {
  test('in turn, each first in every other round, by medians of slices', async () => {
    const log: string[] = []
    const result = await compareBuilds(buildOf(log, 'old', 3), buildOf(log, 'new', 2), asked)
    expect(log.slice(0, 4)).toEqual(['old', 'new', 'new', 'old'])
    expect(log).toHaveLength(2 * ROUNDS)
    expect(result).toEqual({ oldMs: 3, newMs: 2, speed: 1.5, lowerBound: 1.5 })
  })

  test('and refused where they compute different numbers', async () => {
    const result = await compareBuilds(buildOf([], 'old', 3, 0.5), buildOf([], 'new', 2, 0.5 + 2e-9), asked)
    expect(result.refused).toContain('0.500000002')
  })

  test('by the ratio of each round, so that a machine that slows down does not count', () => {
    const drift = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(
      comparisonOf(
        drift.map((time) => 1.5 * time),
        drift,
      ),
    ).toMatchObject({ speed: 1.5, lowerBound: 1.5 })
  })
})

describe('the lower bound', () => {
  // tables of the sign test: of 15 the 4th, of 10 the 2nd, of 5 the smallest, of 20 the 6th
  test.each([
    [15, 4],
    [10, 2],
    [5, 1],
    [20, 6],
  ])('of %d values is the smallest number %d', (n, k) => {
    const values = Array.from({ length: n }, (_, i) => n - i)
    expect(lowerBound(values)).toBe(k)
  })

  test('needs five values', () => {
    expect(() => lowerBound([1, 2, 3, 4])).toThrow(RangeError)
  })
})
