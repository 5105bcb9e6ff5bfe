/**
 * A dense real matrix: plain data that can be posted to a worker or written to disk.
 *
 * Complex matrices live in `complexMatrix.ts`; products in `gemm.ts`; decompositions in files of their own.
 */

import { inWords, isList } from './argumentChecks.ts'

/** A dense real matrix, row-major: entry (i, j) is `data[i * columns + j]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

/** What may be given wherever a matrix is asked: a matrix, or its rows. */
export type MatrixLike = Matrix | readonly ArrayLike<number>[]

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
  if (data !== undefined && !isList(data)) throw new TypeError(`data is ${inWords(data)}: numbers, row by row, are needed`)
  const values = data === undefined ? new Float64Array(rows * columns) : data instanceof Float64Array ? data : Float64Array.from(data)
  if (values.length !== rows * columns) {
    throw new RangeError(`a ${rows} x ${columns} matrix has ${rows * columns} entries, got ${values.length}`)
  }
  return { rows, columns, data: values }
}

/**
 * Makes a real matrix from its rows, copying them.
 *
 * @param name what the matrix is, for messages
 * @throws RangeError when the rows differ in length
 * @throws TypeError when it is no list of lists of numbers
 *
 * @example
 * matrixFrom([[1, 2], [3, 4]]).columns // 2
 */
export function matrixFrom(rows: readonly ArrayLike<number>[], name?: string): Matrix {
  if (!Array.isArray(rows)) throw new TypeError(`${name ?? 'rows'} is ${inWords(rows)}: a list of rows is needed`)
  const lists = rows as readonly ArrayLike<number>[]
  const columns = lists[0]?.length ?? 0
  const of = name === undefined ? '' : ` of ${name}`
  for (const [i, row] of lists.entries()) {
    if (!isList(row)) throw new TypeError(`row ${i}${of} is ${inWords(row)}: a list of numbers is needed`)
    if (row.length !== columns) throw new RangeError(`row ${i}${of} has ${row.length} entries, row 0 has ${columns}`)
    for (let j = 0; j < columns; j++)
      if (typeof row[j] !== 'number') throw new TypeError(`${name ?? 'rows'}[${i}][${j}] is ${inWords(row[j])}: a number is needed`)
  }
  const result = matrix(lists.length, columns)
  lists.forEach((row, i) => result.data.set(row, i * columns))
  return result
}

/** Whether a value has the shape of a matrix, whatever its numbers are. O(1). */
export function isMatrix(value: unknown): value is Matrix {
  return (
    typeof value === 'object' && value !== null && 'rows' in value && 'columns' in value && (value as Matrix).data instanceof Float64Array
  )
}

/**
 * The matrix itself, in O(1), or the one that has these rows.
 *
 * @param name what is asked for, for messages
 * @throws TypeError when it is neither
 * @throws RangeError when rows differ in length, or the data of a matrix in size
 */
export function matrixOf(given: MatrixLike, name: string): Matrix {
  if (Array.isArray(given)) return matrixFrom(given as readonly ArrayLike<number>[], name)
  if (!isMatrix(given)) throw new TypeError(`${name} is ${inWords(given)}: it must be rows of numbers or a matrix { rows, columns, data }`)
  if (given.data.length !== given.rows * given.columns)
    throw new RangeError(`${name} has ${given.rows} x ${given.columns} entries, but its data holds ${given.data.length} numbers`)
  return given
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
