/**
 * Eigenvalues and eigenvectors of a real symmetric tridiagonal matrix by the implicit QL method with Wilkinson's shift.
 *
 * Bowdler, Martin, Reinsch, Wilkinson, Numer. Math. 11, 293 (1968). `eigenSymmetric` and `eigenHermitian` reduce to this form.
 */

/** QL needs about 1.7 steps a value; this many mean that the input was not finite. */
const MOST_STEPS = 60

/**
 * Turns the diagonal into the eigenvalues, in no order, and applies the same rotations to vectors.
 *
 * @param diagonal n numbers, overwritten with the eigenvalues
 * @param below n numbers, entry i being the one between i and i + 1, the last one unused; overwritten
 * @param vectors n rows of `width` numbers: row i is the basis vector that the i-th coordinate stands for; overwritten with eigenvectors
 */
export function diagonalizeTridiagonal(diagonal: Float64Array, below: Float64Array, vectors: Float64Array, width: number): void {
  const n = diagonal.length
  if (n > 0) below[n - 1] = 0
  for (let first = 0; first < n; first++) {
    let steps = 0
    for (let last = blockEnd(diagonal, below, first); last > first; last = blockEnd(diagonal, below, first)) {
      if (steps++ === MOST_STEPS)
        throw new RangeError(`the eigenvalues did not converge in ${MOST_STEPS} steps: the matrix holds NaN or infinity`)
      stepQl(diagonal, below, vectors, width, first, last)
    }
  }
}

/** The end of the unreduced block that begins at `first`. */
function blockEnd(diagonal: Float64Array, below: Float64Array, first: number): number {
  let last = first
  while (last < diagonal.length - 1) {
    const scale = Math.abs(diagonal[last]) + Math.abs(diagonal[last + 1])
    if (Math.abs(below[last]) <= Number.EPSILON * scale) break
    last++
  }
  return last
}

function stepQl(diagonal: Float64Array, below: Float64Array, vectors: Float64Array, width: number, first: number, last: number): void {
  const slope = (diagonal[first + 1] - diagonal[first]) / (2 * below[first])
  const root = Math.hypot(slope, 1)
  let g = diagonal[last] - diagonal[first] + below[first] / (slope + (slope >= 0 ? root : -root))
  let sine = 1
  let cosine = 1
  let shift = 0
  for (let i = last - 1; i >= first; i--) {
    const f = sine * below[i]
    const b = cosine * below[i]
    const r = Math.hypot(f, g)
    below[i + 1] = r
    if (r === 0) {
      diagonal[i + 1] -= shift
      below[last] = 0
      return
    }
    sine = f / r
    cosine = g / r
    g = diagonal[i + 1] - shift
    const t = (diagonal[i] - g) * sine + 2 * cosine * b
    shift = sine * t
    diagonal[i + 1] = g + shift
    g = cosine * t - b
    rotateRows(vectors, i * width, width, cosine, sine)
  }
  diagonal[first] -= shift
  below[first] = g
  below[last] = 0
}

/** Rotates the row that begins at `start` and the one after it. */
function rotateRows(vectors: Float64Array, start: number, width: number, cosine: number, sine: number): void {
  for (let p = start, q = start + width; p < start + width; p++, q++) {
    const upper = vectors[p]
    const lower = vectors[q]
    vectors[q] = sine * upper + cosine * lower
    vectors[p] = cosine * upper - sine * lower
  }
}

/** The positions of the values in ascending order. */
export function ascendingOrder(values: Float64Array): number[] {
  return Array.from(values.keys()).sort((i, j) => values[i] - values[j])
}
