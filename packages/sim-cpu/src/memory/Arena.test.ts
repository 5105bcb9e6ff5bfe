import { RandomStream, platformCapabilities } from '@ketwork/math'
import { buildModule, f64 } from '@ketwork/math/wasm'
import { describe, expect, test } from 'vitest'
import { createMemory } from './createMemory.ts'
import { Arena, ArenaFullError, type Block } from './Arena.ts'

const MEBIBYTE = 2 ** 20
const GIBIBYTE = 2 ** 30
const { wasmMemory64 } = await platformCapabilities()

describe('blocks', () => {
  test('are aligned, lie apart and keep what is written into them, in any order of use', async () => {
    const arena = await Arena.open({ memoryBytes: 64 * MEBIBYTE })
    const random = new RandomStream(1)
    const lent: { block: Block; mark: number }[] = []
    for (let round = 0; round < 3000; round++) {
      if (lent.length > 40 || (lent.length > 0 && random.uniform() < 0.4)) {
        const [{ block, mark }] = lent.splice(Math.floor(random.uniform() * lent.length), 1)
        const numbers = arena.i32(block.address, block.bytes / 4)
        expect(numbers.every((number) => number === mark)).toBe(true)
        arena.free(block)
      } else {
        const block = arena.allocate(4 * Math.floor(2 ** (16 * random.uniform())))
        expect(block.address % 64).toBe(0)
        arena.i32(block.address, block.bytes / 4).fill(round)
        lent.push({ block, mark: round })
      }
    }
    for (const { block } of lent) arena.free(block)
    expect(arena.statistics().bytesInUse).toBe(0)
    expect(arena.largestFree).toBe(64 * MEBIBYTE)
  })

  test('of the same sizes need nothing new after the first round', async () => {
    const arena = await Arena.open({ memoryBytes: 256 * MEBIBYTE })
    const sizes = [8, 100, 5000, 16_384, 16_385, 300_000, 3 * MEBIBYTE, 20 * MEBIBYTE]
    const round = (): void => {
      const blocks = sizes.map((bytes) => arena.allocate(bytes))
      for (const block of blocks) arena.free(block)
    }
    round()
    const { bytesHeld, grown } = arena.statistics()
    for (let i = 0; i < 1000; i++) round()
    const after = arena.statistics()
    expect(after).toMatchObject({ bytesHeld, grown, bytesInUse: 0, allocated: 1001 * sizes.length })
    expect(after.allocated - after.reused).toBeLessThanOrEqual(sizes.length)
  })

  test('that are large take their exact size, up to the limit', async () => {
    const arena = await Arena.open({ memoryBytes: 48 * MEBIBYTE })
    const whole = arena.allocate(48 * MEBIBYTE)
    expect(arena.bytesFree).toBe(0)
    arena.free(whole)
    const parts = Array.from({ length: 6 }, () => arena.allocate(8 * MEBIBYTE))
    for (const index of [1, 3, 2]) arena.free(parts[index])
    expect(arena.bytesFree).toBe(24 * MEBIBYTE)
    expect(arena.allocate(24 * MEBIBYTE).address).toBe(parts[1].address)
    expect(arena.statistics().bytesHeld).toBe(48 * MEBIBYTE)
  })

  test('that do not fit are refused with the bytes needed and available, and nothing changes', async () => {
    const arena = await Arena.open({ memoryBytes: 10 * MEBIBYTE })
    const low = arena.allocate(6 * MEBIBYTE)
    const before = arena.statistics()
    expect(() => arena.allocate(5 * MEBIBYTE)).toThrow(ArenaFullError)
    expect(() => arena.allocate(5 * MEBIBYTE)).toThrow(
      expect.objectContaining({ bytesNeeded: 5 * MEBIBYTE, bytesAvailable: 4 * MEBIBYTE }) as Error,
    )
    expect(arena.statistics()).toEqual(before)
    arena.free(low)
    expect(arena.allocate(10 * MEBIBYTE).bytes).toBe(10 * MEBIBYTE)
  })

  test('get the room of slabs that nobody uses', async () => {
    const arena = await Arena.open({ memoryBytes: MEBIBYTE })
    for (const block of Array.from({ length: 300 }, () => arena.allocate(1000))) arena.free(block)
    expect(arena.allocate(MEBIBYTE).address).toBe(0)
  })

  test('of a small arena come without slabs where there is no room for one', async () => {
    const arena = await Arena.open({ memoryBytes: 1000 })
    const blocks = [arena.allocate(500), arena.allocate(0)]
    expect(blocks[1].address - blocks[0].address).toBe(512)
    expect(arena.bytesFree).toBe(1000 - 512 - 64)
    expect(() => arena.allocate(500)).toThrow(ArenaFullError)
  })

  test('are freed once, with a whole size', async () => {
    const arena = await Arena.open({ memoryBytes: MEBIBYTE })
    const block = arena.allocate(64)
    arena.free(block)
    expect(() => arena.free(block)).toThrow('the block at 0 is not lent')
    expect(() => arena.allocate(1.5)).toThrow('a whole number of bytes, got 1.5')
    await expect(Arena.open({ memoryBytes: 0 })).rejects.toThrow('memoryBytes is 0')
  })
})

describe('the memory', () => {
  test('is imported by modules that are made for its limits, and views see what they write', async () => {
    for (const shared of [false, true]) {
      for (const memory64 of wasmMemory64 ? [false, true] : [false]) {
        const arena = await Arena.open({ memoryBytes: 100 * MEBIBYTE, shared, memory64 })
        expect(arena).toMatchObject({ shared, memory64, smaller: undefined, unshared: undefined })
        const bytes = buildModule({ memory64 }, (module) => {
          module.importMemory('env', 'memory', arena.limits)
          module.exportFunction('put', { parameters: { at: module.address.type, x: 'f64' } }, (f, { at, x }) => f.do(f64.store(at, x)))
        })
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: arena.memory } }) as unknown as {
          exports: { put: (at: number | bigint, x: number) => void }
        }
        const block = arena.allocate(20 * MEBIBYTE)
        arena.allocate(60 * MEBIBYTE)
        exports.put(arena.pointer(block.address + 8), 2.5)
        expect([...arena.f64(block.address, 2)]).toEqual([0, 2.5])
        expect(arena.f32(block.address, 2)).toHaveLength(2)
        expect(arena.u8(block.address + 15, 1)[0]).toBe(0x40)
      }
    }
  })

  test.skipIf(!wasmMemory64)('goes beyond 4 GiB with 64-bit addresses', async () => {
    const arena = await Arena.open({ memoryBytes: 6 * GIBIBYTE, shared: true })
    expect(arena).toMatchObject({ memory64: true, memoryBytes: 6 * GIBIBYTE })
    const state = arena.allocate(5 * GIBIBYTE) // committed where it is touched, so this is cheap
    const numbers = arena.f64(state.address, (5 * GIBIBYTE) / 8)
    numbers[numbers.length - 1] = 7
    expect(arena.f64(state.address + 5 * GIBIBYTE - 8, 1)[0]).toBe(7)
    expect(arena.pointer(state.address + 5 * GIBIBYTE)).toBe(5n * 2n ** 30n)
    expect(arena.largestFree).toBe(GIBIBYTE)
  })

  test.each(['crossOriginIsolated', 'sharedArrayBuffer', 'wasmThreads'] as const)(
    'is not shared, with the reason, without %s',
    (feature) => {
      const platform = { wasmMemory64: false, missing: { [feature]: `no ${feature}` } }
      expect(createMemory({ memoryBytes: 2 ** 20, shared: true }, platform)).toMatchObject({ shared: false, unshared: `no ${feature}` })
      expect(createMemory({ memoryBytes: 2 ** 20 }, platform)).toMatchObject({ shared: false, unshared: undefined })
    },
  )

  test('is cut, with the reason, where the address space ends', async () => {
    const cut = await Arena.open({ memoryBytes: 6 * GIBIBYTE, memory64: false })
    expect(cut).toMatchObject({ memory64: false, memoryBytes: 4 * GIBIBYTE })
    expect(cut.smaller).toBe('without 64-bit addresses a WebAssembly memory has at most 4.0 GiB')
    const whole = cut.allocate(4 * GIBIBYTE)
    expect(cut.pointer(whole.address)).toBe(0)
  })
})
