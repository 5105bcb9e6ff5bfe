/** Makes a WebAssembly memory that may grow to a limit: with 64-bit addresses above 4 GiB, shared between threads where asked. */
import { type PlatformCapabilities, formatBytes } from '@ketwork/math'

export const PAGE_BYTES = 65_536
/** 4 GiB, what 32 bits address. */
const MOST_PAGES_32 = 65_536
/** 16 GiB, the most that engines give a memory with 64-bit addresses. */
const MOST_PAGES_64 = 262_144

export interface MemoryOptions {
  /** How far the memory may grow. */
  readonly memoryBytes: number
  /** Between threads, where the platform has it; false when omitted. */
  readonly shared?: boolean
  /** 64-bit addresses, where the platform has them; when omitted, where 32 bits do not reach. */
  readonly memory64?: boolean
}

export interface GrowableMemory {
  readonly memory: WebAssembly.Memory
  readonly memory64: boolean
  readonly shared: boolean
  /** Pages that it may grow to. */
  readonly maximum: number
  /** Why it is smaller than asked for. */
  readonly smaller: string | undefined
  /** Why it is not shared, where that was asked for. */
  readonly unshared: string | undefined
}

type MemoryPlatform = Pick<PlatformCapabilities, 'wasmMemory64' | 'missing'>

/** An empty memory. Address space is reserved up to the limit where the engine does so, and halved until the engine gives it; nothing is committed. */
export function createMemory({ memoryBytes, ...asked }: MemoryOptions, platform: MemoryPlatform): GrowableMemory {
  const wanted = Math.max(1, Math.ceil(memoryBytes / PAGE_BYTES))
  const memory64 = (asked.memory64 ?? wanted > MOST_PAGES_32) && platform.wasmMemory64
  const unshared = asked.shared === true ? reasonAgainstSharing(platform) : undefined
  const shared = asked.shared === true && unshared === undefined
  const most = memory64 ? MOST_PAGES_64 : MOST_PAGES_32
  const { memory, maximum } = reserve(Math.min(wanted, most), { shared, memory64 })
  const size = formatBytes(maximum * PAGE_BYTES)
  const cut = maximum < Math.min(wanted, most) ? `the engine reserves no more than ${size} for a memory` : undefined
  const capped = memory64 ? `a WebAssembly memory has at most ${size}` : `without 64-bit addresses a WebAssembly memory has at most ${size}`
  return { memory, memory64, shared, maximum, smaller: cut ?? (maximum < wanted ? capped : undefined), unshared }
}

function reasonAgainstSharing({ missing }: MemoryPlatform): string | undefined {
  return missing.crossOriginIsolated ?? missing.sharedArrayBuffer ?? missing.wasmThreads
}

function reserve(
  most: number,
  { shared, memory64 }: { readonly shared: boolean; readonly memory64: boolean },
): { readonly memory: WebAssembly.Memory; readonly maximum: number } {
  for (let maximum = most; ; maximum = Math.ceil(maximum / 2)) {
    try {
      // TypeScript's library knows 32-bit memories alone
      const limits: object = memory64 ? { address: 'i64', initial: 0n, maximum: BigInt(maximum) } : { initial: 0, maximum }
      return { memory: new WebAssembly.Memory({ ...limits, shared } as WebAssembly.MemoryDescriptor), maximum }
    } catch (error) {
      if (!(error instanceof RangeError) || maximum === 1) throw error
    }
  }
}
