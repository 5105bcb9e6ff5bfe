/** Principal component analysis: the directions of largest variance, from the training rows alone. */
import { eigenSymmetric, gemm, matrix, requireFinite, type Matrix } from '@ketwork/math'
import { columnMeans, requireColumns } from './standardizer.ts'

export interface Pca {
  readonly mean: Float64Array
  /** k x d, one orthonormal direction a row, largest variance first; the entry of largest size is positive. */
  readonly components: Matrix
  readonly explainedVariance: Float64Array
}

/**
 * Fits the first k principal components by the eigendecomposition of the covariance matrix: O(rows d^2 + d^3).
 *
 * @throws RangeError when k is below 1 or above the number of columns, or a number is not finite
 */
export function fitPca(rows: Matrix, components: number): Pca {
  if (!Number.isInteger(components) || components < 1 || components > rows.columns) {
    throw new RangeError(`${components} components cannot be taken from ${rows.columns} columns: 1 to ${rows.columns} can`)
  }
  if (rows.rows < 2) throw new RangeError(`PCA needs at least two rows, got ${rows.rows}`)
  requireFinite('rows', rows.data)
  const mean = columnMeans(rows)
  const centred = centre(rows, mean)
  const size = rows.columns
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
  const directions = matrix(components, size)
  const explainedVariance = new Float64Array(components)
  for (let k = 0; k < components; k++) {
    const column = size - 1 - k // eigenvalues ascend
    explainedVariance[k] = Math.max(0, values[column])
    const direction = Float64Array.from({ length: size }, (_, i) => vectors.data[i * size + column])
    const largest = direction.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) ? entry : best), 0)
    directions.data.set(largest < 0 ? direction.map((entry) => -entry) : direction, k * size)
  }
  return { mean, components: directions, explainedVariance }
}

/** Coordinates of the rows along the components, rows x k. */
export function applyPca(pca: Pca, rows: Matrix): Matrix {
  requireColumns(rows, pca.mean.length)
  const centred = centre(rows, pca.mean)
  const result = matrix(rows.rows, pca.components.rows)
  gemm({ m: rows.rows, n: result.columns, k: rows.columns, a: centred.data, b: pca.components.data, c: result.data, transposeB: true })
  return result
}

function centre(rows: Matrix, mean: Float64Array): Matrix {
  return matrix(
    rows.rows,
    rows.columns,
    rows.data.map((value, index) => value - mean[index % rows.columns]),
  )
}
