import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BufferPool, type PooledArrays } from './BufferPool.ts'

describe('BufferPool', () => {
  test('lends the memory that it has back before it allocates', () => {
    const pool = new BufferPool()
    const first = pool.acquire('f64', 100)
    pool.release(first)
    const second = pool.acquire('f32', 129) // 516 bytes: the class of 1024, as 800 bytes are
    expect(second.buffer).toBe(first.buffer)
    expect(second).toBeInstanceOf(Float32Array)
    expect(second).toHaveLength(129)
    expect(pool.statistics()).toEqual({ acquired: 2, reused: 1, bytesHeld: 1024, bytesInUse: 1024 })
  })

  test('arrays that are lent at one time never share memory', () => {
    const pool = new BufferPool()
    const [a, b] = [pool.acquire('i32', 4), pool.acquire('u8', 4)]
    expect(a.buffer).not.toBe(b.buffer)
  })

  test('adds up after any sequence of requests', () => {
    const kind = fc.constantFrom<keyof PooledArrays>('f64', 'f32', 'i32', 'u8')
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, fc.nat(5000), fc.boolean()), { maxLength: 60 }), (requests) => {
        const pool = new BufferPool()
        const lent: PooledArrays[keyof PooledArrays][] = []
        for (const [wanted, length, giveBack] of requests) {
          lent.push(pool.acquire(wanted, length))
          if (giveBack) pool.release(lent.shift() as PooledArrays[keyof PooledArrays])
        }
        const { bytesHeld, bytesInUse, acquired, reused } = pool.statistics()
        expect(bytesInUse).toBe(lent.reduce((sum, array) => sum + array.buffer.byteLength, 0))
        expect(bytesHeld).toBeGreaterThanOrEqual(bytesInUse)
        expect([acquired, reused <= acquired]).toEqual([requests.length, true])
        pool.clear()
        expect(pool.statistics().bytesHeld).toBe(bytesInUse)
        for (const array of lent) pool.release(array)
        expect(pool.statistics().bytesInUse).toBe(0)
      }),
      { seed: 9 },
    )
  })

  test('gives idle memory up before it refuses for its limit', () => {
    const pool = new BufferPool({ byteLimit: 4096 })
    pool.release(pool.acquire('u8', 2048))
    const large = pool.acquire('u8', 4096)
    expect(() => pool.acquire('f64', 1)).toThrow("64 B do not fit: 4.0 KiB of the pool's 4.0 KiB are in use")
    pool.release(large)
    expect(pool.acquire('f64', 1)).toHaveLength(1)
  })

  test('refuses foreign and twice released arrays, and lengths that are none', () => {
    const pool = new BufferPool()
    const array = pool.acquire('f64', 1)
    pool.release(array)
    expect(() => pool.release(array)).toThrow('not lent by this pool')
    expect(() => pool.release(new Float64Array(1))).toThrow('not lent by this pool')
    expect(() => pool.acquire('f64', -1)).toThrow('got -1')
    expect(() => new BufferPool({ byteLimit: 0 })).toThrow('got 0')
  })
})
