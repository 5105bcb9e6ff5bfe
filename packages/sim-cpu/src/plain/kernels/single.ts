/**
 * A 2x2 matrix on one qubit, in place, under any controls.
 *
 * In all of them i0 has the target bit clear and i1 set; controls stand in the cube. The matrix is eight numbers at `u[at]`, row-major and
 * interleaved: a b / c d. Which form fits is decided by `formOf` from the zeros in the matrix.
 */
import type { Amplitudes, Cube } from './cube.ts'

const GENERAL = 0
/** All entries real: ry, h. */
const REAL = 1
/** Real diagonal, imaginary off the diagonal: rx. */
const CROSSED = 2
/** Zeros off the diagonal: rz, p, s. */
const DIAGONAL = 3

type Form = typeof GENERAL | typeof REAL | typeof CROSSED | typeof DIAGONAL

/** The cheapest form that the matrix at `u[at]` has. */
function formOf(u: Float64Array, at: number): Form {
  if (u[at + 2] === 0 && u[at + 3] === 0 && u[at + 4] === 0 && u[at + 5] === 0) return DIAGONAL
  if (u[at + 1] !== 0 || u[at + 7] !== 0) return GENERAL
  if (u[at + 3] === 0 && u[at + 5] === 0) return REAL
  return u[at + 2] === 0 && u[at + 4] === 0 ? CROSSED : GENERAL
}

/** Applies the matrix at `u[at]` to the qubit whose bit is `bit`. */
export function applySingle(state: Amplitudes, cube: Cube, bit: number, u: Float64Array, at: number): void {
  switch (formOf(u, at)) {
    case GENERAL:
      return applyGeneral(state, cube, bit, u, at)
    case REAL:
      return applyReal(state, cube, bit, u, at)
    case CROSSED:
      return applyCrossed(state, cube, bit, u, at)
    case DIAGONAL:
      return applyDiagonal(state, cube, bit, u, at)
  }
}

function applyGeneral(state: Amplitudes, cube: Cube, bit: number, u: Float64Array, at: number): void {
  const { fixed, ones, count } = cube
  const ar = u[at]
  const ai = u[at + 1]
  const br = u[at + 2]
  const bi = u[at + 3]
  const cr = u[at + 4]
  const ci = u[at + 5]
  const dr = u[at + 6]
  const di = u[at + 7]
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i0 = (f | ones) << 1
    const i1 = i0 | (bit << 1)
    const xr = state[i0]
    const xi = state[i0 | 1]
    const yr = state[i1]
    const yi = state[i1 | 1]
    state[i0] = ar * xr - ai * xi + br * yr - bi * yi
    state[i0 | 1] = ar * xi + ai * xr + br * yi + bi * yr
    state[i1] = cr * xr - ci * xi + dr * yr - di * yi
    state[i1 | 1] = cr * xi + ci * xr + dr * yi + di * yr
  }
}

function applyReal(state: Amplitudes, cube: Cube, bit: number, u: Float64Array, at: number): void {
  const { fixed, ones, count } = cube
  const a = u[at]
  const b = u[at + 2]
  const c = u[at + 4]
  const d = u[at + 6]
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i0 = (f | ones) << 1
    const i1 = i0 | (bit << 1)
    const xr = state[i0]
    const xi = state[i0 | 1]
    const yr = state[i1]
    const yi = state[i1 | 1]
    state[i0] = a * xr + b * yr
    state[i0 | 1] = a * xi + b * yi
    state[i1] = c * xr + d * yr
    state[i1 | 1] = c * xi + d * yi
  }
}

function applyCrossed(state: Amplitudes, cube: Cube, bit: number, u: Float64Array, at: number): void {
  const { fixed, ones, count } = cube
  const a = u[at]
  const b = u[at + 3]
  const c = u[at + 5]
  const d = u[at + 6]
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i0 = (f | ones) << 1
    const i1 = i0 | (bit << 1)
    const xr = state[i0]
    const xi = state[i0 | 1]
    const yr = state[i1]
    const yi = state[i1 | 1]
    state[i0] = a * xr - b * yi
    state[i0 | 1] = a * xi + b * yr
    state[i1] = d * yr - c * xi
    state[i1 | 1] = d * yi + c * xr
  }
}

function applyDiagonal(state: Amplitudes, cube: Cube, bit: number, u: Float64Array, at: number): void {
  const { fixed, ones, count } = cube
  const ar = u[at]
  const ai = u[at + 1]
  const dr = u[at + 6]
  const di = u[at + 7]
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i0 = (f | ones) << 1
    const i1 = i0 | (bit << 1)
    const xr = state[i0]
    const xi = state[i0 | 1]
    const yr = state[i1]
    const yi = state[i1 | 1]
    state[i0] = ar * xr - ai * xi
    state[i0 | 1] = ar * xi + ai * xr
    state[i1] = dr * yr - di * yi
    state[i1 | 1] = dr * yi + di * yr
  }
}

/**
 * One step back of the adjoint sweep: adds M[r][c] = sum of conj(bra_r) ket_c over the cube to the eight numbers at `sums[into]`, then applies the
 * matrix at `u[at]` (the inverse of the step) to both states.
 *
 * M holds all that the derivatives of any single-qubit gates inside the step can ask of the two states.
 */
export function backSingle(
  ket: Amplitudes,
  bra: Amplitudes,
  cube: Cube,
  bit: number,
  numbers: BackNumbers,
  at: number,
  into: number,
): void {
  const { fixed, ones, count } = cube
  const { u, sums } = numbers
  const ar = u[at]
  const ai = u[at + 1]
  const br = u[at + 2]
  const bi = u[at + 3]
  const cr = u[at + 4]
  const ci = u[at + 5]
  const dr = u[at + 6]
  const di = u[at + 7]
  let m0 = 0
  let m1 = 0
  let m2 = 0
  let m3 = 0
  let m4 = 0
  let m5 = 0
  let m6 = 0
  let m7 = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i0 = (f | ones) << 1
    const i1 = i0 | (bit << 1)
    const xr = ket[i0]
    const xi = ket[i0 | 1]
    const yr = ket[i1]
    const yi = ket[i1 | 1]
    const vr = bra[i0]
    const vi = bra[i0 | 1]
    const wr = bra[i1]
    const wi = bra[i1 | 1]
    m0 += vr * xr + vi * xi
    m1 += vr * xi - vi * xr
    m2 += vr * yr + vi * yi
    m3 += vr * yi - vi * yr
    m4 += wr * xr + wi * xi
    m5 += wr * xi - wi * xr
    m6 += wr * yr + wi * yi
    m7 += wr * yi - wi * yr
    ket[i0] = ar * xr - ai * xi + br * yr - bi * yi
    ket[i0 | 1] = ar * xi + ai * xr + br * yi + bi * yr
    ket[i1] = cr * xr - ci * xi + dr * yr - di * yi
    ket[i1 | 1] = cr * xi + ci * xr + dr * yi + di * yr
    bra[i0] = ar * vr - ai * vi + br * wr - bi * wi
    bra[i0 | 1] = ar * vi + ai * vr + br * wi + bi * wr
    bra[i1] = cr * vr - ci * vi + dr * wr - di * wi
    bra[i1 | 1] = cr * vi + ci * vr + dr * wi + di * wr
  }
  sums[into] += m0
  sums[into + 1] += m1
  sums[into + 2] += m2
  sums[into + 3] += m3
  sums[into + 4] += m4
  sums[into + 5] += m5
  sums[into + 6] += m6
  sums[into + 7] += m7
}

/** The numbers of a run (`u`) and what the backward sweep sums up (`sums`). */
export interface BackNumbers {
  readonly u: Float64Array
  readonly sums: Float64Array
}
