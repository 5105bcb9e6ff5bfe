/**
 * Principal component analysis: the directions of largest variance, from the training rows alone.
 *
 * The rows are taken in a unit near their largest entry, so that no square overflows or vanishes whatever their own
 * unit is.
 */
import { binaryUnit, eigenSymmetric, gemm, matrix, matrixFrom, requireFinite, type Matrix, type MatrixLike, matrixOf } from '@ketwork/math'
import { columnStatistics, mapColumns, requireFittedColumns, requireTrainingRows } from './columnStatistics.ts'

/** Plain data: JSON and back gives the same bits. */
export interface Pca {
  readonly mean: readonly number[]
  /** One orthonormal direction a row, largest variance first; the first of its entries of largest size is positive. */
  readonly components: readonly (readonly number[])[]
  /**
   * Variance of the training rows along each component; Infinity or 0 where columns beyond about 1e154 or 1e-154 have
   * one out of range.
   */
  readonly explainedVariance: readonly number[]
  /**
   * The same as a share of the variance of all columns, in range whatever the columns' unit; zeros when no column
   * varies.
   */
  readonly explainedVarianceRatio: readonly number[]
}

/**
 * Entries whose sizes differ by less than this share are equally large: rounding does not choose the sign of a
 * component.
 */
const TIE = 1e-9

/**
 * Fits the first k principal components by the eigendecomposition of the covariance matrix: O(rows d^2 + d^3).
 *
 * @throws RangeError when k is below 1 or above the number of columns, or a number is not finite
 */
export function fitPca(samples: MatrixLike, components: number): Pca {
  const rows = matrixOf(samples, 'rows')
  if (!Number.isInteger(components) || components < 1 || components > rows.columns) {
    throw new RangeError(`${components} components cannot be taken from ${rows.columns} columns: 1 to ${rows.columns} can`)
  }
  requireTrainingRows('find principal components', rows, 2)
  const size = rows.columns
  const mean = columnStatistics(rows).map((column) => column.mean)
  const unit = binaryUnit(rows.data)
  const centred = mapColumns(rows, (value, column) => value / unit - mean[column] / unit)
  const covariance = matrix(size, size)
  gemm({
    m: size,
    n: size,
    k: rows.rows,
    a: centred.data,
    b: centred.data,
    c: covariance.data,
    alpha: 1 / (rows.rows - 1),
    transposeA: true,
  })
  const { values, vectors } = eigenSymmetric(covariance)
  const total = Array.from({ length: size }, (_, i) => covariance.data[i * size + i]).reduce((sum, variance) => sum + variance, 0)
  const columns = Array.from({ length: components }, (_, k) => size - 1 - k) // eigenvalues ascend
  return {
    mean,
    components: columns.map((column) => withSign(Array.from({ length: size }, (_, i) => vectors.data[i * size + column]))),
    explainedVariance: columns.map((column) => Math.max(0, values[column]) * unit * unit),
    explainedVarianceRatio: columns.map((column) => (total === 0 ? 0 : Math.max(0, values[column]) / total)),
  }
}

/**
 * Coordinates of the rows along the components, rows x k.
 *
 * @throws RangeError when the columns are not those it was fitted on, or a number or coordinate is not finite
 */
export function applyPca(pca: Pca, samples: MatrixLike): Matrix {
  const rows = matrixOf(samples, 'rows')
  requireFittedColumns(rows, pca.mean.length)
  const centred = mapColumns(rows, (value, column) => value - pca.mean[column])
  const directions = matrixFrom(pca.components)
  const result = matrix(rows.rows, directions.rows)
  gemm({ m: rows.rows, n: result.columns, k: rows.columns, a: centred.data, b: directions.data, c: result.data, transposeB: true })
  requireFinite('coordinates', result.data)
  return result
}

function withSign(direction: number[]): number[] {
  const largest = direction.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0)
  const first = direction.find((entry) => Math.abs(entry) >= (1 - TIE) * largest) ?? 0
  return first < 0 ? direction.map((entry) => -entry) : direction
}
