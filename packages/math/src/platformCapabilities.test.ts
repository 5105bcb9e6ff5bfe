import { availableParallelism, totalmem } from 'node:os'
import { describe, expect, test } from 'vitest'
import { MEMORY64_MODULE, platformCapabilities, RELAXED_SIMD_MODULE, SIMD_MODULE, THREADS_MODULE } from './platformCapabilities.ts'

describe('platformCapabilities', () => {
  test('tells what Node says about itself', async () => {
    const found = await platformCapabilities()
    expect(found).toMatchObject({ runtime: 'node', cores: availableParallelism(), sharedArrayBuffer: true, crossOriginIsolated: true })
    expect(found.memoryBytes).toBeLessThanOrEqual(totalmem())
    expect(found.memoryAvailableBytes).toBeGreaterThan(0)
  })

  test('is probed once', async () => {
    expect(platformCapabilities()).toBe(platformCapabilities())
    expect(Object.isFrozen(await platformCapabilities())).toBe(true)
  })

  test('finds SIMD and threads, which every supported Node has', async () => {
    expect(await platformCapabilities()).toMatchObject({ wasmSimd: true, wasmThreads: true })
  })

  test('gives a reason when there is no WebGPU', async () => {
    const { webgpu } = await platformCapabilities()
    expect(webgpu.available ? webgpu.reason : typeof webgpu.reason).toBe(webgpu.available ? undefined : 'string')
  })

  test('the SIMD and thread modules are valid because of the instruction that they probe', () => {
    const unknown = (bytes: readonly number[], at: number): boolean => WebAssembly.validate(Uint8Array.from(bytes).fill(0xff, at, at + 1))
    for (const module of [SIMD_MODULE, RELAXED_SIMD_MODULE, THREADS_MODULE]) {
      const prefix = module.findLastIndex((byte) => byte === 0xfd || byte === 0xfe)
      expect(WebAssembly.validate(Uint8Array.from(module))).toBe(true)
      expect(unknown(module, prefix + 1)).toBe(false)
    }
  })

  test('the memory64 module is a memory section whose flag is the 64-bit one', () => {
    expect(MEMORY64_MODULE.slice(8)).toEqual([5, 3, 1, 4, 1])
    expect(WebAssembly.validate(Uint8Array.from(MEMORY64_MODULE.with(11, 0)))).toBe(true)
    expect(WebAssembly.validate(Uint8Array.from(MEMORY64_MODULE.with(11, 0x40)))).toBe(false)
  })
})
