import { describe, expect, test } from 'vitest'
import { addMatrices, adjoint, kronecker, multiply, scaleMatrix, trace } from './complexAlgebra.ts'
import { type ComplexMatrix, complexIdentity, complexMatrix, diagonalMatrix } from './complexMatrix.ts'
import { innerProduct, norm, normalize } from './complexVector.ts'
import { haarUnitary } from './haar.ts'
import { matrix, matrixFrom, matrixRow } from './matrix.ts'
import { distanceUpToPhase, isUnitary, maxAbsDifference } from './matrixDistance.ts'
import { RandomStream } from './RandomStream.ts'

const random = new RandomStream(11)
const gaussian = (rows: number, columns: number): ComplexMatrix =>
  complexMatrix(rows, columns, random.fillNormal(new Float64Array(2 * rows * columns)))

const X = complexMatrix(2, 2, [0, 0, 1, 0, 1, 0, 0, 0])
const Y = complexMatrix(2, 2, [0, 0, 0, -1, 0, 1, 0, 0])
const Z = diagonalMatrix([1, 0, -1, 0])

describe('real matrices', () => {
  test('are row-major, and a row is a view', () => {
    const m = matrixFrom([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect([...m.data]).toEqual([1, 2, 3, 4, 5, 6])
    matrixRow(m, 1)[0] = 40
    expect(m.data[3]).toBe(40)
  })

  test('refuse ragged rows, wrong lengths and rows that are not there', () => {
    expect(() => matrixFrom([[1], [1, 2]])).toThrow('row 1 has 2 entries, row 0 has 1')
    expect(() => matrix(2, 2, [1])).toThrow('a 2 x 2 matrix has 4 entries, got 1')
    expect(() => matrix(-1, 2)).toThrow(RangeError)
    expect(() => matrixRow(matrix(2, 2), 2)).toThrow('row 2 is out of range: the matrix has 2 rows')
  })
})

describe('complex algebra', () => {
  test('Pauli matrices multiply as they should: X Y = i Z', () => {
    expect(maxAbsDifference(multiply(X, Y), scaleMatrix(Z, 0, 1))).toBe(0)
  })

  test('the direct and the blocked product agree where the one hands over to the other', () => {
    const a = gaussian(8, 8)
    const b = gaussian(8, 8)
    const halves = [0, 4].map((start) => multiply(complexMatrix(4, 8, a.data.slice(16 * start, 16 * (start + 4))), b))
    expect(maxAbsDifference(multiply(a, b), complexMatrix(8, 8, [...halves[0].data, ...halves[1].data]))).toBeLessThan(1e-14)
  })

  test('the adjoint of a product is the product of the adjoints turned round', () => {
    const a = gaussian(3, 5)
    const b = gaussian(5, 2)
    expect(maxAbsDifference(adjoint(multiply(a, b)), multiply(adjoint(b), adjoint(a)))).toBeLessThan(1e-14)
  })

  test('Kronecker products multiply factor by factor and their traces multiply', () => {
    const [a, b, c, d] = [gaussian(2, 3), gaussian(4, 2), gaussian(3, 2), gaussian(2, 5)]
    const whole = multiply(kronecker(a, b), kronecker(c, d))
    expect(maxAbsDifference(whole, kronecker(multiply(a, c), multiply(b, d)))).toBeLessThan(1e-13)
    const [p, q] = [gaussian(3, 3), gaussian(2, 2)]
    const [[pRe, pIm], [qRe, qIm]] = [trace(p), trace(q)]
    const [re, im] = trace(kronecker(p, q))
    expect(Math.hypot(re - (pRe * qRe - pIm * qIm), im - (pRe * qIm + pIm * qRe))).toBeLessThan(1e-13)
  })

  test('the second factor of a Kronecker product is the low qubit', () => {
    expect([...kronecker(Z, complexIdentity(2)).data].filter((_, i) => i % 10 === 0)).toEqual([1, 1, -1, -1])
  })

  test('trace is cyclic and linear', () => {
    const [a, b] = [gaussian(4, 4), gaussian(4, 4)]
    expect(trace(multiply(a, b))[0]).toBeCloseTo(trace(multiply(b, a))[0], 12)
    expect(trace(addMatrices(a, scaleMatrix(b, 2)))[1]).toBeCloseTo(trace(a)[1] + 2 * trace(b)[1], 12)
  })

  test('refuses shapes that do not fit, and real matrices', () => {
    expect(() => multiply(gaussian(2, 3), gaussian(2, 3))).toThrow('cannot multiply 2 x 3 by 2 x 3')
    expect(() => addMatrices(gaussian(2, 3), gaussian(3, 2))).toThrow('the shapes differ')
    expect(() => adjoint(matrix(2, 2))).toThrow('m is 2 x 2 and must hold 8 numbers (re, im), not 4')
    expect(() => trace(gaussian(2, 3))).toThrow('m must be square, got 2 x 3')
    expect(() => diagonalMatrix([1, 0, 1])).toThrow('even length')
  })
})

describe('distances', () => {
  const u = haarUnitary(6, random)

  test('a global phase changes the plain distance and not the one up to phase', () => {
    const turned = scaleMatrix(u, Math.cos(2), Math.sin(2))
    expect(distanceUpToPhase(u, turned)).toBeLessThan(1e-14)
    expect(maxAbsDifference(u, turned)).toBeGreaterThan(0.1)
  })

  test('a change of one entry is seen by both', () => {
    const changed = { ...u, data: u.data.map((value, q) => (q === 7 ? value + 1e-3 : value)) }
    expect(maxAbsDifference(u, changed)).toBeCloseTo(1e-3, 12)
    expect(distanceUpToPhase(u, changed)).toBeGreaterThan(5e-4)
    expect(distanceUpToPhase(X, Z)).toBe(1)
  })

  test('NaN is not near anything', () => {
    const broken = { ...u, data: u.data.map((value, q) => (q === 3 ? NaN : value)) }
    expect(maxAbsDifference(u, broken)).toBeNaN()
    expect(isUnitary(broken)).toBe(false)
  })

  test('unitary means square with orthonormal rows', () => {
    expect(isUnitary(u)).toBe(true)
    expect(isUnitary(scaleMatrix(u, 1 + 1e-6))).toBe(false)
    expect(isUnitary(complexMatrix(1, 2, [1, 0, 0, 0]))).toBe(false)
  })
})

describe('complex vectors', () => {
  test('the inner product is conjugate-linear on the left and its square is the norm', () => {
    const a = gaussian(1, 7).data
    const b = gaussian(1, 7).data
    const [re, im] = innerProduct(a, b)
    const [backRe, backIm] = innerProduct(b, a)
    expect([backRe, backIm]).toEqual([re, -im])
    const ia = scaleMatrix(complexMatrix(1, 7, a), 0, 1).data
    expect(innerProduct(ia, b)[0]).toBeCloseTo(im, 13)
    expect(innerProduct(a, a)[0]).toBeCloseTo(norm(a) ** 2, 12)
  })

  test('norm and normalize know no unit, and tell what is none', () => {
    for (const unit of [1e-320, 1e-250, 1e-160, 1e160, 1e250, 3e307]) {
      expect(norm(Float64Array.of(3 * unit, 4 * unit)) / unit).toBeCloseTo(5, unit < 1e-307 ? 2 : 13)
      normalize(Float64Array.of(3 * unit, -4 * unit)).forEach((entry, i) =>
        expect(entry).toBeCloseTo([0.6, -0.8][i], unit < 1e-307 ? 3 : 14),
      )
    }
    expect([norm(Float64Array.of(NaN, 1)), norm(Float64Array.of(1, -Infinity)), norm(Float32Array.of(3, 4))]).toEqual([NaN, Infinity, 5])
  })

  test('normalize scales in place and refuses the zero vector', () => {
    const a = Float64Array.of(3, 0, 0, 4)
    expect(normalize(a)).toBe(a)
    expect([...a]).toEqual([0.6, 0, 0, 0.8])
    expect(() => normalize(new Float64Array(4))).toThrow('a vector of norm 0 cannot be normalised')
    expect(() => innerProduct(a, new Float64Array(2))).toThrow('equal lengths')
  })
})
