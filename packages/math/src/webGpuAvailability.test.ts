import { afterEach, describe, expect, test, vi } from 'vitest'
import type * as Probe from './webGpuAvailability.ts'

/** The module, asking anew where the runtime's GPU is this one. */
async function withGpu(gpu: unknown): Promise<typeof Probe> {
  vi.stubGlobal('navigator', gpu === undefined ? {} : { gpu })
  vi.resetModules()
  return import('./webGpuAvailability.ts')
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('webGpuAvailability', () => {
  test('asks once, and for an adapter alone', async () => {
    const requestAdapter = vi.fn(async () => ({}))
    const { webGpuAvailability } = await withGpu({ requestAdapter })
    expect(requestAdapter).not.toHaveBeenCalled()
    expect(await webGpuAvailability()).toEqual({ available: true })
    expect(webGpuAvailability()).toBe(webGpuAvailability())
    expect(requestAdapter).toHaveBeenCalledOnce()
  })

  test.each([
    ['no WebGPU', undefined, /navigator\.gpu is missing/],
    ['no adapter', { requestAdapter: async () => null }, /no usable GPU or driver/],
    ['a failure', { requestAdapter: () => Promise.reject(new Error('lost')) }, /failed to give an adapter: lost/],
  ])('gives the reason where there is %s', async (_, gpu, reason) => {
    const { webGpuAvailability } = await withGpu(gpu)
    expect(await webGpuAvailability()).toEqual({ available: false, reason: expect.stringMatching(reason) as string })
  })
})
