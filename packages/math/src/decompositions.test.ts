import { describe, expect, test } from 'vitest'
import { addMatrices, adjoint, kronecker, multiply, scaleMatrix, trace } from './complexAlgebra.ts'
import { type ComplexMatrix, complexIdentity, complexMatrix, diagonalMatrix } from './complexMatrix.ts'
import { eigenHermitian } from './eigenHermitian.ts'
import { eigenSymmetric } from './eigenSymmetric.ts'
import { expm } from './expm.ts'
import { haarUnitary } from './haar.ts'
import { type Matrix, matrix, matrixFrom } from './matrix.ts'
import { isUnitary, maxAbsDifference } from './matrixDistance.ts'
import { RandomStream } from './RandomStream.ts'
import { SingularMatrixError, solve } from './solve.ts'
import { svd, svdReal } from './svd.ts'

const random = new RandomStream(41)
const SIZES = [1, 2, 3, 4, 7, 16, 33, 60]

const gaussian = (rows: number, columns = rows): ComplexMatrix =>
  complexMatrix(rows, columns, random.fillNormal(new Float64Array(2 * rows * columns)))
const hermitian = (n: number): ComplexMatrix => {
  const m = gaussian(n)
  return addMatrices(m, adjoint(m))
}
const complexOf = (m: Matrix): ComplexMatrix =>
  complexMatrix(
    m.rows,
    m.columns,
    [...m.data].flatMap((value) => [value, 0]),
  )
const realDiagonal = (values: ArrayLike<number>): ComplexMatrix => diagonalMatrix(Array.from(values).flatMap((value) => [value, 0]))
const rebuilt = (u: ComplexMatrix, values: ArrayLike<number>, v: ComplexMatrix): ComplexMatrix =>
  multiply(multiply(u, realDiagonal(values)), adjoint(v))
const isometric = (u: ComplexMatrix): number => maxAbsDifference(multiply(adjoint(u), u), complexIdentity(u.columns))
const ascending = (values: Float64Array): boolean => values.every((value, i) => i === 0 || values[i - 1] <= value)

describe('in any unit of the matrix', () => {
  const symmetric = matrix(5, 5)
  for (let i = 0; i < 5; i++) for (let j = 0; j <= i; j++) symmetric.data[5 * i + j] = symmetric.data[5 * j + i] = random.normal()
  const times = (unit: number) => symmetric.data.map((value) => value * unit)

  test.each([2 ** -1000, 2 ** -500, 2 ** 500, 2 ** 1020])(
    '%d the values are those of unit 1 in that unit, to the last bit, and the vectors the same',
    (unit) => {
      const [one, other] = [1, unit].map((u) => matrix(5, 5, times(u)))
      const values = (list: Float64Array) => list.map((value) => value / unit)
      for (const solver of [eigenSymmetric, (m: Matrix) => eigenHermitian(complexOf(m))]) {
        expect(values(solver(other).values)).toEqual(solver(one).values)
        expect(solver(other).vectors.data).toEqual(solver(one).vectors.data)
      }
      expect(values(svdReal(other).singularValues)).toEqual(svdReal(one).singularValues)
      expect([svdReal(other).u, svdReal(other).v]).toEqual([svdReal(one).u, svdReal(one).v])
    },
  )
})

describe('eigenHermitian', () => {
  test.each(SIZES)('rebuilds a random matrix of size %i from ascending values and a unitary', (n) => {
    const m = hermitian(n)
    const { values, vectors } = eigenHermitian(m)
    expect(maxAbsDifference(rebuilt(vectors, values, vectors), m)).toBeLessThan(1e-14 * n + 1e-14)
    expect(isUnitary(vectors, 1e-13)).toBe(true)
    expect(ascending(values)).toBe(true)
  })

  test('finds the values that a matrix was made of, degenerate and zero ones included', () => {
    const values = [-3, -3, -3, 0, 0, 1e-3, 1, 1]
    const u = haarUnitary(8, random)
    const found = eigenHermitian(rebuilt(u, values, u)).values
    values.forEach((value, i) => expect(Math.abs(found[i] - value)).toBeLessThan(1e-14))
  })

  test('takes diagonal, zero and badly scaled matrices', () => {
    expect([...eigenHermitian(diagonalMatrix([3, 0, 1, 0, 2, 0])).values]).toEqual([1, 2, 3])
    expect([...eigenHermitian(complexMatrix(3, 3)).values]).toEqual([0, 0, 0])
    const huge = scaleMatrix(complexMatrix(2, 2, [0, 0, 0, -1, 0, 1, 0, 0]), 1e200)
    expect([...eigenHermitian(huge).values].map((value) => Number((value / 1e200).toFixed(14)))).toEqual([-1, 1])
    expect(eigenHermitian(complexMatrix(0, 0)).values).toHaveLength(0)
  })

  test('reads the lower triangle only', () => {
    const broken = complexMatrix(2, 2, [1, 9, 7, 7, 0, 1, 1, 9])
    expect([...eigenHermitian(broken).values].map((value) => Number(value.toFixed(14)))).toEqual([0, 2])
  })

  test('refuses NaN and shapes that are not square', () => {
    expect(() => eigenHermitian(complexMatrix(1, 1, [NaN, 0]))).toThrow('m.data[0] is NaN')
    expect(() => eigenHermitian(complexMatrix(1, 2))).toThrow('m must be square')
  })
})

describe('eigenSymmetric', () => {
  test.each(SIZES)('rebuilds a random matrix of size %i', (n) => {
    const m = matrix(n, n)
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) m.data[i * n + j] = m.data[j * n + i] = random.normal()
    const { values, vectors } = eigenSymmetric(m)
    const v = complexOf(vectors)
    expect(maxAbsDifference(rebuilt(v, values, v), complexOf(m))).toBeLessThan(1e-14 * n + 1e-14)
    expect(isUnitary(v, 1e-13)).toBe(true)
    expect(ascending(values)).toBe(true)
  })

  test('gives the closed form of the chain: 2 - 2 cos(k pi / (n + 1))', () => {
    const n = 50
    const chain = matrix(n, n)
    for (let i = 0; i < n; i++) {
      chain.data[i * (n + 1)] = 2
      if (i > 0) chain.data[i * n + i - 1] = -1
    }
    eigenSymmetric(chain).values.forEach((value, k) => {
      expect(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))))).toBeLessThan(1e-14)
    })
  })

  test('refuses what is not square or not finite', () => {
    expect(() => eigenSymmetric(matrix(2, 3))).toThrow('a symmetric matrix is square, got 2 x 3')
    expect(() => eigenSymmetric(matrixFrom([[Infinity]]))).toThrow('m.data[0] is Infinity')
  })
})

describe('svd', () => {
  test.each([
    [1, 1],
    [5, 5],
    [12, 3],
    [3, 12],
    [30, 29],
    [4, 1],
  ])('rebuilds a random %i x %i matrix from isometries and descending values', (rows, columns) => {
    const m = gaussian(rows, columns)
    const { u, singularValues, v } = svd(m)
    expect(singularValues).toHaveLength(Math.min(rows, columns))
    expect(maxAbsDifference(rebuilt(u, singularValues, v), m)).toBeLessThan(1e-13)
    expect(isometric(u)).toBeLessThan(1e-13)
    expect(isometric(v)).toBeLessThan(1e-13)
    expect(ascending(singularValues.toReversed())).toBe(true)
  })

  test('completes U where singular values are zero', () => {
    const m = multiply(gaussian(7, 2), gaussian(2, 5))
    for (const low of [m, complexMatrix(4, 3), diagonalMatrix([0, 0, 1, 0, 0, 0])]) {
      const { u, singularValues, v } = svd(low)
      expect(maxAbsDifference(rebuilt(u, singularValues, v), low)).toBeLessThan(1e-13)
      expect(Math.max(isometric(u), isometric(v))).toBeLessThan(1e-13)
    }
    expect(svd(m).singularValues[2]).toBeLessThan(1e-14)
  })

  test('the squares of the values are the eigenvalues of m^H m, and a unitary has only ones', () => {
    const m = gaussian(9, 6)
    const squares = svd(m).singularValues.map((value) => value ** 2)
    const values = eigenHermitian(multiply(adjoint(m), m)).values.toReversed()
    squares.forEach((square, i) => expect(Math.abs(square - values[i])).toBeLessThan(1e-12))
    svd(haarUnitary(5, random)).singularValues.forEach((value) => expect(Math.abs(value - 1)).toBeLessThan(1e-14))
  })

  test('keeps the relative precision of tiny singular values', () => {
    const m = multiply(haarUnitary(3, random), diagonalMatrix([1, 0, 1e-8, 0, 1e-14, 0]))
    svd(m).singularValues.forEach((value, i) => expect(Math.abs(value / [1, 1e-8, 1e-14][i] - 1)).toBeLessThan(1e-14))
  })

  test('of a real matrix is real', () => {
    const m = matrix(6, 4, random.fillNormal(new Float64Array(24)))
    const { u, singularValues, v } = svdReal(m)
    expect(maxAbsDifference(rebuilt(complexOf(u), singularValues, complexOf(v)), complexOf(m))).toBeLessThan(1e-14)
    expect(() => svd(m)).toThrow('must hold 48 numbers')
  })
})

describe('solve', () => {
  test.each(SIZES)('gives an x with a x = b for size %i and three right sides', (n) => {
    const a = gaussian(n)
    const b = gaussian(n, 3)
    const x = solve(a, b)
    expect(maxAbsDifference(multiply(a, x), b)).toBeLessThan(1e-11)
  })

  test('needs pivoting and does it', () => {
    const a = complexMatrix(2, 2, [0, 0, 1, 0, 0, 1, 0, 0])
    expect(maxAbsDifference(multiply(a, solve(a, complexIdentity(2))), complexIdentity(2))).toBe(0)
    const tiny = complexMatrix(2, 2, [1e-20, 0, 1, 0, 1, 0, 1, 0])
    expect(maxAbsDifference(multiply(tiny, solve(tiny, complexIdentity(2))), complexIdentity(2))).toBeLessThan(1e-15)
  })

  test('says which column of a singular matrix has no pivot', () => {
    for (const a of [complexMatrix(2, 2, [1, 0, 2, 0, 2, 0, 4, 0]), complexMatrix(3, 3), multiply(gaussian(6, 5), gaussian(5, 6))]) {
      expect(() => solve(a, complexIdentity(a.rows))).toThrow(SingularMatrixError)
    }
    expect(() => solve(complexMatrix(2, 2, [1, 0, 2, 0, 2, 0, 4, 0]), complexIdentity(2))).toThrow(
      expect.objectContaining({ column: 1, pivot: 0, message: expect.stringContaining('the 2 x 2 matrix is singular') as string }),
    )
  })

  test('does not call a badly scaled matrix singular', () => {
    expect(solve(diagonalMatrix([1, 0, 1e-100, 0]), complexIdentity(2)).data[6]).toBeCloseTo(1e100, -87)
  })
})

describe('expm', () => {
  test('is the sum of its series for a small matrix', () => {
    const m = scaleMatrix(gaussian(4), 0.1)
    let term = complexIdentity(4)
    let sum = term
    for (let k = 1; k < 30; k++) {
      term = scaleMatrix(multiply(term, m), 1 / k)
      sum = addMatrices(sum, term)
    }
    expect(maxAbsDifference(expm(m), sum)).toBeLessThan(1e-15)
  })

  test('exp(-i H t) has the phases of the spectrum, short and long t', () => {
    const h = hermitian(9)
    const { values, vectors } = eigenHermitian(h)
    for (const t of [0, 1e-9, 0.3, 5, 100]) {
      const phases = diagonalMatrix([...values].flatMap((value) => [Math.cos(value * t), -Math.sin(value * t)]))
      const expected = multiply(multiply(vectors, phases), adjoint(vectors))
      expect(maxAbsDifference(expm(scaleMatrix(h, 0, -t)), expected)).toBeLessThan(1e-14 * (4 + 40 * t))
    }
  })

  test('takes a Jordan block, which has no eigenbasis: e^l [1, 1; 0, 1]', () => {
    const e = Math.exp(-2)
    expect(
      maxAbsDifference(expm(complexMatrix(2, 2, [-2, 0, 1, 0, 0, 0, -2, 0])), complexMatrix(2, 2, [e, 0, e, 0, 0, 0, e, 0])),
    ).toBeLessThan(1e-16)
  })

  test('det e^m = e^(tr m), and exponentials of a Kronecker sum multiply', () => {
    const [a, b] = [gaussian(2), gaussian(3)]
    const sum = addMatrices(kronecker(a, complexIdentity(3)), kronecker(complexIdentity(2), b))
    expect(maxAbsDifference(expm(sum), kronecker(expm(a), expm(b)))).toBeLessThan(1e-11)
    const [p, q, r, s] = [0, 1, 2, 3].map((i) => [expm(a).data[2 * i], expm(a).data[2 * i + 1]])
    const [re, im] = trace(a)
    expect(p[0] * s[0] - p[1] * s[1] - q[0] * r[0] + q[1] * r[1]).toBeCloseTo(Math.exp(re) * Math.cos(im), 12)
  })
})
