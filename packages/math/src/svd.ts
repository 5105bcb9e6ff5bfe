/**
 * The singular value decomposition by one-sided Jacobi rotations (Hestenes, J. SIAM 6, 51 (1958)).
 *
 * Columns are rotated in pairs until all are orthogonal; their lengths are the singular values. Slower than bidiagonalisation by a small
 * factor, and more accurate for small singular values (Demmel, Veselic, SIAM J. Matrix Anal. Appl. 13, 1204 (1992)).
 */
import { binaryUnit } from './binaryUnit.ts'
import { adjoint } from './complexAlgebra.ts'
import { type ComplexMatrix, complexMatrix, requireComplex } from './complexMatrix.ts'
import { innerProduct, norm, removeComponent } from './complexVector.ts'
import { requireFinite } from './finite.ts'
import { type Matrix, matrix } from './matrix.ts'

const MOST_SWEEPS = 60

/** m = U diag(singularValues) V^H with r = min(rows, columns) singular values. */
export interface ComplexSvd {
  /** rows x r, orthonormal columns. */
  readonly u: ComplexMatrix
  /** Descending, never negative. */
  readonly singularValues: Float64Array
  /** columns x r, orthonormal columns. */
  readonly v: ComplexMatrix
}

/** m = U diag(singularValues) V^T; shapes as in `ComplexSvd`. */
export interface RealSvd {
  readonly u: Matrix
  readonly singularValues: Float64Array
  readonly v: Matrix
}

/**
 * Singular values, descending, and singular vectors of a complex matrix: O(rows columns r) a sweep, 5 to 10 sweeps.
 *
 * @throws RangeError when m is not complex (`svdReal` takes real ones) or holds NaN or infinity
 */
export function svd(m: ComplexMatrix): ComplexSvd {
  requireComplex('m', m)
  requireFinite('m.data', m.data)
  if (m.rows < m.columns) {
    const { u, singularValues, v } = svd(adjoint(m))
    return { u: v, singularValues, v: u }
  }
  const unit = binaryUnit(m.data)
  const left = columnsOf(m, unit)
  const right = Array.from({ length: m.columns }, (_, j) => {
    const column = new Float64Array(2 * m.columns)
    column[2 * j] = 1
    return column
  })
  const negligible = (Number.EPSILON * norm(Float64Array.from(left, norm))) ** 2
  let sweeps = 0
  while (sweep(left, right, negligible)) {
    if (++sweeps === MOST_SWEEPS) throw new RangeError(`the singular values did not converge in ${MOST_SWEEPS} sweeps`)
  }
  const lengths = left.map(norm)
  const order = lengths.map((_, j) => j).sort((i, j) => lengths[j] - lengths[i])
  const singularValues = Float64Array.from(order, (j) => lengths[j])
  const uColumns = order.map((j) => left[j])
  orthonormalize(uColumns, singularValues, m.rows)
  return {
    u: fromColumns(uColumns, m.rows),
    singularValues: singularValues.map((value) => value * unit),
    v: fromColumns(
      order.map((j) => right[j]),
      m.columns,
    ),
  }
}

/** The same for a real matrix; U and V are real. */
export function svdReal(m: Matrix): RealSvd {
  if (m.data.length !== m.rows * m.columns) throw new RangeError(`m must hold ${m.rows * m.columns} numbers, not ${m.data.length}`)
  const complex = complexMatrix(m.rows, m.columns)
  m.data.forEach((value, i) => (complex.data[2 * i] = value))
  const { u, singularValues, v } = svd(complex)
  return { u: realPart(u), singularValues, v: realPart(v) }
}

/** Rotates every pair of columns that is not orthogonal yet; false when there was none. */
function sweep(left: Float64Array[], right: Float64Array[], negligible: number): boolean {
  let rotated = false
  for (let i = 0; i < left.length - 1; i++) {
    for (let j = i + 1; j < left.length; j++) {
      const squareI = norm(left[i]) ** 2
      const squareJ = norm(left[j]) ** 2
      if (Math.min(squareI, squareJ) <= negligible) continue
      const [re, im] = innerProduct(left[i], left[j])
      const overlap = Math.hypot(re, im)
      if (overlap <= 4 * Number.EPSILON * Math.sqrt(left[i].length) * Math.sqrt(squareI * squareJ)) continue
      const zeta = (squareJ - squareI) / (2 * overlap)
      const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
      const cosine = 1 / Math.hypot(1, tangent)
      rotate(left[i], left[j], cosine, cosine * tangent, re / overlap, im / overlap)
      rotate(right[i], right[j], cosine, cosine * tangent, re / overlap, im / overlap)
      rotated = true
    }
  }
  return rotated
}

/** x, y -> cosine x - sine p* y, sine x + cosine p* y with the phase p = re + i im of their inner product. */
function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number, re: number, im: number): void {
  for (let q = 0; q < x.length; q += 2) {
    const xRe = x[q]
    const xIm = x[q + 1]
    const yRe = re * y[q] + im * y[q + 1]
    const yIm = re * y[q + 1] - im * y[q]
    x[q] = cosine * xRe - sine * yRe
    x[q + 1] = cosine * xIm - sine * yIm
    y[q] = sine * xRe + cosine * yRe
    y[q + 1] = sine * xIm + cosine * yIm
  }
}

/** Scales columns to length 1. Those of negligible length are replaced by unit vectors orthogonal to all others. */
function orthonormalize(columns: Float64Array[], lengths: Float64Array, rows: number): void {
  const smallest = Number.EPSILON * rows * (lengths[0] ?? 0)
  let candidate = 0
  for (let j = 0; j < columns.length; j++) {
    if (lengths[j] > smallest) {
      columns[j] = columns[j].map((value) => value / lengths[j])
      continue
    }
    // Some unit vector e_c has a component of at least 1 / sqrt(rows) outside the space of the columns so far.
    for (let size = 0; size < 0.5 / Math.sqrt(rows); candidate++) {
      const column = new Float64Array(2 * rows)
      column[2 * candidate] = 1
      for (let pass = 0; pass < 2; pass++) for (const other of columns.slice(0, j)) removeComponent(column, other)
      size = norm(column)
      columns[j] = column.map((value) => value / size)
    }
  }
}

/** Columns in this unit, in which their squares stay in range. */
function columnsOf(m: ComplexMatrix, unit: number): Float64Array[] {
  return Array.from({ length: m.columns }, (_, j) => {
    const column = new Float64Array(2 * m.rows)
    for (let i = 0; i < m.rows; i++) {
      column[2 * i] = m.data[2 * (i * m.columns + j)] / unit
      column[2 * i + 1] = m.data[2 * (i * m.columns + j) + 1] / unit
    }
    return column
  })
}

function fromColumns(columns: readonly Float64Array[], rows: number): ComplexMatrix {
  const result = complexMatrix(rows, columns.length)
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) {
      result.data[2 * (i * columns.length + j)] = column[2 * i]
      result.data[2 * (i * columns.length + j) + 1] = column[2 * i + 1]
    }
  })
  return result
}

function realPart(m: ComplexMatrix): Matrix {
  return matrix(
    m.rows,
    m.columns,
    Float64Array.from({ length: m.rows * m.columns }, (_, i) => m.data[2 * i]),
  )
}
