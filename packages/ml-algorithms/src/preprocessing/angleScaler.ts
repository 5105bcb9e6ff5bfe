/** Maps each column linearly so that the training rows span a range of angles; rows outside the training range are held at its ends. */
import { matrix, requireFinite, type Matrix } from '@ketwork/math'
import { requireColumns } from './standardizer.ts'

export interface AngleScaler {
  readonly minimum: Float64Array
  readonly maximum: Float64Array
  /** Angles, radians, that the extremes are sent to. */
  readonly low: number
  readonly high: number
}

/** @throws RangeError when there are no rows, a number is not finite, or low is not below high */
export function fitAngleScaler(rows: Matrix, range: { readonly low: number; readonly high: number }): AngleScaler {
  const { low, high } = range
  if (!(low < high) || !Number.isFinite(high - low))
    throw new RangeError(`the angle range ${low} to ${high} is empty: low must be below high`)
  if (rows.rows === 0) throw new RangeError('there are no rows to scale: at least one is needed')
  requireFinite('rows', rows.data)
  const minimum = new Float64Array(rows.columns).fill(Infinity)
  const maximum = new Float64Array(rows.columns).fill(-Infinity)
  rows.data.forEach((value, index) => {
    const column = index % rows.columns
    minimum[column] = Math.min(minimum[column], value)
    maximum[column] = Math.max(maximum[column], value)
  })
  return { minimum, maximum, low, high }
}

/** A column that did not vary in training becomes the middle of the range. */
export function applyAngleScaler(scaler: AngleScaler, rows: Matrix): Matrix {
  requireColumns(rows, scaler.minimum.length)
  const { minimum, maximum, low, high } = scaler
  return matrix(
    rows.rows,
    rows.columns,
    rows.data.map((value, index) => {
      const column = index % rows.columns
      const width = maximum[column] - minimum[column]
      const share = width > 0 ? Math.min(1, Math.max(0, (value - minimum[column]) / width)) : 0.5
      return low + share * (high - low)
    }),
  )
}
