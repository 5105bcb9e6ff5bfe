/**
 * Eigenvalues and eigenvectors of a complex Hermitian matrix.
 *
 * The complex twin of `eigenSymmetric`: Householder reflections 1 - v v^H bring it to tridiagonal form, a diagonal of phases makes that
 * form real, QL does the rest.
 */
import { binaryUnit } from './binaryUnit.ts'
import { type ComplexMatrix, complexMatrix, requireSquareComplex } from './complexMatrix.ts'
import { requireFinite } from './finite.ts'
import { ascendingOrder, diagonalizeTridiagonal } from './tridiagonalEigen.ts'

/** m = V diag(values) V^H. */
export interface HermitianEigen {
  /** Ascending. */
  readonly values: Float64Array
  /** Column j belongs to `values[j]`; orthonormal. */
  readonly vectors: ComplexMatrix
}

/**
 * Eigenvalues, ascending, and orthonormal eigenvectors of a Hermitian matrix: about 30 n^3 real operations.
 *
 * @param m only the lower triangle and the real part of the diagonal are read
 * @throws RangeError when m is not square or holds NaN or infinity
 *
 * @example
 * eigenHermitian(complexMatrix(2, 2, [0, 0, 0, -1, 0, 1, 0, 0])).values // -1, 1
 */
export function eigenHermitian(m: ComplexMatrix): HermitianEigen {
  requireSquareComplex('m', m)
  requireFinite('m.data', m.data)
  const n = m.rows
  const copy = hermitianCopy(m)
  const unit = binaryUnit(copy)
  const work = copy.map((entry) => entry / unit) // squares stay in range
  const diagonal = new Float64Array(n)
  const below = new Float64Array(n)
  const phases = new Float64Array(2 * n)
  if (n > 0) phases[0] = 1
  reduce(work, n, diagonal, below, phases)
  const basis = accumulate(work, n, phases)
  diagonalizeTridiagonal(diagonal, below, basis, 2 * n)

  const order = ascendingOrder(diagonal)
  const vectors = complexMatrix(n, n)
  order.forEach((from, j) => {
    for (let i = 0; i < n; i++) {
      vectors.data[2 * (i * n + j)] = basis[2 * (from * n + i)]
      vectors.data[2 * (i * n + j) + 1] = basis[2 * (from * n + i) + 1]
    }
  })
  return { values: Float64Array.from(order, (from) => diagonal[from] * unit), vectors }
}

function hermitianCopy(m: ComplexMatrix): Float64Array {
  const n = m.rows
  const work = m.data.slice()
  for (let i = 0; i < n; i++) {
    work[2 * i * (n + 1) + 1] = 0
    for (let j = 0; j < i; j++) {
      work[2 * (j * n + i)] = work[2 * (i * n + j)]
      work[2 * (j * n + i) + 1] = -work[2 * (i * n + j) + 1]
    }
  }
  return work
}

/**
 * Reduces the full Hermitian `work` to tridiagonal form. Row k keeps the k-th reflector; `below` gets the moduli of the entries under the
 * diagonal and `phases` the diagonal D for which D^H T D is real.
 */
function reduce(work: Float64Array, n: number, diagonal: Float64Array, below: Float64Array, phases: Float64Array): void {
  const product = new Float64Array(2 * n)
  for (let k = 0; k < n; k++) {
    diagonal[k] = work[2 * k * (n + 1)]
    if (k === n - 1) break
    const v = work.subarray(2 * k * n, 2 * (k + 1) * n)
    for (let q = 2 * k + 3; q < 2 * n; q += 2) v[q] = -v[q] // row k conjugated is column k
    const [re, im] = makeReflector(v, k + 1)
    const size = Math.hypot(re, im)
    below[k] = size
    const [unitRe, unitIm] = size === 0 ? [1, 0] : [re / size, im / size]
    phases[2 * k + 2] = phases[2 * k] * unitRe - phases[2 * k + 1] * unitIm
    phases[2 * k + 3] = phases[2 * k] * unitIm + phases[2 * k + 1] * unitRe
    applyOnBothSides(work, n, k + 1, v, product)
  }
}

/** H A H for the lower right corner of A that begins at `start`, H = 1 - v v^H: A - v w^H - w v^H with w = A v - v (v^H A v) / 2. */
function applyOnBothSides(work: Float64Array, n: number, start: number, v: Float64Array, product: Float64Array): void {
  let overlap = 0
  for (let i = start; i < n; i++) {
    let re = 0
    let im = 0
    const row = 2 * i * n
    for (let q = 2 * start; q < 2 * n; q += 2) {
      re += work[row + q] * v[q] - work[row + q + 1] * v[q + 1]
      im += work[row + q] * v[q + 1] + work[row + q + 1] * v[q]
    }
    product[2 * i] = re
    product[2 * i + 1] = im
    overlap += v[2 * i] * re + v[2 * i + 1] * im
  }
  for (let q = 2 * start; q < 2 * n; q++) product[q] -= (overlap / 2) * v[q]
  for (let i = start; i < n; i++) {
    const row = 2 * i * n
    const vRe = v[2 * i]
    const vIm = v[2 * i + 1]
    const wRe = product[2 * i]
    const wIm = product[2 * i + 1]
    for (let q = 2 * start; q < 2 * n; q += 2) {
      work[row + q] -= vRe * product[q] + vIm * product[q + 1] + wRe * v[q] + wIm * v[q + 1]
      work[row + q + 1] -= vIm * product[q] - vRe * product[q + 1] + wIm * v[q] - wRe * v[q + 1]
    }
  }
}

/** Replaces entries `start` and up by the vector of the reflection 1 - v v^H that leaves only the first of them; returns what that becomes. */
function makeReflector(v: Float64Array, start: number): [re: number, im: number] {
  let largest = 0
  for (let q = 2 * start + 2; q < v.length; q++) largest = Math.max(largest, Math.abs(v[q]))
  const headRe = v[2 * start]
  const headIm = v[2 * start + 1]
  const headSize = Math.hypot(headRe, headIm)
  if (largest === 0) {
    v.fill(0, 2 * start)
    return [headRe, headIm]
  }
  const scale = Math.max(largest, headSize)
  let squares = 0
  for (let q = 2 * start; q < v.length; q++) squares += (v[q] / scale) ** 2
  const size = scale * Math.sqrt(squares)
  const imageRe = headSize === 0 ? -size : (-size * headRe) / headSize
  const imageIm = headSize === 0 ? 0 : (-size * headIm) / headSize
  const divisor = Math.sqrt(size) * Math.sqrt(size + headSize) // makes |v|^2 = 2
  v[2 * start] = headRe - imageRe
  v[2 * start + 1] = headIm - imageIm
  for (let q = 2 * start; q < v.length; q++) v[q] /= divisor
  return [imageRe, imageIm]
}

/** The rows of (Q D)^T, where m = Q T Q^H and Q is the product of the reflectors that stand in the rows of `work`. */
function accumulate(work: Float64Array, n: number, phases: Float64Array): Float64Array {
  const rows = new Float64Array(2 * n * n)
  for (let i = 0; i < n; i++) rows[2 * i * (n + 1)] = 1
  // Q^T = H_last* ... H_0*. From the last on, only the lower right corner of the partial product differs from the identity.
  for (let k = n - 2; k >= 0; k--) {
    const v = work.subarray(2 * k * n, 2 * (k + 1) * n)
    for (let i = k + 1; i < n; i++) {
      const row = rows.subarray(2 * i * n, 2 * (i + 1) * n)
      let re = 0
      let im = 0
      for (let q = 2 * k + 2; q < 2 * n; q += 2) {
        re += row[q] * v[q] + row[q + 1] * v[q + 1]
        im += row[q + 1] * v[q] - row[q] * v[q + 1]
      }
      for (let q = 2 * k + 2; q < 2 * n; q += 2) {
        row[q] -= re * v[q] - im * v[q + 1]
        row[q + 1] -= re * v[q + 1] + im * v[q]
      }
    }
  }
  for (let i = 0; i < n; i++) scaleRow(rows.subarray(2 * i * n, 2 * (i + 1) * n), phases[2 * i], phases[2 * i + 1])
  return rows
}

function scaleRow(row: Float64Array, re: number, im: number): void {
  for (let q = 0; q < row.length; q += 2) {
    const old = row[q]
    row[q] = re * old - im * row[q + 1]
    row[q + 1] = re * row[q + 1] + im * old
  }
}
