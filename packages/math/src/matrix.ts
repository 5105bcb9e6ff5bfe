/**
 * A dense real matrix: plain data that can be posted to a worker or written to disk.
 *
 * Complex matrices live in `complexMatrix.ts`; products in `gemm.ts`; decompositions in files of their own.
 */

/** A dense real matrix, row-major: entry (i, j) is `data[i * columns + j]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

/**
 * Makes a real matrix of the given shape.
 *
 * @param data row-major entries, kept without a copy; zeros when omitted
 * @throws RangeError when a dimension is not a whole number or `data` has another length than rows * columns
 *
 * @example
 * matrix(2, 2, [1, 2, 3, 4]).data[2] // 3
 */
export function matrix(rows: number, columns: number, data?: Float64Array | readonly number[]): Matrix {
  requireShape(rows, columns)
  const values = data === undefined ? new Float64Array(rows * columns) : data instanceof Float64Array ? data : Float64Array.from(data)
  if (values.length !== rows * columns) {
    throw new RangeError(`a ${rows} x ${columns} matrix has ${rows * columns} entries, got ${values.length}`)
  }
  return { rows, columns, data: values }
}

/**
 * Makes a real matrix from its rows, copying them.
 *
 * @throws RangeError when the rows differ in length
 *
 * @example
 * matrixFrom([[1, 2], [3, 4]]).columns // 2
 */
export function matrixFrom(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0
  const result = matrix(rows.length, columns)
  rows.forEach((row, i) => {
    if (row.length !== columns) throw new RangeError(`row ${i} has ${row.length} entries, row 0 has ${columns}`)
    result.data.set(row, i * columns)
  })
  return result
}

/**
 * Row i as a view: writing to it writes to the matrix.
 *
 * @throws RangeError when there is no row i
 */
export function matrixRow(m: Matrix, i: number): Float64Array {
  if (!Number.isInteger(i) || i < 0 || i >= m.rows) throw new RangeError(`row ${i} is out of range: the matrix has ${m.rows} rows`)
  return m.data.subarray(i * m.columns, (i + 1) * m.columns)
}

/** Refuses dimensions that are not non-negative whole numbers. */
export function requireShape(rows: number, columns: number): void {
  if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(columns) || rows < 0 || columns < 0) {
    throw new RangeError(`a matrix needs whole, non-negative dimensions, got ${rows} x ${columns}`)
  }
}
