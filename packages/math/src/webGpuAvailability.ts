/** Whether there is a GPU to compute on. Apart from `platformCapabilities`, because asking takes a page up to 150 ms, and browsers without one warn on the console. */

export interface WebGpuAvailability {
  readonly available: boolean
  /** Why it is not available. */
  readonly reason?: string
}

let asked: Promise<WebGpuAvailability> | undefined

/**
 * Asks the runtime for a WebGPU adapter on the first call, and gives the same answer afterwards. Nothing of Ketwork asks by itself.
 *
 * @example
 * const { available, reason } = await webGpuAvailability()
 */
export function webGpuAvailability(): Promise<WebGpuAvailability> {
  asked ??= askForAdapter()
  return asked
}

interface Gpu {
  readonly requestAdapter: () => Promise<unknown>
}

async function askForAdapter(): Promise<WebGpuAvailability> {
  const { gpu } = (globalThis as { readonly navigator?: { readonly gpu?: Gpu } }).navigator ?? {}
  if (gpu === undefined) return { available: false, reason: 'navigator.gpu is missing: this runtime has no WebGPU or has it switched off' }
  try {
    const adapter = await gpu.requestAdapter()
    return adapter === null ? { available: false, reason: 'WebGPU found no adapter: no usable GPU or driver' } : { available: true }
  } catch (error) {
    return { available: false, reason: `WebGPU failed to give an adapter: ${error instanceof Error ? error.message : String(error)}` }
  }
}
