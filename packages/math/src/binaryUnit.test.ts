import { describe, expect, test } from 'vitest'
import { binaryUnit } from './binaryUnit.ts'

describe('binaryUnit', () => {
  test('is the power of two at or below the largest absolute value, in the whole range of doubles', () => {
    for (let exponent = -1074; exponent <= 1023; exponent++) {
      const unit = 2 ** exponent
      expect(binaryUnit([0, -unit, unit / 2])).toBe(unit)
      const below = unit * (1 - 2 ** -53) // the last double below a power of two
      if (exponent > -1022) expect(binaryUnit([below])).toBe(unit / 2)
    }
    expect(binaryUnit([Number.MAX_VALUE])).toBe(2 ** 1023)
  })

  test('is 1 for zeros and for nothing', () => {
    expect([binaryUnit([]), binaryUnit([0, -0])]).toEqual([1, 1])
  })

  test('refuses what is no number', () => {
    expect(() => binaryUnit([1, NaN])).toThrow('NaN at 1')
    expect(() => binaryUnit([-Infinity])).toThrow(RangeError)
  })
})
