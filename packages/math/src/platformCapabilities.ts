/**
 * What this machine and runtime offer to a simulator, found out once.
 *
 * WebAssembly features are probed by `WebAssembly.validate` on the smallest module that uses each: nothing is compiled or run.
 */

export interface PlatformCapabilities {
  readonly runtime: 'node' | 'bun' | 'deno' | 'browser' | 'worker' | 'unknown'
  /** 128-bit vectors. */
  readonly wasmSimd: boolean
  /** Fused multiply-add among others. */
  readonly wasmRelaxedSimd: boolean
  /** Atomics and shared memories. */
  readonly wasmThreads: boolean
  /** Memories above 4 GiB. */
  readonly wasmMemory64: boolean
  readonly sharedArrayBuffer: boolean
  /** Whether a page may share memory with its workers; true outside browsers. */
  readonly crossOriginIsolated: boolean
  /** How many threads run at once. */
  readonly cores: number
  /** Of the machine (of the container where it has a limit); undefined when the runtime does not tell. */
  readonly memoryBytes: number | undefined
  /** What a process could still get; undefined when the runtime does not tell. */
  readonly memoryAvailableBytes: number | undefined
  readonly webgpu: WebGpuAvailability
}

export interface WebGpuAvailability {
  readonly available: boolean
  /** Why it is not available. */
  readonly reason?: string
}

let probed: Promise<PlatformCapabilities> | undefined

/**
 * What the machine and the runtime offer. Probed on the first call, the same object afterwards.
 *
 * @example
 * const { cores, wasmSimd } = await platformCapabilities()
 */
export function platformCapabilities(): Promise<PlatformCapabilities> {
  probed ??= probe()
  return probed
}

async function probe(): Promise<PlatformCapabilities> {
  const runtime = detectRuntime()
  const inPage = runtime === 'browser' || runtime === 'worker'
  return Object.freeze({
    runtime,
    wasmSimd: validates(SIMD_MODULE),
    wasmRelaxedSimd: validates(RELAXED_SIMD_MODULE),
    wasmThreads: validates(THREADS_MODULE),
    wasmMemory64: validates(MEMORY64_MODULE),
    sharedArrayBuffer: typeof SharedArrayBuffer === 'function',
    crossOriginIsolated: inPage ? globalThis.crossOriginIsolated : true,
    ...machine(),
    webgpu: await probeWebGpu(),
  })
}

/** Begins every module: "\0asm", version 1. */
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
/** Type section with one function type () -> v128, function section with one function of it. */
const RETURNS_V128 = [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00]

/** Code: i32.const 0, i8x16.splat (fd 0f), i8x16.popcnt (fd 62), end. */
export const SIMD_MODULE = [...HEADER, ...RETURNS_V128, 0x0a, 0x0a, 0x01, 0x08, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x62, 0x0b]

/** Code: i32.const 1, i8x16.splat, i32.const 2, i8x16.splat, i8x16.relaxed_swizzle (fd 80 02), end. */
export const RELAXED_SIMD_MODULE = [
  ...[...HEADER, ...RETURNS_V128, 0x0a, 0x0f, 0x01, 0x0d, 0x00],
  ...[0x41, 0x01, 0xfd, 0x0f, 0x41, 0x02, 0xfd, 0x0f, 0xfd, 0x80, 0x02, 0x0b],
]

/** One function () -> (); memory section: shared (flag 3), 1 to 1 page; code: i32.const 0, i32.atomic.load (fe 10 02 00), drop, end. */
export const THREADS_MODULE = [
  ...[...HEADER, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x05, 0x04, 0x01, 0x03, 0x01, 0x01],
  ...[0x0a, 0x0b, 0x01, 0x09, 0x00, 0x41, 0x00, 0xfe, 0x10, 0x02, 0x00, 0x1a, 0x0b],
]

/** Memory section with one memory of 64-bit addresses (flag 4), at least 1 page. */
export const MEMORY64_MODULE = [...HEADER, 0x05, 0x03, 0x01, 0x04, 0x01]

function validates(bytes: readonly number[]): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(Uint8Array.from(bytes))
}

/** The parts of other runtimes' globals that are read here. */
interface RuntimeGlobals {
  readonly process?: {
    readonly versions?: Readonly<Record<string, string | undefined>>
    readonly getBuiltinModule?: (name: string) => unknown
    readonly constrainedMemory?: () => number
    readonly availableMemory?: () => number
  }
  readonly Deno?: unknown
  readonly window?: unknown
  readonly WorkerGlobalScope?: unknown
  readonly navigator?: {
    readonly hardwareConcurrency?: number
    readonly deviceMemory?: number
    readonly gpu?: { requestAdapter: () => Promise<unknown> }
  }
}

const globals = globalThis as unknown as RuntimeGlobals

function detectRuntime(): PlatformCapabilities['runtime'] {
  const versions = globals.process?.versions
  if (globals.Deno !== undefined) return 'deno'
  if (versions?.['bun'] !== undefined) return 'bun'
  if (versions?.['node'] !== undefined) return 'node'
  if (globals.WorkerGlobalScope !== undefined) return 'worker'
  return globals.window === undefined ? 'unknown' : 'browser'
}

/** The functions of node:os that are used here. */
interface OperatingSystem {
  totalmem: () => number
  freemem: () => number
  availableParallelism: () => number
}

function machine(): Pick<PlatformCapabilities, 'cores' | 'memoryBytes' | 'memoryAvailableBytes'> {
  const { process, navigator } = globals
  const os = process?.getBuiltinModule?.('node:os') as OperatingSystem | undefined
  if (os === undefined) {
    const gibibytes = navigator?.deviceMemory
    return {
      cores: navigator?.hardwareConcurrency ?? 1,
      memoryBytes: gibibytes === undefined ? undefined : gibibytes * 2 ** 30,
      memoryAvailableBytes: undefined,
    }
  }
  const total = os.totalmem()
  const limit = process?.constrainedMemory?.() ?? 0 // 0, or a number beyond any machine, when there is no limit
  return {
    cores: os.availableParallelism(),
    memoryBytes: limit > 0 && limit < total ? limit : total,
    memoryAvailableBytes: process?.availableMemory?.() ?? os.freemem(),
  }
}

async function probeWebGpu(): Promise<WebGpuAvailability> {
  const gpu = globals.navigator?.gpu
  if (gpu === undefined) return { available: false, reason: 'navigator.gpu is missing: this runtime has no WebGPU or has it switched off' }
  try {
    const adapter = await gpu.requestAdapter()
    return adapter === null ? { available: false, reason: 'WebGPU found no adapter: no usable GPU or driver' } : { available: true }
  } catch (error) {
    return { available: false, reason: `WebGPU failed to give an adapter: ${error instanceof Error ? error.message : String(error)}` }
  }
}
