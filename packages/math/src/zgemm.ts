/**
 * The complex matrix product on interleaved arrays: C = alpha op(A) op(B) + beta C.
 *
 * After Goto and van de Geijn (ACM TOMS 34, 12 (2008)): blocks of A and B are copied into panels that the innermost loop reads in order, with
 * transposition and conjugation done on the way and with re and im of a tile's rows side by side. The tile is 2 x 2 complex numbers:
 * its eight sums stay in registers, larger tiles spill (measured in `gemm.bench.ts`).
 */
import { type GemmNumbers, requireLength, requireSize } from './gemmArguments.ts'

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
  /** [re, im]; 1 when omitted. */
  readonly alpha?: readonly [re: number, im: number]
  /** [re, im]; 0 when omitted, and then what c holds is not read. */
  readonly beta?: readonly [re: number, im: number]
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Conjugate the entries of A; with `transposeA` the adjoint. */
  readonly conjugateA?: boolean
  /** Conjugate the entries of B; with `transposeB` the adjoint. */
  readonly conjugateB?: boolean
}

const TILE = 2
/** Rows of A, inner index and columns of B of a block: A's block (256 kB) stays in the second-level cache, a panel of B (6 kB) in the first. */
const BLOCK_M = 64
const BLOCK_K = 192
const BLOCK_N = 256

/**
 * Complex matrix product, C = alpha op(A) op(B) + beta C, in place: 8 m n k operations.
 *
 * Sums run in double precision in a fixed order, whatever the arrays hold.
 *
 * @throws RangeError when a size is not a whole number or an array has another length than its shape
 *
 * @example
 * // overlaps <left_i|right_j> of rows of states: conj(L) R^T
 * zgemm({ m, n, k, a: left, b: right, c: overlaps, conjugateA: true, transposeB: true })
 */
export function zgemm(options: ZgemmOptions): void {
  const { m, n, k, a, b, c, alpha = [1, 0], beta = [0, 0] } = options
  requireSize('m', m)
  requireSize('n', n)
  requireSize('k', k)
  requireLength('a', a, 2 * m * k)
  requireLength('b', b, 2 * k * n)
  requireLength('c', c, 2 * m * n)
  scaleComplex(c, beta[0], beta[1])

  const depth = Math.min(k, BLOCK_K)
  const panelA = new Float64Array(2 * depth * (Math.min(m, BLOCK_M) + TILE))
  const panelB = new Float64Array(2 * depth * (Math.min(n, BLOCK_N) + TILE))
  const fromA = reader(a, options.transposeA === true ? [1, m] : [k, 1], options.conjugateA === true)
  const fromB = reader(b, options.transposeB === true ? [1, k] : [n, 1], options.conjugateB === true)

  for (let j0 = 0; j0 < n; j0 += BLOCK_N) {
    const columns = Math.min(BLOCK_N, n - j0)
    for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
      const inner = Math.min(BLOCK_K, k - k0)
      // op(B) is packed by columns: the stride between tile members is that of a column, the stride along k that of a row.
      pack(panelB, fromB, k0 * fromB.rowStride + j0 * fromB.columnStride, columns, fromB.columnStride, inner, fromB.rowStride)
      for (let i0 = 0; i0 < m; i0 += BLOCK_M) {
        const rows = Math.min(BLOCK_M, m - i0)
        pack(panelA, fromA, i0 * fromA.rowStride + k0 * fromA.columnStride, rows, fromA.rowStride, inner, fromA.columnStride)
        multiplyBlock(panelA, panelB, rows, columns, inner, c, i0, j0, n, alpha[0], alpha[1])
      }
    }
  }
}

interface Reader {
  readonly values: GemmNumbers
  /** Distances in complex numbers. */
  readonly rowStride: number
  readonly columnStride: number
  readonly sign: 1 | -1
}

function reader(values: GemmNumbers, [rowStride, columnStride]: readonly [number, number], conjugate: boolean): Reader {
  return { values, rowStride, columnStride, sign: conjugate ? -1 : 1 }
}

/** Copies `count` lines of `inner` numbers, two lines at a time, as re0 re1 im0 im1 for each k; a missing second line is zero. */
function pack(
  panel: Float64Array,
  from: Reader,
  start: number,
  count: number,
  lineStride: number,
  inner: number,
  innerStride: number,
): void {
  const { values, sign } = from
  let out = 0
  for (let line = 0; line < count; line += TILE) {
    let p0 = 2 * (start + line * lineStride)
    let p1 = p0 + 2 * lineStride
    const paired = line + 1 < count
    for (let k = 0; k < inner; k++) {
      panel[out] = values[p0]
      panel[out + 2] = sign * values[p0 + 1]
      panel[out + 1] = paired ? values[p1] : 0
      panel[out + 3] = paired ? sign * values[p1 + 1] : 0
      out += 4
      p0 += 2 * innerStride
      p1 += 2 * innerStride
    }
  }
}

/** Adds alpha times the product of two packed blocks to the part of C that begins at (i0, j0). */
function multiplyBlock(
  panelA: Float64Array,
  panelB: Float64Array,
  rows: number,
  columns: number,
  inner: number,
  c: GemmNumbers,
  i0: number,
  j0: number,
  width: number,
  alphaRe: number,
  alphaIm: number,
): void {
  const length = 4 * inner
  for (let j = 0; j < columns; j += TILE) {
    const startB = (j / TILE) * length
    for (let i = 0; i < rows; i += TILE) {
      const startA = (i / TILE) * length
      let re00 = 0
      let im00 = 0
      let re01 = 0
      let im01 = 0
      let re10 = 0
      let im10 = 0
      let re11 = 0
      let im11 = 0
      for (let p = 0; p < length; p += 4) {
        const a0 = panelA[startA + p]
        const a1 = panelA[startA + p + 1]
        const b0 = panelB[startB + p]
        const b1 = panelB[startB + p + 1]
        const aIm0 = panelA[startA + p + 2]
        const aIm1 = panelA[startA + p + 3]
        const bIm0 = panelB[startB + p + 2]
        const bIm1 = panelB[startB + p + 3]
        re00 += a0 * b0 - aIm0 * bIm0
        im00 += a0 * bIm0 + aIm0 * b0
        re01 += a0 * b1 - aIm0 * bIm1
        im01 += a0 * bIm1 + aIm0 * b1
        re10 += a1 * b0 - aIm1 * bIm0
        im10 += a1 * bIm0 + aIm1 * b0
        re11 += a1 * b1 - aIm1 * bIm1
        im11 += a1 * bIm1 + aIm1 * b1
      }
      const top = 2 * ((i0 + i) * width + j0 + j)
      const bottom = top + 2 * width
      const hasRight = j + 1 < columns
      const hasBottom = i + 1 < rows
      addScaled(c, top, re00, im00, alphaRe, alphaIm)
      if (hasRight) addScaled(c, top + 2, re01, im01, alphaRe, alphaIm)
      if (hasBottom) addScaled(c, bottom, re10, im10, alphaRe, alphaIm)
      if (hasRight && hasBottom) addScaled(c, bottom + 2, re11, im11, alphaRe, alphaIm)
    }
  }
}

function addScaled(c: GemmNumbers, at: number, re: number, im: number, alphaRe: number, alphaIm: number): void {
  c[at] += alphaRe * re - alphaIm * im
  c[at + 1] += alphaRe * im + alphaIm * re
}

function scaleComplex(c: GemmNumbers, re: number, im: number): void {
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
