/**
 * Blocks of up to 16 KiB, cut from slabs by size class: taking and giving back is a push and a pop.
 *
 * There are four classes to an octave, multiples of 64 bytes, so at most a fifth of a block is unused.
 */

/** The largest block that comes from a slab. */
export const MOST_SMALL_BYTES = 16_384
const SLAB_BYTES = 65_536
const BLOCKS_A_SLAB = 8

/** A range that is cut into blocks of one class. */
export interface Slab {
  readonly start: number
  readonly bytes: number
  readonly blockBytes: number
  lent: number
}

interface FreeBlock {
  readonly address: number
  readonly slab: Slab
}

export class SmallBlocks {
  readonly #free = new Map<number, FreeBlock[]>()

  /** A block of this class; undefined where a slab must be added first. */
  take(blockBytes: number): FreeBlock | undefined {
    const block = this.#free.get(blockBytes)?.pop()
    if (block !== undefined) block.slab.lent++
    return block
  }

  release(block: FreeBlock): void {
    block.slab.lent--
    this.#free.get(block.slab.blockBytes)!.push(block)
  }

  add(start: number, blockBytes: number): void {
    const slab = { start, bytes: slabBytes(blockBytes), blockBytes, lent: 0 }
    const free = this.#free.get(blockBytes) ?? []
    this.#free.set(blockBytes, free)
    for (let at = slab.bytes - (slab.bytes % blockBytes) - blockBytes; at >= 0; at -= blockBytes) free.push({ address: start + at, slab })
  }

  /** Removes the slabs of which no block is lent, for the caller to use otherwise. */
  removeIdle(): Slab[] {
    const idle = new Set<Slab>()
    for (const [blockBytes, blocks] of this.#free) {
      for (const { slab } of blocks) if (slab.lent === 0) idle.add(slab)
      this.#free.set(
        blockBytes,
        blocks.filter(({ slab }) => slab.lent > 0),
      )
    }
    return [...idle]
  }
}

/** What a slab of such blocks takes. */
export function slabBytes(blockBytes: number): number {
  return Math.max(SLAB_BYTES, BLOCKS_A_SLAB * blockBytes)
}

/** The class that holds so many bytes, at most `MOST_SMALL_BYTES`. */
export function sizeClass(bytes: number): number {
  const step = bytes <= 256 ? 64 : 2 ** (Math.ceil(Math.log2(bytes)) - 3)
  return Math.max(1, Math.ceil(bytes / step)) * step
}
