/**
 * A dense complex matrix with interleaved real and imaginary parts, and its constructors.
 *
 * Sums and products are in `complexAlgebra.ts`, comparisons in `matrixDistance.ts`.
 */
import { requireShape } from './matrix.ts'

/** A dense complex matrix, row-major and interleaved: entry (i, j) is `data[2 * (i * columns + j)]` and the number after it. */
export interface ComplexMatrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

/**
 * Makes a complex matrix of the given shape.
 *
 * @param data row-major `re, im` pairs, kept without a copy; zeros when omitted
 * @throws RangeError when a dimension is not a whole number or `data` has another length than 2 * rows * columns
 *
 * @example
 * complexMatrix(2, 2, [0, 0, 0, -1, 0, 1, 0, 0]) // Pauli Y
 */
export function complexMatrix(rows: number, columns: number, data?: Float64Array | readonly number[]): ComplexMatrix {
  requireShape(rows, columns)
  const values = data === undefined ? new Float64Array(2 * rows * columns) : data instanceof Float64Array ? data : Float64Array.from(data)
  if (values.length !== 2 * rows * columns) {
    throw new RangeError(`a complex ${rows} x ${columns} matrix has ${2 * rows * columns} numbers (re, im), got ${values.length}`)
  }
  return { rows, columns, data: values }
}

/** The n x n identity. */
export function complexIdentity(n: number): ComplexMatrix {
  const result = complexMatrix(n, n)
  for (let i = 0; i < n; i++) result.data[2 * i * (n + 1)] = 1
  return result
}

/**
 * A square matrix with the given diagonal and zeros elsewhere.
 *
 * @param interleaved the diagonal as `re, im` pairs
 * @throws RangeError when the length is odd
 */
export function diagonalMatrix(interleaved: ArrayLike<number>): ComplexMatrix {
  if (interleaved.length % 2 !== 0) throw new RangeError(`a diagonal of re, im pairs has an even length, got ${interleaved.length}`)
  const n = interleaved.length / 2
  const result = complexMatrix(n, n)
  for (let i = 0; i < n; i++) {
    result.data[2 * i * (n + 1)] = interleaved[2 * i]!
    result.data[2 * i * (n + 1) + 1] = interleaved[2 * i + 1]!
  }
  return result
}

/** Refuses data that is not complex of this shape, for instance a real matrix. */
export function requireComplex(name: string, m: ComplexMatrix): void {
  if (m.data.length !== 2 * m.rows * m.columns) {
    throw new RangeError(
      `${name} is ${m.rows} x ${m.columns} and must hold ${2 * m.rows * m.columns} numbers (re, im), not ${m.data.length}`,
    )
  }
}

/** Refuses a matrix that is not square and complex. */
export function requireSquareComplex(name: string, m: ComplexMatrix): void {
  requireComplex(name, m)
  if (m.rows !== m.columns) throw new RangeError(`${name} must be square, got ${m.rows} x ${m.columns}`)
}
