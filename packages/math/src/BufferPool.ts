/**
 * Typed arrays that are lent out and taken back, so that a hot path allocates nothing.
 *
 * Lengths are rounded up to a power of two of bytes: an array fits any later request of its class, at most half of it unused.
 */
import { formatBytes } from './formatBytes.ts'

/** The arrays that a pool lends. */
export interface PooledArrays {
  f64: Float64Array<ArrayBuffer>
  f32: Float32Array<ArrayBuffer>
  i32: Int32Array<ArrayBuffer>
  u8: Uint8Array<ArrayBuffer>
}

export interface BufferPoolStatistics {
  /** How many arrays were lent. */
  readonly acquired: number
  /** How many of them needed no allocation. */
  readonly reused: number
  /** All memory of the pool, lent or idle. */
  readonly bytesHeld: number
  /** The part that is lent. */
  readonly bytesInUse: number
}

export interface BufferPoolOptions {
  /** What `bytesHeld` may not exceed; no limit when omitted. */
  readonly byteLimit?: number
}

const SMALLEST_CLASS = 64

/**
 * Lends typed arrays and keeps them for the next request.
 *
 * @example
 * const pool = new BufferPool({ byteLimit: 2 ** 30 })
 * const scratch = pool.acquire('f64', 1000)
 * pool.release(scratch)
 */
export class BufferPool {
  readonly #byteLimit: number
  /** Idle buffers by size. */
  readonly #idle = new Map<number, ArrayBuffer[]>()
  readonly #lent = new Set<ArrayBuffer>()
  #acquired = 0
  #reused = 0
  #bytesHeld = 0
  #bytesInUse = 0

  /** @throws RangeError when the limit is not above 0 */
  constructor({ byteLimit = Infinity }: BufferPoolOptions = {}) {
    if (!(byteLimit > 0)) throw new RangeError(`a byte limit is above 0, got ${byteLimit}`)
    this.#byteLimit = byteLimit
  }

  /**
   * Lends an array of exactly that length. What it holds is left over from its last use: fill it.
   *
   * @throws RangeError when the length is not a whole number, or the limit leaves no room (idle arrays are given up first)
   */
  acquire<Kind extends keyof PooledArrays>(kind: Kind, length: number): PooledArrays[Kind] {
    if (!Number.isSafeInteger(length) || length < 0) throw new RangeError(`a length is a whole number of at least 0, got ${length}`)
    const bytes = sizeClass(length * BYTES[kind])
    const idle = this.#idle.get(bytes)?.pop()
    const buffer = idle ?? this.#allocate(bytes)
    this.#lent.add(buffer)
    this.#acquired++
    if (idle !== undefined) this.#reused++
    this.#bytesInUse += bytes
    return VIEWS[kind](buffer, length)
  }

  /**
   * Takes an array back. It must not be used afterwards.
   *
   * @throws RangeError when this pool did not lend it, or has it back already
   */
  release(array: PooledArrays[keyof PooledArrays]): void {
    const { buffer } = array
    if (!this.#lent.delete(buffer))
      throw new RangeError('this array is not lent by this pool: it came from elsewhere or was released before')
    const bytes = buffer.byteLength
    this.#bytesInUse -= bytes
    const idle = this.#idle.get(bytes)
    if (idle === undefined) this.#idle.set(bytes, [buffer])
    else idle.push(buffer)
  }

  statistics(): BufferPoolStatistics {
    return { acquired: this.#acquired, reused: this.#reused, bytesHeld: this.#bytesHeld, bytesInUse: this.#bytesInUse }
  }

  /** Gives up all idle memory; lent arrays stay valid and can be released. */
  clear(): void {
    this.#idle.clear()
    this.#bytesHeld = this.#bytesInUse
  }

  #allocate(bytes: number): ArrayBuffer {
    if (this.#bytesHeld + bytes > this.#byteLimit) this.clear()
    if (this.#bytesHeld + bytes > this.#byteLimit) {
      throw new RangeError(
        `${formatBytes(bytes)} do not fit: ${formatBytes(this.#bytesInUse)} of the pool's ${formatBytes(this.#byteLimit)} are in use`,
      )
    }
    const buffer = new ArrayBuffer(bytes)
    this.#bytesHeld += bytes
    return buffer
  }
}

const BYTES = { f64: 8, f32: 4, i32: 4, u8: 1 } as const

const VIEWS: { readonly [Kind in keyof PooledArrays]: (buffer: ArrayBuffer, length: number) => PooledArrays[Kind] } = {
  f64: (buffer, length) => new Float64Array(buffer, 0, length),
  f32: (buffer, length) => new Float32Array(buffer, 0, length),
  i32: (buffer, length) => new Int32Array(buffer, 0, length),
  u8: (buffer, length) => new Uint8Array(buffer, 0, length),
}

function sizeClass(bytes: number): number {
  let size = SMALLEST_CLASS
  while (size < bytes) size *= 2
  return size
}
