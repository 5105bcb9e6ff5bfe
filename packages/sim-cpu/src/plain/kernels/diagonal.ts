/**
 * Diagonal passes: a rotation about a Z string, a phase on a sub-cube, and many rotations at once by a table of sums.
 *
 * Each has its step back in the adjoint sweep. Diagonal gates leave Im(conj(bra_i) ket_i) alone, which is all that their derivatives read.
 */
import { SIGNS, type Amplitudes, type Cube } from './cube.ts'

const signs = SIGNS // a binding of this module: test runners make every access to an import a function call

/** Multiplies amplitude i by c - i s (-1)^parity(i & z): exp(-i angle Z / 2) with c, s of half the angle. */
export function rotateZ(state: Amplitudes, cube: Cube, z: number, c: number, s: number): void {
  const { fixed, ones, count } = cube
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    let t = i & z
    t ^= t >>> 16
    t ^= t >>> 8
    const g = s * signs[t & 255]
    const re = state[i << 1]
    const im = state[(i << 1) | 1]
    state[i << 1] = c * re + g * im
    state[(i << 1) | 1] = c * im - g * re
  }
}

/** Sum of (-1)^parity(i & z) Im(conj(bra_i) ket_i): the derivative of a Z-string rotation by its angle. */
export function parityImaginary(ket: Amplitudes, bra: Amplitudes, cube: Cube, z: number): number {
  const { fixed, ones, count } = cube
  let sum = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    let t = i & z
    t ^= t >>> 16
    t ^= t >>> 8
    sum += signs[t & 255] * (bra[i << 1] * ket[(i << 1) | 1] - bra[(i << 1) | 1] * ket[i << 1])
  }
  return sum
}

/** Multiplies all amplitudes of the cube by c + i s. */
export function multiplyPhase(state: Amplitudes, cube: Cube, c: number, s: number): void {
  const { fixed, ones, count } = cube
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = (f | ones) << 1
    const re = state[i]
    const im = state[i | 1]
    state[i] = c * re - s * im
    state[i | 1] = c * im + s * re
  }
}

/**
 * Multiplies amplitude i by the phase at `phases[at + 2 * index[i]]`; `sign` -1 takes the conjugate.
 *
 * `index` names which of the few distinct sums basis state i has.
 */
export function multiplyTable(state: Amplitudes, cube: Cube, index: Uint16Array, phases: Float64Array, at: number, sign: number): void {
  const { fixed, ones, count } = cube
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const entry = at + 2 * index[i]
    const c = phases[entry]
    const s = sign * phases[entry + 1]
    const re = state[i << 1]
    const im = state[(i << 1) | 1]
    state[i << 1] = c * re - s * im
    state[(i << 1) | 1] = c * im + s * re
  }
}

/** Multiplies amplitude i by exp(i scale * sums[i]): a table whose sums are too many to be listed. */
export function multiplySums(state: Amplitudes, cube: Cube, sums: Float64Array, scale: number): void {
  const { fixed, ones, count } = cube
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const angle = scale * sums[i]
    const c = Math.cos(angle)
    const s = Math.sin(angle)
    const re = state[i << 1]
    const im = state[(i << 1) | 1]
    state[i << 1] = c * re - s * im
    state[(i << 1) | 1] = c * im + s * re
  }
}

/** Sum of values[index[i]] Im(conj(bra_i) ket_i). */
export function tableImaginary(ket: Amplitudes, bra: Amplitudes, cube: Cube, index: Uint16Array, values: Float64Array): number {
  const { fixed, ones, count } = cube
  let sum = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    sum += values[index[i]] * (bra[i << 1] * ket[(i << 1) | 1] - bra[(i << 1) | 1] * ket[i << 1])
  }
  return sum
}

/** Sum of sums[i] Im(conj(bra_i) ket_i). */
export function sumsImaginary(ket: Amplitudes, bra: Amplitudes, cube: Cube, sums: Float64Array): number {
  const { fixed, ones, count } = cube
  let sum = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    sum += sums[i] * (bra[i << 1] * ket[(i << 1) | 1] - bra[(i << 1) | 1] * ket[i << 1])
  }
  return sum
}
