/**
 * Products of 4 x 4 complex matrices as two-qubit blocks need them: flat rows of `re, im`, bit 0 of an index the low qubit, bit 1 the high one.
 *
 * A block of any length is gathered with a few hundred multiplications an operation and without allocation.
 */
import type { Quaternion } from './quaternion.ts'

/** 16 entries, `re, im` each, row-major. */
export type BlockMatrix = Float64Array

export function blockIdentity(): BlockMatrix {
  const matrix = new Float64Array(32)
  for (let i = 0; i < 4; i++) matrix[10 * i] = 1
  return matrix
}

/** a * b, written to `out`, which is neither of them. */
export function multiplyBlocks(a: BlockMatrix, b: BlockMatrix, out: BlockMatrix): void {
  for (let row = 0; row < 32; row += 8) {
    for (let column = 0; column < 8; column += 2) {
      let re = 0
      let im = 0
      for (let k = 0; k < 4; k++) {
        const [aRe, aIm] = [a[row + 2 * k], a[row + 2 * k + 1]]
        const [bRe, bIm] = [b[8 * k + column], b[8 * k + column + 1]]
        re += aRe * bRe - aIm * bIm
        im += aRe * bIm + aIm * bRe
      }
      out[row + column] = re
      out[row + column + 1] = im
    }
  }
}

/** Puts a turn of the low (0) or high (1) qubit after what the matrix does, in place. */
export function turnBlock(matrix: BlockMatrix, { w, x, y, z }: Quaternion, side: 0 | 1): void {
  const stride = side === 0 ? 8 : 16
  const step = side === 0 ? 16 : 8
  for (let pair = 0; pair < 2; pair++) {
    for (let i = pair * step; i < pair * step + 8; i += 2) {
      const j = i + stride
      const [aRe, aIm, bRe, bIm] = [matrix[i], matrix[i + 1], matrix[j], matrix[j + 1]]
      // [[w - iz, -y - ix], [y - ix, w + iz]]
      matrix[i] = w * aRe + z * aIm - y * bRe + x * bIm
      matrix[i + 1] = w * aIm - z * aRe - y * bIm - x * bRe
      matrix[j] = y * aRe + x * aIm + w * bRe - z * bIm
      matrix[j + 1] = y * aIm - x * aRe + w * bIm + z * bRe
    }
  }
}

/** The same with low and high qubit exchanged. */
export function exchangedBlock(matrix: BlockMatrix): BlockMatrix {
  const order = [0, 2, 1, 3]
  const result = new Float64Array(32)
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const [to, from] = [2 * (4 * row + column), 2 * (4 * order[row] + order[column])]
      result[to] = matrix[from]
      result[to + 1] = matrix[from + 1]
    }
  }
  return result
}
