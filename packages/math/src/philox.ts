/**
 * Philox4x32-10, the counter-based generator: 128 random bits that depend on a counter and a key alone.
 *
 * Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11. Ten rounds of two 32 x 32 -> 64 bit products; it
 * passes BigCrush. Streams on top of it are `RandomStream`.
 */

const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85
const ROUNDS = 10

/**
 * Writes the four random words of a counter and a key into `out` and returns it.
 *
 * @param counter four 32-bit words, lowest first
 * @param key two 32-bit words, lowest first
 *
 * @example
 * philox4x32([0, 0, 0, 0], [0, 0], new Uint32Array(4))[0] // 0x6627e8d5
 */
export function philox4x32(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array): Uint32Array {
  return philoxWords(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out)
}

/** The same on plain numbers, without arrays for counter and key. */
export function philoxWords(c0: number, c1: number, c2: number, c3: number, k0: number, k1: number, out: Uint32Array): Uint32Array {
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0)
    const low0 = Math.imul(MULTIPLIER_0, c0)
    const high1 = multiplyHigh(MULTIPLIER_1, c2)
    const low1 = Math.imul(MULTIPLIER_1, c2)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + WEYL_0) | 0
    k1 = (k1 + WEYL_1) | 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
  return out
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers, by 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + (Math.imul(aLow, bLow) >>> 16) // below 2^32
  const carry = aLow * bHigh + (middle & 0xffff) // below 2^32
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0
}
