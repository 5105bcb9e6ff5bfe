/**
 * What this machine and runtime offer to a simulator, found out once.
 *
 * Whether modules may be compiled is tried on an empty one: a page's policy can forbid it. Their features are probed by `WebAssembly.validate` on the smallest
 * module that uses each: nothing is run. What a GPU offers is asked apart (`webGpuAvailability.ts`).
 */

export interface PlatformCapabilities {
  readonly runtime: 'node' | 'bun' | 'deno' | 'browser' | 'worker' | 'unknown'
  /** Whether modules may be compiled at all: where not, the features below are false too. */
  readonly wasm: boolean
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
  /** Why the features above that are false are missing. */
  readonly missing: Readonly<Partial<Record<PlatformFeature, string>>>
}

export type PlatformFeature =
  'wasm' | 'wasmSimd' | 'wasmRelaxedSimd' | 'wasmThreads' | 'wasmMemory64' | 'sharedArrayBuffer' | 'crossOriginIsolated'

let probed: Promise<PlatformCapabilities> | undefined

/**
 * What the machine and the runtime offer. Probed on the first call, the same object afterwards.
 *
 * @example
 * const { cores, wasmSimd, missing } = await platformCapabilities()
 * if (!wasmSimd) console.log(missing.wasmSimd)
 */
export function platformCapabilities(): Promise<PlatformCapabilities> {
  probed ??= Promise.resolve(probe())
  return probed
}

function probe(): PlatformCapabilities {
  const runtime = detectRuntime()
  const inPage = runtime === 'browser' || runtime === 'worker'
  const noWasm = reasonAgainstWasm(inPage)
  const validates = (bytes: readonly number[]): boolean => noWasm === undefined && WebAssembly.validate(Uint8Array.from(bytes))
  const features: Readonly<Record<PlatformFeature, boolean>> = {
    wasm: noWasm === undefined,
    wasmSimd: validates(SIMD_MODULE),
    wasmRelaxedSimd: validates(RELAXED_SIMD_MODULE),
    wasmThreads: validates(THREADS_MODULE),
    wasmMemory64: validates(MEMORY64_MODULE),
    sharedArrayBuffer: typeof SharedArrayBuffer === 'function',
    crossOriginIsolated: inPage ? globalThis.crossOriginIsolated : true,
  }
  const missing = Object.fromEntries(
    (Object.keys(features) as PlatformFeature[])
      .filter((feature) => !features[feature])
      .map((feature) => [feature, (feature.startsWith('wasm') ? noWasm : undefined) ?? LACKS[feature]]),
  )
  return Object.freeze({ runtime, ...features, ...machine(), missing: Object.freeze(missing) })
}

const LACKS: Readonly<Record<PlatformFeature, string>> = {
  wasm: 'this runtime has no WebAssembly',
  wasmSimd: 'this engine has no WebAssembly SIMD',
  wasmRelaxedSimd: 'this engine has no WebAssembly relaxed SIMD: products and sums are rounded separately',
  wasmThreads: 'this engine has no WebAssembly threads, so no memory that workers share',
  wasmMemory64: 'this engine has no 64-bit WebAssembly memory: states take at most 4 GiB',
  sharedArrayBuffer: 'this runtime has no SharedArrayBuffer, so no memory that workers share',
  crossOriginIsolated: 'the page is not cross-origin isolated (COOP and COEP headers), so it cannot share memory with workers',
}

/** Why no module can be compiled here; undefined when one can. */
function reasonAgainstWasm(inPage: boolean): string | undefined {
  if (typeof WebAssembly !== 'object') return LACKS.wasm
  try {
    new WebAssembly.Module(Uint8Array.from(HEADER))
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return inPage
      ? `the page's Content-Security-Policy forbids WebAssembly: its script-src needs 'wasm-unsafe-eval' (${why})`
      : `this runtime refuses to compile WebAssembly (${why})`
  }
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
