import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { bothConditions } from './bothConditions.ts'
import { conditionValue, conditionValues, valueOfBits } from './conditionValues.ts'

const random = new RandomStream(64)
const readings = (width: number): number[] => Array.from({ length: width }, () => random.integer(2))
const named = (width: number, letter = 'c'): string[] => Array.from({ length: width }, (_, i) => `${letter}[${i}]`)

describe('the value of a condition', () => {
  test.each([1, 2, 31, 32, 33, 52, 53, 54, 63, 64, 65, 100, 1000])('spells what each of %i bits must read', (width) => {
    for (let drawn = 0; drawn < 20; drawn++) {
      const values = readings(width)
      expect(conditionValues({ bits: named(width), value: valueOfBits(values) })).toEqual(values)
    }
  })

  test('has the first bit least significant', () => {
    expect(valueOfBits([1, 1, 0, 1])).toBe(11)
    expect(conditionValues({ bits: named(4), value: 4 })).toEqual([0, 0, 1, 0])
  })

  test('is a number up to 2^53 - 1, then a bigint', () => {
    expect(valueOfBits(new Array<number>(53).fill(1))).toBe(2 ** 53 - 1)
    expect(valueOfBits([...new Array<number>(53).fill(0), 1])).toBe(2n ** 53n)
    expect(conditionValue(7n)).toBe(7)
    expect(conditionValue(7)).toBe(7)
    expect(conditionValue(-7n)).toBe(-7n)
  })
})

test('bothConditions puts wide registers side by side', () => {
  const [inner, outer] = [readings(40), readings(60)]
  const both = bothConditions({ bits: named(40, 'a'), value: valueOfBits(inner) }, { bits: named(60, 'b'), value: valueOfBits(outer) })
  expect(both.bits).toEqual([...named(40, 'a'), ...named(60, 'b')])
  expect(conditionValues(both)).toEqual([...inner, ...outer])
  const flipped = outer.map((value, i) => (i === 59 ? 1 - value : value))
  const conflict = (): unknown =>
    bothConditions({ bits: named(60, 'b'), value: valueOfBits(outer) }, { bits: named(60, 'b'), value: valueOfBits(flipped) })
  expect(conflict).toThrow("bit 'b[59]' would have to be 0 and 1")
})
