import { availableParallelism, totalmem } from 'node:os'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type * as Probe from './platformCapabilities.ts'
import { MEMORY64_MODULE, platformCapabilities, RELAXED_SIMD_MODULE, SIMD_MODULE, THREADS_MODULE } from './platformCapabilities.ts'

/** The module, probing anew with these globals. */
async function probedWith(globals: Readonly<Record<string, unknown>>): Promise<typeof Probe> {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  vi.resetModules()
  return import('./platformCapabilities.ts')
}

afterEach(() => {
  vi.unstubAllGlobals()
})

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

  test('asks for no GPU', async () => {
    const requestAdapter = vi.fn()
    const { platformCapabilities: probe } = await probedWith({ navigator: { gpu: { requestAdapter }, hardwareConcurrency: 3 } })
    await probe()
    expect(requestAdapter).not.toHaveBeenCalled()
  })

  test('gives a reason for each feature that is missing, and for no other', async () => {
    const { missing, ...found } = await platformCapabilities()
    const lacking = Object.entries(found).flatMap(([name, value]) => (value === false ? [name] : []))
    expect(Object.keys(missing).sort()).toEqual(lacking.sort())
  })

  test('without WebAssembly none of its features is there', async () => {
    const { platformCapabilities: probe } = await probedWith({ WebAssembly: undefined })
    const found = await probe()
    const reason = 'this runtime has no WebAssembly'
    expect(found).toMatchObject({ wasm: false, wasmSimd: false, wasmRelaxedSimd: false, wasmThreads: false, wasmMemory64: false })
    expect(found.missing).toEqual({ wasm: reason, wasmSimd: reason, wasmRelaxedSimd: reason, wasmThreads: reason, wasmMemory64: reason })
  })

  test('where modules are valid but may not be compiled, none of its features is there either', async () => {
    const refusal = new WebAssembly.CompileError('Wasm code generation disallowed by embedder')
    const Module = vi.fn(function () {
      throw refusal
    })
    const { platformCapabilities: probe } = await probedWith({ WebAssembly: { ...WebAssembly, validate: () => true, Module } })
    const { wasm, wasmSimd, missing } = await probe()
    expect({ wasm, wasmSimd }).toEqual({ wasm: false, wasmSimd: false })
    expect(missing.wasmSimd).toBe('this runtime refuses to compile WebAssembly (Wasm code generation disallowed by embedder)')
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
