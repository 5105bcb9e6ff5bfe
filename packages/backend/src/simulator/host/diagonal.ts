/**
 * Diagonal passes: a rotation about a Z string, and a phase on a sub-cube.
 *
 * Each has its step back in the adjoint sweep. Diagonal gates leave Im(conj(bra_i) ket_i) alone, which is all that their derivatives read.
 */
import type { Amplitudes } from '../ProgramEngine.ts'
import { type Cube, paritySign } from './cube.ts'

const signOf = paritySign // a binding of this module: test runners make every access to an import a function call

/** Multiplies amplitude i by c - i s (-1)^parity(i & z): exp(-i angle Z / 2) with c, s of half the angle. */
export function rotateZ(state: Amplitudes, cube: Cube, z: number, c: number, s: number): void {
  const { fixed, ones, count } = cube
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const g = s * signOf(i & z)
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
    sum += signOf(i & z) * (bra[i << 1] * ket[(i << 1) | 1] - bra[(i << 1) | 1] * ket[i << 1])
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
