/**
 * Tricks on the bits of a basis-state index. Qubit q is bit q; bit 0 is the least significant.
 *
 * Everything works on unsigned 32-bit numbers, 0 to 2^32 - 1, and returns such a number. These are inner-loop functions: arguments
 * out of their written range give a meaningless number, not an error.
 */

/** How many bits of x are set, 0 to 32. */
export function popcount(x: number): number {
  x -= (x >>> 1) & 0x55555555
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  x = (x + (x >>> 4)) & 0x0f0f0f0f
  return Math.imul(x, 0x01010101) >>> 24
}

/** 1 when an odd number of bits of x is set, else 0. */
export function parity(x: number): 0 | 1 {
  x ^= x >>> 16
  x ^= x >>> 8
  x ^= x >>> 4
  return ((0x6996 >>> (x & 15)) & 1) as 0 | 1
}

/** The highest set bit of x as a mask; 0 for 0. */
export function highestBit(x: number): number {
  return x === 0 ? 0 : (1 << (31 - Math.clz32(x))) >>> 0
}

/**
 * Makes room for a zero at position `bit`: the bits at and above it move up by one.
 *
 * Counting 0, 1, 2, ... through it visits every index whose bit is clear.
 *
 * @param index below 2^31
 * @param bit 0 to 31
 *
 * @example
 * insertZeroBit(0b101, 1) // 0b1001
 */
export function insertZeroBit(index: number, bit: number): number {
  const low = (1 << bit) - 1
  return (((index & ~low) << 1) | (index & low)) >>> 0
}

/**
 * Makes room for several zeros, at these positions of the result.
 *
 * @param index below 2^(32 - sortedBits.length)
 * @param sortedBits different positions in ascending order, 0 to 31
 */
export function insertZeroBits(index: number, sortedBits: ArrayLike<number>): number {
  for (let i = 0; i < sortedBits.length; i++) index = insertZeroBit(index, sortedBits[i])
  return index
}

/**
 * Collects bits: bit i of the result is bit `qubits[i]` of the index.
 *
 * @param qubits at most 32 positions, 0 to 31, in any order
 */
export function gatherBits(index: number, qubits: ArrayLike<number>): number {
  let result = 0
  for (let i = 0; i < qubits.length; i++) result |= ((index >>> qubits[i]) & 1) << i
  return result >>> 0
}

/**
 * Spreads bits: bit `qubits[i]` of the result is bit i of the value; all others are zero. The inverse of `gatherBits` on distinct qubits.
 *
 * @param qubits at most 32 positions, 0 to 31, in any order
 */
export function scatterBits(value: number, qubits: ArrayLike<number>): number {
  let result = 0
  for (let i = 0; i < qubits.length; i++) result |= ((value >>> i) & 1) << qubits[i]
  return result >>> 0
}

/**
 * Turns the lowest `width` bits round; higher bits are dropped.
 *
 * @param width 0 to 32
 */
export function reverseBits(x: number, width: number): number {
  let result = 0
  for (let i = 0; i < width; i++) result |= ((x >>> i) & 1) << (width - 1 - i)
  return result >>> 0
}

/**
 * The index as text, highest qubit first.
 *
 * @param width how many characters, 0 to 53; the index must be below 2^width
 *
 * @example
 * bitString(3, 4) // '0011'
 */
export function bitString(index: number, width: number): string {
  return width === 0 ? '' : index.toString(2).padStart(width, '0')
}
