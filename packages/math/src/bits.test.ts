import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bitString, gatherBits, insertZeroBit, insertZeroBits, parity, popcount, reverseBits, scatterBits } from './bits.ts'

const word = fc.integer({ min: 0, max: 0xffffffff })
const positions = fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { maxLength: 32 })
const ones = (x: number): number => x.toString(2).replaceAll('0', '').length
const holds = <T extends readonly unknown[]>(property: fc.IProperty<T>): void => fc.assert(property, { seed: 5, numRuns: 500 })

describe('bits', () => {
  test('popcount and parity count the ones of the binary text', () => {
    for (const x of [0, 1, 0x80000000, 0xffffffff]) expect([popcount(x), parity(x)]).toEqual([ones(x), ones(x) % 2])
    holds(fc.property(word, (x) => popcount(x) === ones(x) && parity(x) === ones(x) % 2))
  })

  test('insertZeroBit counts through exactly the indices whose bit is clear', () => {
    for (let bit = 0; bit < 6; bit++) {
      const visited = Array.from({ length: 32 }, (_, index) => insertZeroBit(index, bit))
      expect(visited).toEqual(Array.from({ length: 64 }, (_, index) => index).filter((index) => ((index >> bit) & 1) === 0))
    }
    expect(insertZeroBit(0x7fffffff, 31)).toBe(0x7fffffff)
    expect(insertZeroBit(0x7fffffff, 0)).toBe(0xfffffffe)
  })

  test('insertZeroBits leaves the other bits in order', () => {
    holds(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { maxLength: 12 }), word, (bits, x) => {
        const sorted = bits.toSorted((p, q) => p - q)
        const others = Array.from({ length: 32 }, (_, q) => q).filter((q) => !sorted.includes(q))
        const index = sorted.length === 0 ? x : x >>> sorted.length
        const result = insertZeroBits(index, sorted)
        return gatherBits(result, others) === index && gatherBits(result, sorted) === 0
      }),
    )
  })

  test('gatherBits takes bit qubits[i] to bit i and scatterBits takes it back', () => {
    expect(gatherBits(0b1000, [3, 0])).toBe(0b01)
    expect(gatherBits(0x80000000, [31])).toBe(1)
    expect(scatterBits(1, [31])).toBe(0x80000000)
    holds(
      fc.property(positions, word, (qubits, x) => gatherBits(scatterBits(gatherBits(x, qubits), qubits), qubits) === gatherBits(x, qubits)),
    )
  })

  test('reverseBits reads the text backwards', () => {
    expect(reverseBits(1, 32)).toBe(0x80000000)
    holds(
      fc.property(word, fc.integer({ min: 1, max: 32 }), (x, width) => {
        const text = bitString(x, 32).slice(32 - width)
        return bitString(reverseBits(x, width), width) === Array.from(text).reverse().join('')
      }),
    )
  })

  test('bitString prints the highest qubit first', () => {
    expect(bitString(3, 4)).toBe('0011')
    expect(bitString(0, 0)).toBe('')
    expect(bitString(2 ** 40, 41)).toBe('1'.padEnd(41, '0'))
  })
})
