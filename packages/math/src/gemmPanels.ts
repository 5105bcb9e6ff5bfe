/**
 * The blocked real product that `gemm` and `zgemm` run on.
 *
 * After Goto and van de Geijn (ACM TOMS 34, 12 (2008)): blocks of op(A) and op(B) are copied into panels that the innermost loop reads in
 * order, whatever the layout of the operands. The tile is 3 x 3: its nine sums and what they need fit in the fifteen registers that V8
 * hands out, a 4 x 4 tile spills (measured: 5.8 against 4.3 GFLOP/s).
 */

/** Arrays that a matrix product reads and writes. */
export type GemmNumbers = Float64Array | Float32Array

/** Lines side by side in a panel. */
export const TILE = 3
/** Rows of A, inner index and columns of B of a block: A's block (190 kB) stays in the second-level cache, a panel of B (6 kB) in the first. */
const BLOCK_M = 96
const BLOCK_K = 256
const BLOCK_N = 510

/**
 * Copies entries `k0` to `k0 + inner - 1` of one line (a row of op(A), a column of op(B)) to every third place of a panel, from `out` on.
 */
export type PackLine = (panel: Float64Array, out: number, line: number, k0: number, inner: number) => void

/** C += op(A) op(B) for the m x n row-major array c, with the operands given by how a line of them is packed. */
export function addBlockedProduct(m: number, n: number, k: number, packRow: PackLine, packColumn: PackLine, c: GemmNumbers): void {
  const panelsA = emptyPanels(Math.min(m, BLOCK_M), k)
  const panelsB = emptyPanels(Math.min(n, BLOCK_N), k)
  const tile = new Float64Array(TILE * TILE)
  for (let j0 = 0; j0 < n; j0 += BLOCK_N) {
    const columns = Math.min(BLOCK_N, n - j0)
    for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
      const inner = Math.min(BLOCK_K, k - k0)
      pack(panelsB, packColumn, j0, columns, k0, inner)
      for (let i0 = 0; i0 < m; i0 += BLOCK_M) {
        const rows = Math.min(BLOCK_M, m - i0)
        pack(panelsA, packRow, i0, rows, k0, inner)
        for (let j = 0; j < columns; j += TILE) {
          for (let i = 0; i < rows; i += TILE) {
            multiplyTile(panelsA[i / TILE], panelsB[j / TILE], inner, tile)
            addTile(tile, c, i0 + i, j0 + j, Math.min(TILE, rows - i), Math.min(TILE, columns - j), n)
          }
        }
      }
    }
  }
}

/** One array a panel: the innermost loop then begins at 0, which spares V8 a tenth of its time. */
function emptyPanels(lines: number, k: number): Float64Array[] {
  return Array.from({ length: Math.ceil(lines / TILE) }, () => new Float64Array(TILE * Math.min(k, BLOCK_K)))
}

/** Lines that are missing from the last panel keep what they held: their part of a tile is never added. */
function pack(panels: readonly Float64Array[], packLine: PackLine, first: number, count: number, k0: number, inner: number): void {
  for (let line = 0; line < count; line++) packLine(panels[Math.floor(line / TILE)], line % TILE, first + line, k0, inner)
}

/** tile(i, j) = sum over k of a(k, i) b(k, j), in order of k; `inner` is at most BLOCK_K. */
function multiplyTile(a: Float64Array, b: Float64Array, inner: number, tile: Float64Array): void {
  let c00 = 0
  let c01 = 0
  let c02 = 0
  let c10 = 0
  let c11 = 0
  let c12 = 0
  let c20 = 0
  let c21 = 0
  let c22 = 0
  const end = TILE * (inner & 0x3ff) // the mask tells V8 that an index cannot overflow
  for (let p = 0; p < end; p += TILE) {
    const b0 = b[p]
    const b1 = b[p + 1]
    const b2 = b[p + 2]
    const a0 = a[p]
    c00 += a0 * b0
    c01 += a0 * b1
    c02 += a0 * b2
    const a1 = a[p + 1]
    c10 += a1 * b0
    c11 += a1 * b1
    c12 += a1 * b2
    const a2 = a[p + 2]
    c20 += a2 * b0
    c21 += a2 * b1
    c22 += a2 * b2
  }
  tile[0] = c00
  tile[1] = c01
  tile[2] = c02
  tile[3] = c10
  tile[4] = c11
  tile[5] = c12
  tile[6] = c20
  tile[7] = c21
  tile[8] = c22
}

function addTile(tile: Float64Array, c: GemmNumbers, row: number, column: number, rows: number, columns: number, width: number): void {
  for (let i = 0; i < rows; i++) {
    const at = (row + i) * width + column
    for (let j = 0; j < columns; j++) c[at + j] += tile[i * TILE + j]
  }
}

/** Refuses sizes that are not whole numbers and arrays whose length is not that of their shape. */
export function requireGemm(
  sizes: { readonly m: number; readonly n: number; readonly k: number },
  arrays: { readonly a: GemmNumbers; readonly b: GemmNumbers; readonly c: GemmNumbers },
  numbersPerEntry: 1 | 2,
): void {
  const { m, n, k } = sizes
  for (const [name, size] of [
    ['m', m],
    ['n', n],
    ['k', k],
  ] as const) {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${name} must be a whole number of at least 0, got ${size}`)
  }
  for (const [name, array, length] of [
    ['a', arrays.a, m * k],
    ['b', arrays.b, k * n],
    ['c', arrays.c, m * n],
  ] as const) {
    if (array.length !== numbersPerEntry * length) {
      throw new RangeError(`${name} must hold ${numbersPerEntry * length} numbers for these sizes, got ${array.length}`)
    }
  }
}
