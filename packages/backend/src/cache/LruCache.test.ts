import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LruCache } from './LruCache.ts'

describe('LruCache', () => {
  test('never holds more bytes than it may, and says what it holds', () => {
    const operations = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(60), fc.boolean()), { maxLength: 60 })
    fc.assert(
      fc.property(operations, (steps) => {
        const cache = new LruCache<number>(100)
        for (const [key, bytes, write] of steps) {
          if (write) cache.set(key, bytes, bytes)
          else cache.get(key)
          expect(cache.statistics().bytes).toBeLessThanOrEqual(100)
        }
        const held = ['a', 'b', 'c', 'd'].map((key) => cache.get(key)).filter((bytes) => bytes !== undefined)
        expect(cache.statistics().entries).toBe(held.length)
        expect(cache.statistics().bytes).toBe(held.reduce((sum, bytes) => sum + bytes + 2, 0))
      }),
      { seed: 7 },
    )
  })

  test('forgets what was used longest ago', () => {
    const cache = new LruCache<string>(30)
    cache.set('a', 'A', 8)
    cache.set('b', 'B', 8)
    cache.set('c', 'C', 8)
    expect(cache.get('a')).toBe('A')
    cache.set('d', 'D', 8)
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['A', undefined, 'C', 'D'])
    expect(cache.statistics()).toEqual({ hits: 4, misses: 1, evictions: 1, bytes: 30, entries: 3 })
  })

  test('does not keep what is larger than the whole cache, nor evicts for it', () => {
    const cache = new LruCache<string>(20)
    cache.set('a', 'A', 8)
    cache.set('b', 'B', 100)
    expect(cache.get('b')).toBeUndefined()
    expect(cache.get('a')).toBe('A')
  })

  test('replaces an entry of the same key', () => {
    const cache = new LruCache<string>(100)
    cache.set('a', 'old', 50)
    cache.set('a', 'new', 10)
    expect(cache.get('a')).toBe('new')
    expect(cache.statistics()).toMatchObject({ bytes: 12, entries: 1, evictions: 0 })
  })

  test('refuses a size that is not one', () => {
    expect(() => new LruCache(-1)).toThrow(RangeError)
    expect(() => new LruCache(Number.NaN)).toThrow(RangeError)
  })
})
