/**
 * Sums and products of complex matrices. Each function returns a new matrix and leaves its arguments alone.
 *
 * Large products go through `zgemm`; call it directly to reuse an output or to multiply by an adjoint without forming it.
 */
import { type ComplexMatrix, complexMatrix, requireComplex, requireSquareComplex } from './complexMatrix.ts'
import { zgemm } from './zgemm.ts'

/**
 * The matrix product a b, O(rows * inner * columns).
 *
 * @throws RangeError when a has another number of columns than b has rows
 *
 * @example
 * multiply(complexIdentity(2), y) // equals y
 */
export function multiply(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  requireComplex('a', a)
  requireComplex('b', b)
  if (a.columns !== b.rows)
    throw new RangeError(`cannot multiply ${a.rows} x ${a.columns} by ${b.rows} x ${b.columns}: the inner sizes differ`)
  const result = complexMatrix(a.rows, b.columns)
  if (a.rows * a.columns * b.columns >= SMALLEST_BLOCKED_PRODUCT) {
    zgemm({ m: a.rows, n: b.columns, k: a.columns, a: a.data, b: b.data, c: result.data })
  } else {
    multiplyDirectly(a, b, result)
  }
  return result
}

/** Below this many multiplications packing costs more than it saves. */
const SMALLEST_BLOCKED_PRODUCT = 512

function multiplyDirectly(a: ComplexMatrix, b: ComplexMatrix, result: ComplexMatrix): void {
  const width = 2 * b.columns
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const re = a.data[2 * (i * a.columns + k)]
      const im = a.data[2 * (i * a.columns + k) + 1]
      for (let j = 0; j < width; j += 2) {
        const bRe = b.data[k * width + j]
        const bIm = b.data[k * width + j + 1]
        result.data[i * width + j] += re * bRe - im * bIm
        result.data[i * width + j + 1] += re * bIm + im * bRe
      }
    }
  }
}

/** The conjugate transpose. */
export function adjoint(m: ComplexMatrix): ComplexMatrix {
  requireComplex('m', m)
  const result = complexMatrix(m.columns, m.rows)
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) {
      result.data[2 * (j * m.rows + i)] = m.data[2 * (i * m.columns + j)]
      result.data[2 * (j * m.rows + i) + 1] = -m.data[2 * (i * m.columns + j) + 1]
    }
  }
  return result
}

/**
 * The Kronecker product: entry (i1 * b.rows + i0, j1 * b.columns + j0) is a(i1, j1) b(i0, j0).
 *
 * With qubit 0 as the lowest bit of an index, `b` acts on the low qubits.
 */
export function kronecker(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  requireComplex('a', a)
  requireComplex('b', b)
  const result = complexMatrix(a.rows * b.rows, a.columns * b.columns)
  for (let i1 = 0; i1 < a.rows; i1++) {
    for (let j1 = 0; j1 < a.columns; j1++) {
      const re = a.data[2 * (i1 * a.columns + j1)]
      const im = a.data[2 * (i1 * a.columns + j1) + 1]
      if (re === 0 && im === 0) continue
      for (let i0 = 0; i0 < b.rows; i0++) {
        let out = 2 * ((i1 * b.rows + i0) * result.columns + j1 * b.columns)
        for (let q = 2 * i0 * b.columns; q < 2 * (i0 + 1) * b.columns; q += 2) {
          result.data[out++] = re * b.data[q] - im * b.data[q + 1]
          result.data[out++] = re * b.data[q + 1] + im * b.data[q]
        }
      }
    }
  }
  return result
}

/** The sum a + b. Both must have one shape. */
export function addMatrices(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  requireComplex('a', a)
  requireComplex('b', b)
  if (a.rows !== b.rows || a.columns !== b.columns) {
    throw new RangeError(`cannot add ${a.rows} x ${a.columns} and ${b.rows} x ${b.columns}: the shapes differ`)
  }
  return { rows: a.rows, columns: a.columns, data: a.data.map((value, i) => value + b.data[i]) }
}

/** The matrix times the number re + i im. */
export function scaleMatrix(m: ComplexMatrix, re: number, im = 0): ComplexMatrix {
  requireComplex('m', m)
  const result = complexMatrix(m.rows, m.columns)
  for (let q = 0; q < m.data.length; q += 2) {
    result.data[q] = re * m.data[q] - im * m.data[q + 1]
    result.data[q + 1] = re * m.data[q + 1] + im * m.data[q]
  }
  return result
}

/** The sum of the diagonal, as [re, im]. */
export function trace(m: ComplexMatrix): [re: number, im: number] {
  requireSquareComplex('m', m)
  let re = 0
  let im = 0
  for (let q = 0; q < m.data.length; q += 2 * (m.columns + 1)) {
    re += m.data[q]
    im += m.data[q + 1]
  }
  return [re, im]
}
