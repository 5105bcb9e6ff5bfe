/** The classical Gaussian kernel exp(-gamma |x - y|^2): the baseline that a quantum kernel has to beat. */
import { matrix, type Matrix } from '@ketwork/math'

/** scikit-learn's `gamma='scale'`: 1 / (columns * variance of all entries). */
export function scaleGamma(rows: Matrix): number {
  const count = rows.data.length
  const mean = rows.data.reduce((sum, value) => sum + value, 0) / count
  const variance = rows.data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count
  return 1 / (rows.columns * (variance || 1))
}

/** left.rows x right.rows. @throws RangeError when the columns disagree */
export function rbfKernel(left: Matrix, right: Matrix, gamma: number): Matrix {
  if (left.columns !== right.columns)
    throw new RangeError(`${left.columns} columns on the left and ${right.columns} on the right: they must agree`)
  const result = matrix(left.rows, right.rows)
  for (let i = 0; i < left.rows; i++) {
    for (let j = 0; j < right.rows; j++) {
      let distance = 0
      for (let k = 0; k < left.columns; k++) distance += (left.data[i * left.columns + k] - right.data[j * right.columns + k]) ** 2
      result.data[i * right.rows + j] = Math.exp(-gamma * distance)
    }
  }
  return result
}
