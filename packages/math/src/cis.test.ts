import { describe, expect, test } from 'vitest'
import { cis } from './cis.ts'
import { isFiniteArray, requireFinite } from './finite.ts'

describe('cis', () => {
  test('is exact at quarter turns as they are written, in either order of operations', () => {
    const exact = [[1, 0], [0, 1], [-1, 0], [0, -1]] // prettier-ignore
    for (let k = -1000; k <= 1000; k++) {
      expect(cis((k * Math.PI) / 2)).toEqual(exact[((k % 4) + 4) % 4])
      expect(cis(k * (Math.PI / 2))).toEqual(exact[((k % 4) + 4) % 4])
    }
  })

  test('elsewhere is what Math says, the neighbours of quarter turns included', () => {
    for (const angle of [0.3, -7, 1e9, Math.PI / 2 + 2 ** -52, Math.PI / 4, 1e300]) {
      expect(cis(angle)).toEqual([Math.cos(angle), Math.sin(angle)])
    }
  })

  test('the returned pair belongs to the caller', () => {
    cis(0)[0] = 5
    expect(cis(0)).toEqual([1, 0])
  })
})

describe('requireFinite', () => {
  test('names the index and the value', () => {
    expect(() => requireFinite('angles', [0, 1, NaN])).toThrow('angles[2] is NaN')
    expect(() => requireFinite('angles', Float64Array.of(-Infinity))).toThrow('angles[0] is -Infinity')
    expect(() => requireFinite('angles', [])).not.toThrow()
    expect([isFiniteArray([1, 2]), isFiniteArray([1, NaN])]).toEqual([true, false])
  })
})
