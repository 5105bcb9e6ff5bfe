/** The real matrix product on row-major arrays: C = alpha op(A) op(B) + beta C. `gemmPanels.ts` describes the blocking. */
import { addBlockedProduct, type GemmNumbers, type PackLine, requireGemm, TILE } from './gemmPanels.ts'

/** Sizes and operands of a real product; every array is row-major. */
export interface GemmOptions {
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
  readonly alpha?: number
  /** 0 when omitted, and then what c holds is not read. */
  readonly beta?: number
  readonly transposeA?: boolean
  readonly transposeB?: boolean
}

/**
 * Real matrix product, C = alpha op(A) op(B) + beta C, in place: 2 m n k operations.
 *
 * Products are summed in double precision in a fixed order, whatever the arrays hold; a single-precision c is rounded every 256 terms.
 *
 * @throws RangeError when a size is not a whole number or an array has another length than its shape
 *
 * @example
 * gemm({ m: 1, n: 1, k: 2, a: Float64Array.of(1, 2), b: Float64Array.of(3, 4), c }) // c[0] = 11
 */
export function gemm(options: GemmOptions): void {
  const { m, n, k, a, b, c, alpha = 1, beta = 0 } = options
  requireGemm(options, options, 1)
  scaleReal(c, beta)
  const packA = options.transposeA === true ? packStrided(a, 1, m, alpha) : packStrided(a, k, 1, alpha)
  const packB = options.transposeB === true ? packStrided(b, k, 1, 1) : packStrided(b, 1, n, 1)
  addBlockedProduct(m, n, k, packA, packB, c)
}

/** c times beta, in place; what c holds is not read when beta is 0. */
export function scaleReal(c: GemmNumbers, beta: number): void {
  if (beta === 0) c.fill(0)
  else if (beta !== 1) for (let i = 0; i < c.length; i++) c[i] *= beta
}

/** Packs lines whose entry k stands at line * lineStride + k * stride. */
function packStrided(values: GemmNumbers, lineStride: number, stride: number, factor: number): PackLine {
  const step = TILE
  return (panel, out, line, k0, inner) => {
    let at = line * lineStride + k0 * stride
    for (let k = 0; k < inner; k++) {
      panel[out] = factor * values[at]
      out += step
      at += stride
    }
  }
}
