/**
 * Eigenvalues and eigenvectors of a real symmetric matrix.
 *
 * Householder reflections bring it to tridiagonal form (Martin, Reinsch, Wilkinson, Numer. Math. 11, 181 (1968)), QL does the rest.
 * Every inner loop runs along a row.
 */
import { requireFinite } from './finite.ts'
import { type Matrix, matrix } from './matrix.ts'
import { ascendingOrder, diagonalizeTridiagonal } from './tridiagonalEigen.ts'

/** m = V diag(values) V^T. */
export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Float64Array
  /** Column j belongs to `values[j]`; orthonormal. */
  readonly vectors: Matrix
}

/**
 * Eigenvalues, ascending, and orthonormal eigenvectors of a real symmetric matrix: about 9 n^3 operations.
 *
 * @param m only the lower triangle is read
 * @throws RangeError when m is not square or holds NaN or infinity
 *
 * @example
 * eigenSymmetric(matrixFrom([[0, 1], [1, 0]])).values // -1, 1
 */
export function eigenSymmetric(m: Matrix): SymmetricEigen {
  const n = m.rows
  if (m.columns !== n || m.data.length !== n * n) throw new RangeError(`a symmetric matrix is square, got ${n} x ${m.columns}`)
  requireFinite('m.data', m.data)
  const work = m.data.slice()
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) work[j * n + i] = work[i * n + j]

  const diagonal = new Float64Array(n)
  const below = new Float64Array(n)
  reduce(work, n, diagonal, below)
  const basis = accumulate(work, n)
  diagonalizeTridiagonal(diagonal, below, basis, n)

  const order = ascendingOrder(diagonal)
  const vectors = matrix(n, n)
  order.forEach((from, j) => {
    for (let i = 0; i < n; i++) vectors.data[i * n + j] = basis[from * n + i]
  })
  return { values: Float64Array.from(order, (from) => diagonal[from]), vectors }
}

/** Reduces the full symmetric `work` to tridiagonal form. Row k keeps the k-th reflector v, scaled so that it is 1 - v v^T. */
function reduce(work: Float64Array, n: number, diagonal: Float64Array, below: Float64Array): void {
  const product = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    diagonal[k] = work[k * n + k]
    if (k === n - 1) break
    const v = work.subarray(k * n, (k + 1) * n) // by symmetry row k is column k
    below[k] = makeReflector(v, k + 1)
    let overlap = 0
    for (let i = k + 1; i < n; i++) {
      let sum = 0
      for (let j = k + 1, p = i * n + k + 1; j < n; j++, p++) sum += work[p] * v[j]
      product[i] = sum
      overlap += sum * v[i]
    }
    for (let i = k + 1; i < n; i++) product[i] -= (overlap / 2) * v[i]
    for (let i = k + 1; i < n; i++) {
      const vi = v[i]
      const wi = product[i]
      for (let j = k + 1, p = i * n + k + 1; j < n; j++, p++) work[p] -= vi * product[j] + wi * v[j]
    }
  }
}

/** Replaces v[start...] by the vector of the reflection 1 - v v^T that leaves only its first entry, and returns that entry. */
function makeReflector(v: Float64Array, start: number): number {
  let largest = 0
  for (let i = start + 1; i < v.length; i++) largest = Math.max(largest, Math.abs(v[i]))
  const head = v[start]
  if (largest === 0) {
    v.fill(0, start)
    return head
  }
  const scale = Math.max(largest, Math.abs(head))
  let squares = 0
  for (let i = start; i < v.length; i++) squares += (v[i] / scale) ** 2
  const size = scale * Math.sqrt(squares)
  const image = head > 0 ? -size : size
  // v v^T with |v|^2 = 2: v = (x - image e) / sqrt(size (size + |head|))
  const divisor = Math.sqrt(size) * Math.sqrt(size + Math.abs(head))
  v[start] = head - image
  for (let i = start; i < v.length; i++) v[i] /= divisor
  return image
}

/** The rows q_j of Q^T, where m = Q T Q^T: the product of the reflectors that stand in the rows of `work`. */
function accumulate(work: Float64Array, n: number): Float64Array {
  const rows = new Float64Array(n * n)
  for (let i = 0; i < n; i++) rows[i * n + i] = 1
  // Q^T = H_last ... H_1 H_0. From the last on, only the lower right corner of the partial product differs from the identity.
  for (let k = n - 2; k >= 0; k--) {
    const v = work.subarray(k * n, (k + 1) * n)
    for (let i = k + 1; i < n; i++) {
      let sum = 0
      for (let j = k + 1, p = i * n + k + 1; j < n; j++, p++) sum += rows[p] * v[j]
      for (let j = k + 1, p = i * n + k + 1; j < n; j++, p++) rows[p] -= sum * v[j]
    }
  }
  return rows
}
