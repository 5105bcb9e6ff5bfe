/**
 * Maps each column linearly so that the training rows span a range of angles; rows outside the training range are
 * clamped to its ends.
 */
import { type Matrix, type MatrixLike, matrixOf } from '@ketwork/math'
import { columnStatistics, mapColumns, requireFittedColumns, requireTrainingRows } from './columnStatistics.ts'

/** Plain data: JSON and back gives the same bits. */
export interface AngleScaler {
  readonly minimum: readonly number[]
  readonly maximum: readonly number[]
  /** Angles of the extremes, radians. */
  readonly low: number
  readonly high: number
}

/** @throws RangeError when there are no rows, a number is not finite, or low is not below high */
export function fitAngleScaler(samples: MatrixLike, range: { readonly low: number; readonly high: number }): AngleScaler {
  const rows = matrixOf(samples, 'rows')
  const { low, high } = range
  if (!(low < high) || !Number.isFinite(high - low))
    throw new RangeError(`the angle range ${low} to ${high} is empty: low must be below high`)
  requireTrainingRows('scale', rows, 1)
  const statistics = columnStatistics(rows)
  return { minimum: statistics.map(({ min }) => min), maximum: statistics.map(({ max }) => max), low, high }
}

/**
 * A column that did not vary in training becomes the middle of the range.
 *
 * @throws RangeError when the columns are not those it was fitted on, or a number is not finite
 */
export function applyAngleScaler({ minimum, maximum, low, high }: AngleScaler, samples: MatrixLike): Matrix {
  const rows = matrixOf(samples, 'rows')
  requireFittedColumns(rows, minimum.length)
  return mapColumns(rows, (value, column) => {
    if (!(minimum[column] < maximum[column])) return low + 0.5 * (high - low)
    const clamped = Math.min(maximum[column], Math.max(minimum[column], value))
    const width = maximum[column] - minimum[column]
    const share = Number.isFinite(width)
      ? (clamped - minimum[column]) / width
      : (clamped / 2 - minimum[column] / 2) / (maximum[column] / 2 - minimum[column] / 2)
    return low + share * (high - low)
  })
}
