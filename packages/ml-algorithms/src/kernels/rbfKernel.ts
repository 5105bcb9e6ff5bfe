/** The classical Gaussian kernel exp(-gamma |x - y|^2): the baseline that a quantum kernel has to beat. */
import { type Matrix, matrix, type MatrixLike, matrixOf, positiveNumber, RunningStatistics } from '@ketwork/math'

/** Below it numbers are subnormal and lose digits. */
const LEAST_GAMMA = 2 ** -1022

/**
 * scikit-learn's `gamma='scale'`: 1 / (columns * variance of all entries), and 1 where the entries do not vary.
 *
 * @throws RangeError when an entry is not finite, or gamma is out of range: entries beyond about 1e154 or 1e-154
 */
export function scaleGamma(samples: MatrixLike): number {
  const rows = matrixOf(samples, 'rows')
  const statistics = new RunningStatistics()
  for (const value of rows.data) statistics.add(value)
  const { mean, populationDeviation } = statistics
  if (!(populationDeviation > rows.data.length * Number.EPSILON * Math.abs(mean))) return 1
  const gamma = 1 / populationDeviation / populationDeviation / rows.columns
  if (Number.isFinite(gamma) && gamma >= LEAST_GAMMA) return gamma
  throw new RangeError(
    `entries with a deviation of ${populationDeviation} have no gamma in the range of a number: standardise the columns first`,
  )
}

/** left.rows x right.rows. @throws RangeError when the columns disagree, or gamma is not positive and finite */
export function rbfKernel(lefts: MatrixLike, rights: MatrixLike, gamma: number): Matrix {
  const [left, right] = [matrixOf(lefts, 'left'), matrixOf(rights, 'right')]
  if (left.columns !== right.columns)
    throw new RangeError(`${left.columns} columns on the left and ${right.columns} on the right: they must agree`)
  positiveNumber('gamma', gamma)
  const root = Math.sqrt(gamma) // taken into the distance, whose square stays in range for every unit of the columns
  const result = matrix(left.rows, right.rows)
  for (let i = 0; i < left.rows; i++) {
    for (let j = 0; j < right.rows; j++) {
      let distance = 0
      for (let k = 0; k < left.columns; k++) distance += (root * (left.data[i * left.columns + k] - right.data[j * right.columns + k])) ** 2
      result.data[i * right.rows + j] = Math.exp(-distance)
    }
  }
  return result
}
