/** Centres each column and divides it by its standard deviation, with figures taken from the training rows alone. */
import { matrix, requireFinite, type Matrix } from '@ketwork/math'

export interface Standardizer {
  readonly mean: Float64Array
  /** Population standard deviation; 1 for a column that does not vary, so that it becomes zeros. */
  readonly scale: Float64Array
}

/** @throws RangeError when there are no rows or a number is not finite */
export function fitStandardizer(rows: Matrix): Standardizer {
  if (rows.rows === 0) throw new RangeError('there are no rows to standardise: at least one is needed')
  requireFinite('rows', rows.data)
  const mean = columnMeans(rows)
  const scale = new Float64Array(rows.columns)
  forEachEntry(rows, (value, _row, column) => (scale[column] += (value - mean[column]) ** 2))
  for (let column = 0; column < rows.columns; column++) {
    const deviation = Math.sqrt(scale[column] / rows.rows)
    scale[column] = deviation > 1e-12 * Math.max(1, Math.abs(mean[column])) ? deviation : 1
  }
  return { mean, scale }
}

/** @throws RangeError when the columns are not those it was fitted on */
export function applyStandardizer(standardizer: Standardizer, rows: Matrix): Matrix {
  requireColumns(rows, standardizer.mean.length)
  const result = matrix(rows.rows, rows.columns)
  forEachEntry(rows, (value, row, column) => {
    result.data[row * rows.columns + column] = (value - standardizer.mean[column]) / standardizer.scale[column]
  })
  return result
}

export function columnMeans(rows: Matrix): Float64Array {
  const mean = new Float64Array(rows.columns)
  forEachEntry(rows, (value, _row, column) => (mean[column] += value / rows.rows))
  return mean
}

export function requireColumns(rows: Matrix, columns: number): void {
  if (rows.columns !== columns) throw new RangeError(`the rows have ${rows.columns} columns: they were fitted with ${columns}`)
}

function forEachEntry(rows: Matrix, visit: (value: number, row: number, column: number) => void): void {
  for (let row = 0; row < rows.rows; row++) {
    for (let column = 0; column < rows.columns; column++) visit(rows.data[row * rows.columns + column], row, column)
  }
}
