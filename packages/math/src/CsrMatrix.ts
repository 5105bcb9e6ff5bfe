/**
 * Sparse complex matrices in compressed rows, and what Hamiltonians need of them: product with a vector, and expectation.
 *
 * Ground states are found by `lanczosGroundState`, which takes any product and so needs no matrix at all.
 */
import { requireShape } from './matrix.ts'

/** A sparse complex matrix: row i has its entries at `rowStarts[i]` up to `rowStarts[i + 1]`, in ascending order of column. */
export interface CsrMatrix {
  readonly rows: number
  readonly columns: number
  /** rows + 1 positions, counted in entries. */
  readonly rowStarts: Int32Array
  readonly columnIndices: Int32Array
  /** Interleaved: entry e is `values[2 * e]` and `values[2 * e + 1]`. */
  readonly values: Float64Array
}

/** One entry of a sparse matrix; `im` is 0 when omitted. */
export interface CsrEntry {
  readonly row: number
  readonly column: number
  readonly re: number
  readonly im?: number
}

/**
 * Makes a sparse matrix from entries in any order; entries in one place are added up, and what adds up to zero stays as a stored zero.
 *
 * O(entries + rows), plus the sorting of each row.
 *
 * @throws RangeError when an entry is out of range or not finite
 *
 * @example
 * csrFromTriplets(2, 2, [{ row: 0, column: 1, re: 0, im: -1 }, { row: 1, column: 0, re: 0, im: 1 }]) // Pauli Y
 */
export function csrFromTriplets(rows: number, columns: number, entries: readonly CsrEntry[]): CsrMatrix {
  requireShape(rows, columns)
  const starts = new Int32Array(rows + 1)
  entries.forEach((entry, at) => {
    requireEntry(entry, at, rows, columns)
    starts[entry.row + 1]++
  })
  for (let row = 0; row < rows; row++) starts[row + 1] += starts[row]

  const order = new Int32Array(entries.length)
  const next = starts.slice(0, rows)
  entries.forEach((entry, at) => (order[next[entry.row]++] = at))

  const rowStarts = new Int32Array(rows + 1)
  const columnIndices = new Int32Array(entries.length)
  const values = new Float64Array(2 * entries.length)
  let used = 0
  for (let row = 0; row < rows; row++) {
    // A typed array's sort with equal columns kept in the order they came: sums do not depend on the engine.
    const inRow = order.subarray(starts[row], starts[row + 1]).sort((x, y) => entries[x].column - entries[y].column || x - y)
    for (const at of inRow) {
      const { column, re, im = 0 } = entries[at]
      if (used === rowStarts[row] || columnIndices[used - 1] !== column) columnIndices[used++] = column
      values[2 * used - 2] += re
      values[2 * used - 1] += im
    }
    rowStarts[row + 1] = used
  }
  return { rows, columns, rowStarts, columnIndices: columnIndices.slice(0, used), values: values.slice(0, 2 * used) }
}

/**
 * The product with a vector of interleaved numbers: O(entries).
 *
 * @param x `columns` complex numbers
 * @param out where to write `rows` complex numbers; a new array when omitted; must not be x
 * @throws RangeError when a length does not fit
 */
export function csrMultiply(csr: CsrMatrix, x: Float64Array, out: Float64Array = new Float64Array(2 * csr.rows)): Float64Array {
  requireVector('x', x, csr.columns)
  requireVector('out', out, csr.rows)
  const { rowStarts, columnIndices, values } = csr
  for (let row = 0; row < csr.rows; row++) {
    let re = 0
    let im = 0
    for (let e = rowStarts[row]; e < rowStarts[row + 1]; e++) {
      const q = 2 * columnIndices[e]
      re += values[2 * e] * x[q] - values[2 * e + 1] * x[q + 1]
      im += values[2 * e] * x[q + 1] + values[2 * e + 1] * x[q]
    }
    out[2 * row] = re
    out[2 * row + 1] = im
  }
  return out
}

/**
 * The real part of <state|csr|state>: the expectation when the matrix is Hermitian and the state has norm 1. O(entries), no memory.
 *
 * @throws RangeError when the matrix is not square or the state has another length
 */
export function csrExpectation(csr: CsrMatrix, state: Float64Array): number {
  if (csr.rows !== csr.columns) throw new RangeError(`an expectation needs a square matrix, got ${csr.rows} x ${csr.columns}`)
  requireVector('state', state, csr.columns)
  const { rowStarts, columnIndices, values } = csr
  let sum = 0
  for (let row = 0; row < csr.rows; row++) {
    let re = 0
    let im = 0
    for (let e = rowStarts[row]; e < rowStarts[row + 1]; e++) {
      const q = 2 * columnIndices[e]
      re += values[2 * e] * state[q] - values[2 * e + 1] * state[q + 1]
      im += values[2 * e] * state[q + 1] + values[2 * e + 1] * state[q]
    }
    sum += state[2 * row] * re + state[2 * row + 1] * im
  }
  return sum
}

function requireVector(name: string, vector: Float64Array, size: number): void {
  if (vector.length !== 2 * size) throw new RangeError(`${name} must hold ${2 * size} numbers (re, im), got ${vector.length}`)
}

function requireEntry(entry: CsrEntry, at: number, rows: number, columns: number): void {
  const { row, column, re, im = 0 } = entry
  if (!Number.isInteger(row) || row < 0 || row >= rows || !Number.isInteger(column) || column < 0 || column >= columns) {
    throw new RangeError(`entry ${at} is at (${row}, ${column}): the matrix is ${rows} x ${columns}`)
  }
  if (!Number.isFinite(re) || !Number.isFinite(im)) throw new RangeError(`entry ${at} is ${re} + ${im} i: it must be finite`)
}
