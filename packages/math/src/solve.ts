/** Solution of complex linear equations by elimination with partial pivoting (LU). */
import { type ComplexMatrix, complexMatrix, requireComplex, requireSquareComplex } from './complexMatrix.ts'
import { requireFinite } from './finite.ts'

/** The equations have no unique solution to working precision. */
export class SingularMatrixError extends RangeError {
  override readonly name = 'SingularMatrixError'
  /** The column in which no usable pivot was left. */
  readonly column: number
  /** The modulus of the largest pivot there was. */
  readonly pivot: number
  constructor(column: number, pivot: number, size: number) {
    super(`the ${size} x ${size} matrix is singular to working precision: the largest pivot in column ${column} is ${pivot}`)
    this.column = column
    this.pivot = pivot
  }
}

/**
 * The x for which a x = b, for every column of b at once: 8/3 n^3 + 8 n^2 columns real operations.
 *
 * @throws SingularMatrixError when a pivot is below n * 2^-52 times the largest entry of its column in a
 * @throws RangeError when a is not square, the rows do not match, or a number is not finite
 *
 * @example
 * solve(a, complexIdentity(a.rows)) // the inverse
 */
export function solve(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  requireSquareComplex('a', a)
  requireComplex('b', b)
  if (a.rows !== b.rows) throw new RangeError(`a has ${a.rows} rows and b has ${b.rows}: they must match`)
  requireFinite('a.data', a.data)
  requireFinite('b.data', b.data)
  const n = a.rows
  const left = a.data.slice()
  const x = complexMatrix(n, b.columns, b.data.slice())
  eliminate(left, x.data, n, b.columns)
  substituteBack(left, x.data, n, b.columns)
  return x
}

/** Brings `left` to upper triangular form and does the same to `right`. */
function eliminate(left: Float64Array, right: Float64Array, n: number, columns: number): void {
  const smallest = smallestPivots(left, n)
  for (let k = 0; k < n; k++) {
    let pivotRow = k
    let pivot = -1
    for (let i = k; i < n; i++) {
      const size = Math.hypot(left[2 * (i * n + k)], left[2 * (i * n + k) + 1])
      if (size > pivot) {
        pivot = size
        pivotRow = i
      }
    }
    if (pivot <= smallest[k]) throw new SingularMatrixError(k, pivot, n)
    if (pivotRow !== k) {
      swapRows(left, k, pivotRow, 2 * n)
      swapRows(right, k, pivotRow, 2 * columns)
    }
    const [inverseRe, inverseIm] = reciprocal(left, 2 * k * (n + 1))
    for (let i = k + 1; i < n; i++) {
      const re = left[2 * (i * n + k)]
      const im = left[2 * (i * n + k) + 1]
      if (re === 0 && im === 0) continue
      const factorRe = re * inverseRe - im * inverseIm
      const factorIm = re * inverseIm + im * inverseRe
      subtractRow(left, 2 * (i * n + k), 2 * (k * n + k), 2 * (n - k), factorRe, factorIm)
      subtractRow(right, 2 * i * columns, 2 * k * columns, 2 * columns, factorRe, factorIm)
    }
  }
}

/** Below these moduli a pivot is rounding: they are relative to each column, so that a badly scaled matrix is not called singular. */
function smallestPivots(left: Float64Array, n: number): Float64Array {
  const smallest = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      smallest[j] = Math.max(smallest[j], n * Number.EPSILON * Math.hypot(left[2 * (i * n + j)], left[2 * (i * n + j) + 1]))
    }
  }
  return smallest
}

function substituteBack(left: Float64Array, right: Float64Array, n: number, columns: number): void {
  for (let k = n - 1; k >= 0; k--) {
    const [inverseRe, inverseIm] = reciprocal(left, 2 * k * (n + 1))
    for (let q = 2 * k * columns; q < 2 * (k + 1) * columns; q += 2) {
      const re = right[q]
      right[q] = re * inverseRe - right[q + 1] * inverseIm
      right[q + 1] = re * inverseIm + right[q + 1] * inverseRe
    }
    for (let i = 0; i < k; i++) {
      subtractRow(right, 2 * i * columns, 2 * k * columns, 2 * columns, left[2 * (i * n + k)], left[2 * (i * n + k) + 1])
    }
  }
}

function reciprocal(values: Float64Array, at: number): [re: number, im: number] {
  const size = Math.hypot(values[at], values[at + 1])
  return [values[at] / size / size, -values[at + 1] / size / size]
}

/** Subtracts (re + i im) times the numbers from `source` on from those from `target` on. */
function subtractRow(values: Float64Array, target: number, source: number, length: number, re: number, im: number): void {
  for (let p = target, q = source; p < target + length; p += 2, q += 2) {
    values[p] -= re * values[q] - im * values[q + 1]
    values[p + 1] -= re * values[q + 1] + im * values[q]
  }
}

function swapRows(values: Float64Array, i: number, j: number, width: number): void {
  const row = values.slice(i * width, (i + 1) * width)
  values.copyWithin(i * width, j * width, (j + 1) * width)
  values.set(row, j * width)
}
