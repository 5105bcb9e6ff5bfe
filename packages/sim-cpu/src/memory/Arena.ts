/**
 * The memory of a backend: one WebAssembly memory, lent out in blocks.
 *
 * Small blocks come from slabs by size class (`SmallBlocks.ts`), others from the free ranges, first fit (`FreeRanges.ts`), to the exact multiple
 * of 64 bytes: a state of 8 GiB takes 8 GiB. The memory grows in steps up to its limit and never shrinks; once it has what the calls need,
 * nothing is allocated any more.
 */
import type { MemoryLedger } from '@ketwork/backend/simulator'
import { formatBytes, platformCapabilities } from '@ketwork/math'
import { FreeRanges } from './FreeRanges.ts'
import { MOST_SMALL_BYTES, type Slab, SmallBlocks, sizeClass, slabBytes } from './SmallBlocks.ts'
import { type GrowableMemory, type MemoryOptions, PAGE_BYTES, createMemory } from './createMemory.ts'

/** Lent bytes; their content is left over from their last use. */
export interface Block {
  /** A multiple of 64. */
  readonly address: number
  /** What was asked for. */
  readonly bytes: number
}

export interface ArenaStatistics {
  /** Lent, with what rounding adds. */
  readonly bytesInUse: number
  /** Size of the memory, lent or idle. */
  readonly bytesHeld: number
  readonly allocated: number
  /** How many of these needed no growth of the memory. */
  readonly reused: number
  readonly grown: number
}

/** The arena has no such block free. Nothing was allocated. */
export class ArenaFullError extends RangeError {
  override readonly name = 'ArenaFullError'
  readonly bytesNeeded: number
  /** The largest block that is free. */
  readonly bytesAvailable: number

  constructor(bytesNeeded: number, bytesAvailable: number) {
    super(`a block of ${formatBytes(bytesNeeded)} is needed and the largest free one has ${formatBytes(bytesAvailable)}`)
    this.bytesNeeded = bytesNeeded
    this.bytesAvailable = bytesAvailable
  }
}

export interface ArenaOptions extends MemoryOptions {
  /** Of all memory that the arena shares with others: what they hold is not free here. */
  readonly ledger?: MemoryLedger | undefined
}

const ALIGNMENT = 64
/** The memory grows by at least this. */
const STEP_BYTES = 2 ** 22

/**
 * A growing memory that is lent out in blocks.
 *
 * @example
 * const arena = await Arena.open({ memoryBytes: 2 ** 30, shared: true })
 * const block = arena.allocate(1000)
 * arena.f64(block.address, 125).fill(0)
 * arena.free(block)
 */
export class Arena {
  readonly memory: WebAssembly.Memory
  /** Whether addresses have 64 bits: kernels take them as bigint then. */
  readonly memory64: boolean
  readonly shared: boolean
  /** The most that all blocks may take together. */
  readonly memoryBytes: number
  /** Why the limit is lower than asked for. */
  readonly smaller: string | undefined
  /** Why the memory is not shared, where that was asked for. */
  readonly unshared: string | undefined
  readonly #maximum: number
  readonly #ledger: MemoryLedger | undefined
  readonly #ranges = new FreeRanges()
  readonly #small = new SmallBlocks()
  readonly #lent = new Map<number, { readonly bytes: number; readonly slab: Slab | undefined }>()
  #end = 0
  #bytesInUse = 0
  #allocated = 0
  #grown = 0
  #grownFor = 0

  private constructor({ memory, memory64, shared, maximum, smaller, unshared }: GrowableMemory, { memoryBytes, ledger }: ArenaOptions) {
    this.#ledger = ledger
    ledger?.add(this)
    this.memory = memory
    this.memory64 = memory64
    this.shared = shared
    this.smaller = smaller
    this.unshared = unshared
    this.#maximum = maximum
    this.memoryBytes = Math.min(memoryBytes, maximum * PAGE_BYTES)
  }

  /**
   * Opens an empty arena: memory is taken when it is needed.
   *
   * @throws RangeError when `memoryBytes` is not a positive number
   */
  static async open(options: ArenaOptions): Promise<Arena> {
    const { memoryBytes } = options
    if (!(memoryBytes > 0 && memoryBytes < Infinity))
      throw new RangeError(`memoryBytes is ${memoryBytes}: it must be a positive number of bytes`)
    return new Arena(createMemory(options, await platformCapabilities()), options)
  }

  /** How a module that works on this memory imports it. */
  get limits(): { readonly initial: number; readonly maximum: number; readonly shared: boolean } {
    return { initial: 0, maximum: this.#maximum, shared: this.shared }
  }

  /**
   * Lends a block.
   *
   * @throws ArenaFullError
   */
  allocate(bytes: number): Block {
    if (!(Number.isSafeInteger(bytes) && bytes >= 0)) throw new RangeError(`a block has a whole number of bytes, got ${bytes}`)
    const grownBefore = this.#grown
    const { address, ...lent } = (bytes <= MOST_SMALL_BYTES ? this.#takeSmall(sizeClass(bytes)) : undefined) ?? this.#takeRange(bytes)
    this.#lent.set(address, lent)
    this.#bytesInUse += lent.bytes
    this.#allocated++
    if (this.#grown > grownBefore) this.#grownFor++
    return { address, bytes }
  }

  /**
   * Takes a block back.
   *
   * @throws RangeError when it is not lent
   */
  free({ address }: Block): void {
    const lent = this.#lent.get(address)
    if (lent === undefined) throw new RangeError(`the block at ${address} is not lent: it was freed already, or comes from another arena`)
    this.#lent.delete(address)
    this.#bytesInUse -= lent.bytes
    if (lent.slab === undefined) this.#ranges.release(address, lent.bytes)
    else this.#small.release({ address, slab: lent.slab })
  }

  /** Lent, with what rounding adds. */
  get bytesInUse(): number {
    return this.#bytesInUse
  }

  /** What is not lent, here or elsewhere on the ledger. A single block may be as large as `largestFree`. */
  get bytesFree(): number {
    return Math.max(0, Math.min(this.memoryBytes - this.#bytesInUse, this.#ledger?.free ?? Infinity))
  }

  /** The largest block that can be lent now. */
  get largestFree(): number {
    this.#reclaimSlabs()
    return this.#largestRange()
  }

  statistics(): ArenaStatistics {
    const { byteLength } = this.memory.buffer
    const [allocated, grown] = [this.#allocated, this.#grown]
    return { bytesInUse: this.#bytesInUse, bytesHeld: byteLength, allocated, reused: allocated - this.#grownFor, grown }
  }

  /** The address as a kernel takes it. */
  pointer(address: number): number | bigint {
    return this.memory64 ? BigInt(address) : address
  }

  /** A view of numbers; it ends with the next growth where the memory is not shared, so make one for each use. */
  f64(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length)
  }

  f32(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length)
  }

  /** The same in the precision of states. */
  numbers(precision: 'f64' | 'f32', address: number, length: number): Float64Array | Float32Array {
    return precision === 'f64' ? this.f64(address, length) : this.f32(address, length)
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length)
  }

  u16(address: number, length: number): Uint16Array {
    return new Uint16Array(this.memory.buffer, address, length)
  }

  u8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length)
  }

  /** Undefined where there is no room for a slab: such a block is taken like a large one. */
  #takeSmall(blockBytes: number): { address: number; bytes: number; slab: Slab } | undefined {
    let block = this.#small.take(blockBytes)
    if (block === undefined) {
      const start = this.#ranges.take(slabBytes(blockBytes)) ?? this.#grow(slabBytes(blockBytes))
      if (start === undefined) return undefined
      this.#small.add(start, blockBytes)
      block = this.#small.take(blockBytes)!
    }
    return { address: block.address, bytes: blockBytes, slab: block.slab }
  }

  #takeRange(asked: number): { address: number; bytes: number; slab: undefined } {
    const bytes = Math.max(1, Math.ceil(asked / ALIGNMENT)) * ALIGNMENT
    if (bytes > this.bytesFree) throw new ArenaFullError(bytes, Math.min(this.bytesFree, this.#largestRange()))
    const take = (): number | undefined => this.#ranges.take(bytes) ?? this.#grow(bytes)
    let address = take()
    if (address === undefined && this.#reclaimSlabs()) address = take()
    if (address === undefined) throw new ArenaFullError(bytes, this.#largestRange())
    return { address, bytes, slab: undefined }
  }

  /** Grows the memory so that a range of this size ends it, and takes that range; undefined where the limit or the engine forbids. */
  #grow(bytes: number): number | undefined {
    const limit = this.#limit()
    const missing = bytes - this.#ranges.endingAt(this.#end)
    if (missing > limit - this.#end) return undefined
    const end = this.#growTo(Math.min(limit, this.#end + Math.max(missing, STEP_BYTES))) ?? this.#growTo(this.#end + missing)
    if (end === undefined) return undefined
    this.#ranges.release(this.#end, end - this.#end)
    this.#end = end
    return this.#ranges.take(bytes)
  }

  /** Undefined where the engine has no memory left. */
  #growTo(end: number): number | undefined {
    const pages = Math.ceil(end / PAGE_BYTES) - this.memory.buffer.byteLength / PAGE_BYTES
    try {
      if (pages > 0) this.memory.grow(this.pointer(pages) as number) // TypeScript's library knows 32-bit memories alone
      this.#grown++
      return end
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  }

  #reclaimSlabs(): boolean {
    const slabs = this.#small.removeIdle()
    for (const { start, bytes } of slabs) this.#ranges.release(start, bytes)
    return slabs.length > 0
  }

  #largestRange(): number {
    return Math.max(this.#ranges.largest, this.#ranges.endingAt(this.#end) + this.#limit() - this.#end)
  }

  #limit(): number {
    return this.memoryBytes - (this.memoryBytes % ALIGNMENT)
  }
}
