import { matrix, RandomStream, type Matrix } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { rbfKernel, scaleGamma } from './rbfKernel.ts'
import { fitKernelMachine, predictKernelMachine } from './kernelMachine.ts'
import { solveDual } from './smo.ts'

function blobs(rows: number, distance: number, seed: number): { points: Matrix; signs: number[] } {
  const random = new RandomStream(seed)
  const signs = Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 1 : -1))
  return {
    points: matrix(
      rows,
      2,
      Float64Array.from({ length: 2 * rows }, (_, i) => random.normal() + signs[i >> 1] * distance),
    ),
    signs,
  }
}

/** Largest violation of the Karush-Kuhn-Tucker conditions, written from their definition. */
function optimalityViolation(gram: Matrix, signs: readonly number[], alpha: Float64Array, bias: number, penalty: number): number {
  return Math.max(
    ...signs.map((sign, i) => {
      const decision = signs.reduce((sum, other, j) => sum + alpha[j] * other * gram.data[i * gram.columns + j], bias)
      const margin = sign * decision - 1
      if (alpha[i] === 0) return Math.max(0, -margin)
      return alpha[i] === penalty ? Math.max(0, margin) : Math.abs(margin)
    }),
  )
}

describe('solveDual', () => {
  test('satisfies the optimality conditions on separable and overlapping classes', () => {
    for (const [distance, penalty] of [
      [2, 1],
      [0.5, 1],
      [0.2, 10],
    ] as const) {
      const { points, signs } = blobs(120, distance, 3)
      const gram = rbfKernel(points, points, 0.5)
      const { alpha, bias, converged } = solveDual(gram, signs, { penalty, tolerance: 1e-6 })
      expect(converged).toBe(true)
      expect(Math.abs(alpha.reduce((sum, a, i) => sum + a * signs[i], 0))).toBeLessThan(1e-9)
      expect(optimalityViolation(gram, signs, alpha, bias, penalty)).toBeLessThan(1e-5)
    }
  })

  test('finds the closed form for two points', () => {
    const { alpha, bias } = solveDual(matrix(2, 2, Float64Array.of(1, 0, 0, 1)), [1, -1], { penalty: 10, tolerance: 1e-9 })
    expect(alpha[0]).toBeCloseTo(1, 9)
    expect(alpha[1]).toBeCloseTo(1, 9)
    expect(bias).toBeCloseTo(0, 9)
  })

  test('solves the same problem in every unit of the kernel: alpha in the inverse unit, the decision alike', () => {
    const { points, signs } = blobs(60, 0.5, 3)
    const gram = rbfKernel(points, points, 0.5)
    const one = solveDual(gram, signs, { penalty: 1 })
    for (const unit of [2 ** -60, 2 ** -400, 2 ** 60]) {
      const scaled = matrix(
        60,
        60,
        gram.data.map((value) => value * unit),
      )
      const other = solveDual(scaled, signs, { penalty: 1 / unit })
      expect(other.alpha.map((alpha) => alpha * unit)).toEqual(one.alpha)
      expect({ ...other, alpha: 0 }).toEqual({ ...one, alpha: 0 })
    }
  })

  test('refuses one class, wrong sizes and a penalty of zero', () => {
    const gram = matrix(2, 2, Float64Array.of(1, 0, 0, 1))
    expect(() => solveDual(gram, [1, 1])).toThrow('all labels are the same')
    expect(() => solveDual(gram, [1, -1, 1])).toThrow('2 x 2 for 3 labels')
    expect(() => solveDual(gram, [1, -1], { penalty: 0 })).toThrow('penalty is 0')
    expect(() => solveDual(gram, [1, 0.5])).toThrow('sign 1 is 0.5')
    expect(() => solveDual(matrix(2, 2, [1, NaN, NaN, 1]), [1, -1])).toThrow('gram[1] is NaN')
  })
})

describe('rbfKernel', () => {
  const rows = blobs(12, 1, 5).points
  const times = (unit: number) => ({ ...rows, data: rows.data.map((value) => value * unit) })

  test('is exp(-gamma |x - y|^2) with the gamma of scikit-learn', () => {
    const squares = matrix(2, 1, [1, 3])
    expect(scaleGamma(squares)).toBe(1) // 1 / (one column * variance 1)
    expect(rbfKernel(squares, squares, 0.5).data[1]).toBeCloseTo(Math.exp(-2), 15)
    expect(scaleGamma(matrix(2, 3, [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]))).toBe(1)
  })

  test('with that gamma is the same in every unit of the columns', () => {
    const one = rbfKernel(rows, rows, scaleGamma(rows)).data
    for (const unit of [1e-14, 1e-150, 1e-100, 1e100, 1e150]) {
      const scaled = times(unit)
      rbfKernel(scaled, scaled, scaleGamma(scaled)).data.forEach((value, i) => expect(value).toBeCloseTo(one[i], 12))
    }
    for (const unit of [1e-165, 1e165]) expect(() => scaleGamma(times(unit))).toThrow('standardise the columns first')
  })

  test('refuses a gamma that is none', () => {
    for (const gamma of [0, -1, NaN, Infinity]) expect(() => rbfKernel(rows, rows, gamma)).toThrow(`gamma is ${gamma}`)
  })
})

describe('kernel machine', () => {
  test('separates three distant classes and votes for the nearest', () => {
    const random = new RandomStream(4)
    const centres = [
      [0, 0],
      [6, 0],
      [0, 6],
    ]
    const labels = Array.from({ length: 90 }, (_, row) => ['west', 'east', 'north'][row % 3])
    const points = matrix(
      90,
      2,
      Float64Array.from({ length: 180 }, (_, i) => centres[(i >> 1) % 3][i % 2] + 0.7 * random.normal()),
    )
    const machine = fitKernelMachine(rbfKernel(points, points, 0.3), labels)
    expect(machine.classes).toEqual(['east', 'north', 'west'])
    expect(machine.machines).toHaveLength(3)
    expect(machine.supportRows.length).toBeLessThan(60)
    const fresh = matrix(3, 2, Float64Array.of(0.2, 0.1, 5.5, 0.3, 0.1, 6.4))
    expect(predictKernelMachine(machine, rbfKernel(fresh, points, 0.3))).toEqual(['west', 'east', 'north'])
  })
})
