import { matrix, matrixFrom, RandomStream, type Matrix } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { applyAngleScaler, fitAngleScaler } from './angleScaler.ts'
import { applyPca, fitPca } from './pca.ts'
import { applyFeaturePipeline, fitFeaturePipeline } from './featurePipeline.ts'
import { readFeaturePipeline } from './readFeaturePipeline.ts'
import { applyStandardizer, fitStandardizer } from './standardizer.ts'
import { stratifiedSplit } from './stratifiedSplit.ts'

/** Rows with unequal variances along a rotated pair of axes. */
function randomRows(rows: number, columns: number, seed: number): Matrix {
  const random = new RandomStream(seed)
  const data = Float64Array.from({ length: rows * columns }, (_, i) => random.normal() * (1 + (i % columns)) + 3)
  for (let row = 0; row < rows; row++) data[row * columns + 1] += 2 * data[row * columns]
  return matrix(rows, columns, data)
}

describe('standardizer', () => {
  test('gives every training column mean 0 and variance 1', () => {
    const rows = randomRows(200, 4, 1)
    const result = applyStandardizer(fitStandardizer(rows), rows)
    for (let column = 0; column < 4; column++) {
      const values = Array.from({ length: 200 }, (_, row) => result.data[row * 4 + column])
      expect(values.reduce((a, b) => a + b, 0) / 200).toBeCloseTo(0, 12)
      expect(values.reduce((a, b) => a + b * b, 0) / 200).toBeCloseTo(1, 12)
    }
  })

  test('sends a constant column to zeros and uses training figures for other rows', () => {
    const standardizer = fitStandardizer(
      matrixFrom([
        [5, 0],
        [5, 2],
      ]),
    )
    expect(
      Array.from(
        applyStandardizer(
          standardizer,
          matrixFrom([
            [5, 3],
            [6, 1],
          ]),
        ).data,
      ),
    ).toEqual([0, 2, 1, 0])
  })

  // StandardScaler of scikit-learn 1.9: constant when variance <= rows * eps * variance + (rows * mean * eps)^2
  test('counts as constant what is within the rounding of its mean, whatever its unit', () => {
    const scaleOf = (...column: number[]) => fitStandardizer(matrix(column.length, 1, column)).scale[0]
    for (const unit of [1, 1e-13, 1e-14, 1e-160, 1e155, 1e160]) {
      expect(scaleOf(1 * unit, 2 * unit, 3 * unit) / unit).toBeCloseTo(Math.sqrt(2 / 3), 14)
      expect(scaleOf(0.1 * unit, 0.1 * unit, 0.1 * unit)).toBe(1)
      expect(scaleOf(unit, unit * (1 + 2 * Number.EPSILON), unit)).toBe(1)
      expect(scaleOf(unit, unit * (1 + 1e-9), unit)).not.toBe(1)
    }
    expect(scaleOf(0, 0)).toBe(1)
    expect(scaleOf(-1e-13, 1e-13)).toBe(1e-13)
  })

  test('refuses NaN, no rows, other columns and rows whose distance is out of range', () => {
    const fitted = fitStandardizer(matrix(2, 1, [0, 1e-10]))
    expect(() => applyStandardizer(fitted, matrix(1, 1, [1e300]))).toThrow('1e+300 in column 0 is too far from the training rows')
    expect(() => applyStandardizer(fitted, matrix(1, 1, [NaN]))).toThrow('rows[0] is NaN')
    expect(() => fitStandardizer(matrixFrom([[1, NaN]]))).toThrow(RangeError)
    expect(() => fitStandardizer(matrix(0, 2))).toThrow('no rows')
    expect(() => applyStandardizer(fitStandardizer(matrixFrom([[1, 2]])), matrixFrom([[1]]))).toThrow('1 columns')
  })
})

describe('PCA', () => {
  test('has orthonormal components whose coordinates are uncorrelated with falling variances', () => {
    const rows = randomRows(300, 5, 2)
    const pca = fitPca(rows, 5)
    const coordinates = applyPca(pca, rows)
    for (let a = 0; a < 5; a++) {
      for (let b = 0; b < 5; b++) {
        let product = 0
        let covariance = 0
        for (let i = 0; i < 5; i++) product += pca.components[a][i] * pca.components[b][i]
        for (let row = 0; row < 300; row++) covariance += (coordinates.data[row * 5 + a] * coordinates.data[row * 5 + b]) / 299
        expect(product).toBeCloseTo(a === b ? 1 : 0, 10)
        expect(covariance).toBeCloseTo(a === b ? pca.explainedVariance[a] : 0, 8)
      }
      if (a > 0) expect(pca.explainedVariance[a]).toBeLessThanOrEqual(pca.explainedVariance[a - 1])
    }
  })

  test('finds the line that points lie on', () => {
    const pca = fitPca(
      matrixFrom([
        [0, 0],
        [3, 4],
        [6, 8],
      ]),
      1,
    )
    expect(pca.components).toEqual([[expect.closeTo(0.6, 12), expect.closeTo(0.8, 12)]])
    expect(pca.mean).toEqual([3, 4])
    expect(pca.explainedVarianceRatio).toEqual([expect.closeTo(1, 12)])
  })

  test('has the same components in every unit of the columns', () => {
    const rows = randomRows(60, 4, 3)
    const one = fitPca(rows, 4)
    for (const unit of [2 ** -600, 2 ** 70, 2 ** 900]) {
      const other = fitPca({ ...rows, data: rows.data.map((value) => value * unit) }, 4)
      expect(other.components).toEqual(one.components)
      expect(other.explainedVarianceRatio).toEqual(one.explainedVarianceRatio)
      expect(other.mean).toEqual(one.mean.map((mean) => mean * unit))
      const coordinates = applyPca(other, { ...rows, data: rows.data.map((value) => value * unit) }).data.map((value) => value / unit)
      expect(coordinates).toEqual(applyPca(one, rows).data)
    }
    expect(fitPca({ ...rows, data: rows.data.map((value) => value * 1e50) }, 1).explainedVariance[0] / 1e100).toBeCloseTo(
      one.explainedVariance[0],
      10,
    )
    expect(one.explainedVarianceRatio.reduce((sum, ratio) => sum + ratio, 0)).toBeCloseTo(1, 12)
  })

  test('gives both orders of two equally large entries the sign that the first is positive', () => {
    for (const [x, y] of [
      [1, -1 - 1e-13],
      [-1 - 1e-13, 1],
    ]) {
      const [[first, second]] = fitPca(matrix(2, 2, [x, y, -x, -y]), 1).components
      expect([Math.sign(first), Math.sign(second)]).toEqual([1, -1])
    }
  })

  test('refuses more components than columns', () => {
    expect(() =>
      fitPca(
        matrixFrom([
          [1, 2],
          [3, 5],
        ]),
        3,
      ),
    ).toThrow('3 components cannot be taken from 2 columns')
  })
})

describe('angle scaler', () => {
  test('sends the training extremes to the ends of the range and holds what lies beyond', () => {
    const scaler = fitAngleScaler(
      matrixFrom([
        [0, 7],
        [10, 7],
      ]),
      { low: 0, high: Math.PI },
    )
    expect(
      Array.from(
        applyAngleScaler(
          scaler,
          matrixFrom([
            [0, 7],
            [5, 9],
            [20, 7],
          ]),
        ).data,
      ),
    ).toEqual([0, Math.PI / 2, Math.PI / 2, Math.PI / 2, Math.PI, Math.PI / 2])
  })

  test('refuses an empty range', () => {
    expect(() => fitAngleScaler(matrixFrom([[1]]), { low: 1, high: 1 })).toThrow('the angle range 1 to 1 is empty')
  })
})

describe('feature pipeline', () => {
  const angles = (rows: Matrix, qubits: number) => applyFeaturePipeline(fitFeaturePipeline(rows, { qubits }), rows).data
  const times = (rows: Matrix, unit: number): Matrix => ({ ...rows, data: rows.data.map((value) => value * unit) })

  test('gives the same angles in every unit of the columns, with and without principal components', () => {
    const rows = randomRows(50, 4, 5)
    for (const qubits of [2, 4]) {
      const one = angles(rows, qubits)
      for (const unit of [2 ** -900, 2 ** -40, 2 ** 900]) expect(angles(times(rows, unit), qubits)).toEqual(one)
      for (const unit of [1e-13, 1e-14, 1e155, 1e160, 1e-250, 1e306]) {
        angles(times(rows, unit), qubits).forEach((angle, i) => expect(Math.abs(angle - one[i])).toBeLessThan(1e-10))
      }
    }
  })

  test('spans the angles where a column reaches from end to end of the numbers', () => {
    expect(Array.from(angles(matrix(3, 1, [-1.7e308, 0, 1.7e308]), 1))).toEqual([-Math.PI / 2, 0, Math.PI / 2])
  })

  test('leaves out components that only hold rounding', () => {
    const copies = randomRows(40, 2, 6)
    const rows = matrixFrom(Array.from({ length: 40 }, (_, row) => [0, 1, 0, 1, 0].map((column) => copies.data[2 * row + column])))
    expect(fitFeaturePipeline(rows, { qubits: 4 }).pca?.components).toHaveLength(2)
    expect(fitFeaturePipeline(matrix(3, 3), { qubits: 2 }).pca?.components).toHaveLength(1)
  })

  test('is plain data: written as JSON and read back it gives the same bits', () => {
    const rows = randomRows(30, 5, 7)
    for (const qubits of [3, 5]) {
      const pipeline = fitFeaturePipeline(rows, { qubits })
      const read = readFeaturePipeline(JSON.parse(JSON.stringify(pipeline)))
      expect(read).toEqual(pipeline)
      expect(applyFeaturePipeline(read, rows)).toEqual(applyFeaturePipeline(pipeline, rows))
    }
  })

  test.each([
    ['standardizer', { '0': 1 }, 'pipeline.standardizer.mean is missing: it must be a list'],
    ['standardizer', { mean: { '0': 1, '1': 2 }, scale: [1, 1] }, 'pipeline.standardizer.mean is an object: it must be a list'],
    ['standardizer', { mean: [1, null, 0], scale: [1, 1, 1] }, 'pipeline.standardizer.mean[1] is null: it must be a finite number'],
    ['standardizer', { mean: [1, 2, 3], scale: [1, 1] }, 'pipeline.standardizer.scale has 2 numbers: 3 are needed'],
    ['standardizer', { mean: [1, 2, 3], scale: [1, 0, 1] }, 'pipeline.standardizer.scale[1] is 0: it must be positive'],
    ['standardizer', { mean: [], scale: [] }, 'pipeline.standardizer.mean is empty'],
    ['pca', null, 'pipeline.pca is null: it must be an object'],
    ['pca', { components: [[1, 0]] }, 'pipeline.pca.components[0] has 2 numbers: 3 are needed'],
    ['pca', { components: [] }, 'pipeline.pca.components is empty'],
    ['scaler', { minimum: [1, 2], maximum: [1, 'x'], low: 0, high: 1 }, "pipeline.scaler.maximum[1] is 'x'"],
    ['scaler', { minimum: [3, 2], maximum: [1, 3], low: 0, high: 1 }, 'pipeline.scaler.minimum[0] is 3, above the maximum 1'],
    ['scaler', { minimum: [1, 2], maximum: [1, 3], low: 1, high: 1 }, 'pipeline.scaler goes from 1 to 1'],
    ['scaler', [], 'pipeline.scaler is a list: it must be an object'],
  ])('refuses a saved one whose %s is %j', (part, value, message) => {
    const saved = { ...fitFeaturePipeline(randomRows(9, 3, 8), { qubits: 2 }), [part]: value }
    expect(() => readFeaturePipeline(JSON.parse(JSON.stringify(saved)))).toThrow(message)
  })
})

describe('stratifiedSplit', () => {
  const labels = Array.from({ length: 150 }, (_, row) => ['a', 'b', 'c'][row % 3])

  test('keeps every class at its share, loses no row and repeats for a seed', () => {
    const split = stratifiedSplit(labels, { seed: 5 })
    for (const label of ['a', 'b', 'c']) expect(split.test.filter((row) => labels[row] === label)).toHaveLength(10)
    expect([...split.train, ...split.test].sort((a, b) => a - b)).toEqual(labels.map((_, row) => row))
    expect(stratifiedSplit(labels, { seed: 5 })).toEqual(split)
    expect(stratifiedSplit(labels, { seed: 6 })).not.toEqual(split)
  })

  test('refuses a fraction outside 0 to 1 and rows that cannot be split', () => {
    expect(() => stratifiedSplit(labels, { testFraction: 1, seed: 0 })).toThrow('testFraction is 1')
    expect(() => stratifiedSplit(['a', 'b'], { seed: 0 })).toThrow('too few')
  })
})
