import { matrix, matrixFrom, RandomStream, type Matrix } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { applyAngleScaler, fitAngleScaler } from './angleScaler.ts'
import { applyPca, fitPca } from './pca.ts'
import { applyStandardizer, columnMeans, fitStandardizer } from './standardizer.ts'
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

  test('refuses NaN, no rows and other columns', () => {
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
        for (let i = 0; i < 5; i++) product += pca.components.data[a * 5 + i] * pca.components.data[b * 5 + i]
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
    expect(Array.from(pca.components.data)).toEqual([expect.closeTo(0.6, 12), expect.closeTo(0.8, 12)])
    expect(
      Array.from(
        columnMeans(
          matrixFrom([
            [0, 0],
            [3, 4],
            [6, 8],
          ]),
        ),
      ),
    ).toEqual([3, 4])
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
