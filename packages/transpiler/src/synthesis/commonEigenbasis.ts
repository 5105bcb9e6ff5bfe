/**
 * Diagonalises two commuting real symmetric 4 x 4 matrices together, by Jacobi rotations that make the off-diagonal entries of both as small as they can be.
 *
 * Equal eigenvalues in one or both do no harm, and near ones cost no accuracy, where eigenvectors of a mixture of the two would.
 * Cardoso and Souloumiac, SIAM J. Matrix Anal. Appl. 17, 161 (1996).
 */
export interface CommonEigenbasis {
  /** A rotation whose columns are the eigenvectors, row-major. */
  readonly basis: Float64Array
  /** The matrices in that basis. */
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

const MOST_SWEEPS = 40
const SMALL = 1e-16
/** Off-diagonal entries that are left above this mean that the sweeps stand at a saddle. */
const STUCK = 1e-12
/** Turned by this, in radians, a saddle is left. */
const NUDGE = 0.4636

/** Both matrices are overwritten. */
export function commonEigenbasis(real: Float64Array, imaginary: Float64Array): CommonEigenbasis {
  const basis = new Float64Array(16)
  for (let i = 0; i < 4; i++) basis[5 * i] = 1
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let largest = 0
    for (let p = 0; p < 3; p++) {
      for (let q = p + 1; q < 4; q++) {
        const angle = bestAngle(real, imaginary, p, q)
        if (angle !== 0) rotatePlane(real, imaginary, basis, p, q, angle)
        largest = Math.max(largest, Math.abs(angle))
      }
    }
    if (largest > SMALL) continue
    if (offDiagonal(real) + offDiagonal(imaginary) < STUCK) break
    for (let p = 0; p < 3; p++) rotatePlane(real, imaginary, basis, p, p + 1, NUDGE)
  }
  return { basis, real, imaginary }
}

/** The angle in the plane of p and q that leaves the least off the diagonal. */
function bestAngle(a: Float64Array, b: Float64Array, p: number, q: number): number {
  const [da, oa] = [a[5 * p] - a[5 * q], 2 * a[4 * p + q]]
  const [db, ob] = [b[5 * p] - b[5 * q], 2 * b[4 * p + q]]
  if (Math.abs(oa) + Math.abs(ob) < SMALL) return 0
  const on = da * da + db * db - oa * oa - ob * ob
  const off = 2 * (da * oa + db * ob)
  return Math.atan2(off, on) / 4
}

function rotatePlane(a: Float64Array, b: Float64Array, basis: Float64Array, p: number, q: number, angle: number): void {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  rotateColumns(a, p, q, c, s)
  rotateRows(a, p, q, c, s)
  rotateColumns(b, p, q, c, s)
  rotateRows(b, p, q, c, s)
  rotateColumns(basis, p, q, c, s)
}

function offDiagonal(m: Float64Array): number {
  return m.reduce((largest, value, i) => (i % 5 === 0 ? largest : Math.max(largest, Math.abs(value))), 0)
}

function rotateColumns(m: Float64Array, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < 16; k += 4) {
    const [x, y] = [m[k + p], m[k + q]]
    m[k + p] = c * x + s * y
    m[k + q] = c * y - s * x
  }
}

function rotateRows(m: Float64Array, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < 4; k++) {
    const [x, y] = [m[4 * p + k], m[4 * q + k]]
    m[4 * p + k] = c * x + s * y
    m[4 * q + k] = c * y - s * x
  }
}
