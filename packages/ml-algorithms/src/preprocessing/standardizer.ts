/**
 * Centres each column and divides it by its standard deviation, with figures taken from the training rows alone.
 *
 * A column counts as constant when its deviation is within the rounding of its mean, as in scikit-learn: whatever its
 * unit, a column that varies has variance 1 afterwards.
 */
import { type Matrix, type MatrixLike, matrixOf } from '@ketwork/math'
import { columnStatistics, mapColumns, requireFittedColumns, requireTrainingRows } from './columnStatistics.ts'

/** Plain data: JSON and back gives the same bits. */
export interface Standardizer {
  readonly mean: readonly number[]
  /** Population standard deviation; 1 for a column that does not vary, so that it becomes zeros. */
  readonly scale: readonly number[]
}

/** @throws RangeError when there are no rows or a number is not finite */
export function fitStandardizer(samples: MatrixLike): Standardizer {
  const rows = matrixOf(samples, 'rows')
  requireTrainingRows('standardise', rows, 1)
  const statistics = columnStatistics(rows)
  return {
    mean: statistics.map(({ mean }) => mean),
    scale: statistics.map(({ mean, populationDeviation }) =>
      populationDeviation > rows.rows * Number.EPSILON * Math.abs(mean) ? populationDeviation : 1,
    ),
  }
}

/**
 * @throws RangeError when the columns are not those it was fitted on, or a number is not finite or too far from the
 *   training rows
 */
export function applyStandardizer({ mean, scale }: Standardizer, samples: MatrixLike): Matrix {
  const rows = matrixOf(samples, 'rows')
  requireFittedColumns(rows, mean.length)
  return mapColumns(rows, (value, column) => {
    const result = distanceInUnits(value, mean[column], scale[column])
    if (Number.isFinite(result)) return result
    throw new RangeError(
      `${value} in column ${column} is too far from the training rows: their mean is ${mean[column]}, their deviation ${scale[column]}`,
    )
  })
}

/** (value - origin) / unit, also where the difference alone would exceed the range of a number. */
function distanceInUnits(value: number, origin: number, unit: number): number {
  const difference = value - origin
  return Number.isFinite(difference) ? difference / unit : (value / 2 - origin / 2) / (unit / 2)
}
