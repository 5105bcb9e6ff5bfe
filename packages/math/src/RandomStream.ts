/**
 * Random numbers from a counter: draw number i of a stream depends on (seed, stream, i) and on nothing else.
 *
 * So work may be split over threads and batches in any way and every part still gets its own numbers. One Philox block makes two draws
 * of 64 bits. `uniform` and `normal` cost one draw each; `integer` costs one, and seldom more (it rejects what would bias it).
 * Not for secrets: seeds are guessable.
 */
import { normalQuantile } from './normalQuantile.ts'
import { philoxWords } from './philox.ts'

const WORD = 2 ** 32
/** Set in the second counter word when a key for a substream is made; draws never reach it, they stay below 2^53. */
const SUBSTREAM_MARK = 0x80000000

/**
 * A seeded stream of random numbers; mutable: each draw moves it on.
 *
 * @example
 * const random = new RandomStream(7)
 * random.uniform() // the same number on every machine
 * random.substream(3) // independent of `random` and of substream 4
 */
export class RandomStream {
  #key0: number
  #key1: number
  #stream0: number
  #stream1: number
  readonly #block = new Uint32Array(4)
  #blockNumber = -1
  #position = 0

  /**
   * @param seed a whole number from 0 to 2^53 - 1
   * @param stream which of the seed's streams, a whole number from 0 to 2^53 - 1
   * @throws RangeError when either is anything else
   */
  constructor(seed: number, stream = 0) {
    requireIndex('seed', seed)
    requireIndex('stream', stream)
    this.#key0 = seed >>> 0
    this.#key1 = Math.floor(seed / WORD)
    this.#stream0 = stream >>> 0
    this.#stream1 = Math.floor(stream / WORD)
  }

  /** What names this stream, for routines that draw in bulk: the Philox key (two words) and the upper half of its counter (two words). */
  get words(): readonly [key0: number, key1: number, stream0: number, stream1: number] {
    return [this.#key0, this.#key1, this.#stream0, this.#stream1]
  }

  /** How many draws have been made or skipped. */
  get position(): number {
    return this.#position
  }

  /** A number in [0, 1): a multiple of 2^-53. */
  uniform(): number {
    return this.#draw53() / 2 ** 53
  }

  /** A number from the normal distribution of mean 0 and variance 1, by the inverse of its distribution function; in the tails engines may differ by a last bit (Math.log). */
  normal(): number {
    return normalQuantile((this.#draw53() + 0.5) / 2 ** 53)
  }

  /**
   * A whole number from 0 to bound - 1, each exactly as likely as the others.
   *
   * @throws RangeError unless bound is a whole number from 1 to 2^53 - 1
   */
  integer(bound: number): number {
    if (!Number.isSafeInteger(bound) || bound < 1) throw new RangeError(`a bound is a whole number from 1 to 2^53 - 1, got ${bound}`)
    const fair = 2 ** 53 - (2 ** 53 % bound) // the largest multiple of bound: what lies above would favour small results
    let drawn = this.#draw53()
    while (drawn >= fair) drawn = this.#draw53()
    return drawn % bound
  }

  /** The numbers 0 to n - 1 in random order, every order equally likely (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i)
    for (let last = n - 1; last > 0; last--) {
      const other = this.integer(last + 1)
      const swapped = order[last]
      order[last] = order[other]
      order[other] = swapped
    }
    return order
  }

  /** Fills the array with what as many calls of `uniform` would give and returns it; single precision keeps the upper 24 bits, so that it stays below 1. */
  fillUniform<Values extends Float64Array | Float32Array>(out: Values): Values {
    if (out instanceof Float64Array) for (let i = 0; i < out.length; i++) out[i] = this.uniform()
    else for (let i = 0; i < out.length; i++) out[i] = Math.floor(this.uniform() * 2 ** 24) / 2 ** 24
    return out
  }

  /** Fills the array with what as many calls of `normal` would give, rounded to its precision, and returns it. */
  fillNormal<Values extends Float64Array | Float32Array>(out: Values): Values {
    for (let i = 0; i < out.length; i++) out[i] = this.normal()
    return out
  }

  /**
   * Moves on by n draws at once: O(1).
   *
   * @throws RangeError unless n is a whole number from 0 to 2^53 - 1
   */
  skip(n: number): void {
    requireIndex('the number of skipped draws', n)
    requireIndex('the position after the skip', this.#position + n)
    this.#position += n
  }

  /**
   * A stream of its own for each index, independent of this one and of each other; it does not depend on how far this one has come.
   *
   * @param index a whole number from 0 to 2^53 - 1
   */
  substream(index: number): RandomStream {
    requireIndex('substream', index)
    const high = Math.floor(index / WORD)
    const words = philoxWords(index >>> 0, high | SUBSTREAM_MARK, this.#stream0, this.#stream1, this.#key0, this.#key1, new Uint32Array(4))
    const stream = new RandomStream(0)
    stream.#key0 = words[0]
    stream.#key1 = words[1]
    stream.#stream0 = words[2]
    stream.#stream1 = words[3]
    return stream
  }

  /** The next 53 random bits as a whole number: 27 and 26 upper bits of the two words of draw number `position`. */
  #draw53(): number {
    const block = Math.floor(this.#position / 2)
    if (block !== this.#blockNumber) {
      philoxWords(block >>> 0, Math.floor(block / WORD), this.#stream0, this.#stream1, this.#key0, this.#key1, this.#block)
      this.#blockNumber = block
    }
    const word = 2 * (this.#position % 2)
    this.#position++
    return (this.#block[word] >>> 5) * 2 ** 26 + (this.#block[word + 1] >>> 6)
  }
}

function requireIndex(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} must be a whole number from 0 to 2^53 - 1, got ${value}`)
}
