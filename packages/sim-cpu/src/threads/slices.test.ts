import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SLICE_MILLISECONDS, firstSlice, nextSlice, partStart } from './slices.ts'
import { teamSize } from './teamSize.ts'

const stage = (units: number, amplitudes?: number) =>
  ({ units, ...(amplitudes === undefined ? {} : { amplitudes }) }) as Parameters<typeof firstSlice>[0]

describe('parts of a stage', () => {
  test('follow each other from the first unit to the last, about equally long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), fc.integer({ min: 1, max: 64 }), (units, parts) => {
        const starts = Array.from({ length: parts + 1 }, (_, part) => partStart(units, parts, part))
        expect(starts[0]).toBe(0)
        expect(starts[parts]).toBe(units)
        const lengths = starts.slice(1).map((start, part) => start - starts[part])
        expect(Math.min(...lengths)).toBeGreaterThanOrEqual(0)
        expect(Math.max(...lengths.map((length) => Math.abs(length - units / parts)))).toBeLessThanOrEqual(
          Math.max(1, (units / parts) * 0.07),
        )
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})

describe('slices', () => {
  test('begin small where the work is large, and with all units where it is small', () => {
    expect(firstSlice(stage(1000, 2 ** 25))).toBe(1)
    expect(firstSlice(stage(2 ** 20, 2 ** 21))).toBe(2 ** 14)
    expect(firstSlice(stage(500, 1000))).toBe(500)
    expect(firstSlice(stage(7, 0))).toBe(7)
  })

  test('come to last as long as they should, without a jump, whatever a unit takes', () => {
    for (const unitMilliseconds of [1e-6, 1e-4, 0.01, 0.5, 3, 20]) {
      let units = 1
      for (let i = 0; i < 12; i++) {
        const next = nextSlice(units, units * unitMilliseconds, SLICE_MILLISECONDS)
        expect(next).toBeLessThanOrEqual(8 * units)
        units = next
      }
      expect(units * unitMilliseconds).toBeLessThanOrEqual(Math.max(SLICE_MILLISECONDS, unitMilliseconds))
      expect(units * unitMilliseconds).toBeGreaterThan(SLICE_MILLISECONDS / 2)
    }
  })
})

describe('a team', () => {
  test('has a worker for each 2^13 amplitudes of a stage', () => {
    expect(teamSize([stage(1000, 2 ** 12)], 8, 0)).toBe(1)
    expect(teamSize([stage(1000, 2 ** 15)], 8, 0)).toBe(4)
    expect(teamSize([stage(1000, 2 ** 24), stage(1, 1)], 8, 0)).toBe(8)
  })

  test('shares the workers with other jobs where its stages are short', () => {
    expect(teamSize([stage(1000, 2 ** 18)], 8, 1)).toBe(4)
    expect(teamSize([stage(1000, 2 ** 18)], 8, 20)).toBe(1)
    expect(teamSize([stage(1000, 2 ** 24)], 8, 20)).toBe(8)
  })
})
