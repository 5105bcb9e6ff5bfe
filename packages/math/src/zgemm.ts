/**
 * The complex matrix product on interleaved arrays: C = alpha op(A) op(B) + beta C.
 *
 * It runs as one real product of twice the inner size and twice the columns: a row of A is (re, im) as it comes, a column of B gives two,
 * (re, -im) for the real part of C and (im, re) for the imaginary one, and C is interleaved already. Transposition, conjugation and alpha
 * are applied while packing. `gemmPanels.ts` describes how the real product is blocked.
 */
import { addBlockedProduct, type GemmNumbers, type PackLine, requireGemm, TILE } from './gemmPanels.ts'

/** Sizes and operands of a complex product; every array is row-major and interleaved. */
export interface ZgemmOptions {
  /** Rows of op(A) and C. */
  readonly m: number
  /** Columns of op(B) and C. */
  readonly n: number
  /** Columns of op(A), rows of op(B). */
  readonly k: number
  /** m x k, or k x m when transposed. */
  readonly a: GemmNumbers
  /** k x n, or n x k when transposed. */
  readonly b: GemmNumbers
  /** m x n, written in place; must not overlap a or b. */
  readonly c: GemmNumbers
  /** 1 when omitted. */
  readonly alpha?: readonly [re: number, im: number]
  /** 0 when omitted, and then what c holds is not read. */
  readonly beta?: readonly [re: number, im: number]
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Conjugate the entries of A; with `transposeA` the adjoint. */
  readonly conjugateA?: boolean
  /** Conjugate the entries of B; with `transposeB` the adjoint. */
  readonly conjugateB?: boolean
}

/**
 * Complex matrix product, C = alpha op(A) op(B) + beta C, in place: 8 m n k operations.
 *
 * Products are summed in double precision in a fixed order, whatever the arrays hold; a single-precision c is rounded every 128 terms.
 *
 * @throws RangeError when a size is not a whole number or an array has another length than its shape
 *
 * @example
 * // overlaps <left_i|right_j> of the rows of two batches of states
 * zgemm({ m, n, k, a: left, b: right, c: overlaps, conjugateA: true, transposeB: true })
 */
export function zgemm(options: ZgemmOptions): void {
  const { m, n, k, a, b, c, alpha = [1, 0], beta = [0, 0] } = options
  requireGemm(options, options, 2)
  scaleComplex(c, beta[0], beta[1])
  const [lineA, strideA] = options.transposeA === true ? [1, m] : [k, 1]
  const [lineB, strideB] = options.transposeB === true ? [k, 1] : [1, n]
  const packA = packRows(a, lineA, strideA, options.conjugateA === true ? -1 : 1, alpha)
  const packB = packColumns(b, lineB, strideB, options.conjugateB === true ? -1 : 1)
  addBlockedProduct(m, 2 * n, 2 * k, packA, packB, c)
}

/** Rows of alpha op(A) as real lines re, im, re, im, ...; strides are in complex numbers, `sign` is that of the imaginary part. */
function packRows(values: GemmNumbers, lineStride: number, stride: number, sign: 1 | -1, alpha: readonly [number, number]): PackLine {
  const [alphaRe, alphaIm] = alpha
  const step = TILE
  return (panel, out, line, k0, inner) => {
    let at = 2 * line * lineStride + k0 * stride // k0 and inner count reals: two for each complex number
    for (let k = 0; k < inner; k += 2) {
      const re = values[at]
      const im = sign * values[at + 1]
      panel[out] = alphaRe * re - alphaIm * im
      panel[out + step] = alphaRe * im + alphaIm * re
      out += 2 * step
      at += 2 * stride
    }
  }
}

/** Column j of op(B) as two real lines: 2 j is re, -im, re, -im, ...; 2 j + 1 is im, re, im, re, ... */
function packColumns(values: GemmNumbers, lineStride: number, stride: number, sign: 1 | -1): PackLine {
  const step = TILE
  return (panel, out, line, k0, inner) => {
    const forImaginaryPart = line % 2 === 1
    let at = (line - (line % 2)) * lineStride + k0 * stride
    for (let k = 0; k < inner; k += 2) {
      const re = values[at]
      const im = sign * values[at + 1]
      panel[out] = forImaginaryPart ? im : re
      panel[out + step] = forImaginaryPart ? re : -im
      out += 2 * step
      at += 2 * stride
    }
  }
}

/** c times re + i im, in place; what c holds is not read when both are 0. */
export function scaleComplex(c: GemmNumbers, re: number, im: number): void {
  if (re === 1 && im === 0) return
  if (re === 0 && im === 0) {
    c.fill(0)
    return
  }
  for (let q = 0; q < c.length; q += 2) {
    const oldRe = c[q]
    c[q] = re * oldRe - im * c[q + 1]
    c[q + 1] = re * c[q + 1] + im * oldRe
  }
}
