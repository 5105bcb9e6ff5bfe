/** Statistics of each column of the training rows, and checks of rows that all transformations share. */
import { requireFinite, RunningStatistics, type Matrix } from '@ketwork/math'

export function columnStatistics(rows: Matrix): RunningStatistics[] {
  const statistics = Array.from({ length: rows.columns }, () => new RunningStatistics())
  for (let row = 0, index = 0; row < rows.rows; row++) {
    for (let column = 0; column < rows.columns; column++, index++) statistics[column].add(rows.data[index])
  }
  return statistics
}

/** A new matrix of the same shape whose entries are functions of an entry and its column. */
export function mapColumns(rows: Matrix, map: (value: number, column: number) => number): Matrix {
  return { ...rows, data: rows.data.map((value, index) => map(value, index % rows.columns)) }
}

/** @throws RangeError when there are fewer rows than `least`, or a number is not finite */
export function requireTrainingRows(purpose: string, rows: Matrix, least: number): void {
  if (rows.rows < least)
    throw new RangeError(`${rows.rows === 0 ? 'there are no rows' : `${rows.rows} row`} to ${purpose}: at least ${least} needed`)
  requireFinite('rows', rows.data)
}

/** @throws RangeError when the columns are not those that were fitted, or a number is not finite */
export function requireFittedColumns(rows: Matrix, columns: number): void {
  if (rows.columns !== columns) throw new RangeError(`the rows have ${rows.columns} columns: they were fitted with ${columns}`)
  requireFinite('rows', rows.data)
}
