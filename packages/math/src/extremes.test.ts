import { expect, test } from 'vitest'
import { largest, smallest } from './extremes.ts'

test('largest and smallest are what Math.max and Math.min give, for lists too long for a call', () => {
  const values = Array.from({ length: 500_000 }, (_, i) => (i * 7919) % 500_009)
  expect([smallest(values), largest(values)]).toEqual([0, values.reduce((a, b) => Math.max(a, b))])
  expect([largest([]), smallest([]), largest([], 3), largest([1], 3), smallest([4], 3)]).toEqual([-Infinity, Infinity, 3, 3, 3])
  expect([largest([1, NaN, 2]), smallest(new Set([1, NaN]))]).toEqual([NaN, NaN])
})
