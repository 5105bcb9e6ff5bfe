/**
 * exp(-i angle P / 2) for a Pauli string P that flips at least one qubit, in one pass, and its step back in the adjoint sweep.
 *
 * P|i> = i^y s(i) |i ^ x> with x the flipped qubits, y the number of Ys and s(i) = (-1)^parity(i & z) over the qubits with Z or Y. So amplitudes
 * meet in pairs i, j = i ^ x, where i has the highest bit of x (the pivot, fixed to 0 in the cube) clear. -i * i^y is real for an odd number
 * of Ys and imaginary for an even one: two kernels. `c` is cos(angle / 2); `g` is sin(angle / 2) times the sign of that factor.
 */
import { pauliMasks } from '../../lowering/schedule/actions.ts'
import type { Amplitudes } from '../ProgramEngine.ts'
import { type Cube, paritySign } from './cube.ts'

const signOf = paritySign // a binding of this module: test runners make every access to an import a function call

/** x and z masks of a Pauli string; `sign` is -i * i^y without its i, `real` says whether there was one. */
export interface RotationAxis {
  readonly x: number
  readonly z: number
  readonly real: boolean
  readonly sign: number
}

/** Masks and phase of a Pauli string, as the kernels want them. */
export function axisOf(string: Parameters<typeof pauliMasks>[0]): RotationAxis {
  const { x, z, ys } = pauliMasks(string)
  // -i * i^ys is -i, 1, i, -1 for ys = 0, 1, 2, 3 (mod 4)
  return { x, z, real: ys % 2 === 1, sign: ys % 4 === 1 || ys % 4 === 2 ? 1 : -1 }
}

export function rotate(state: Amplitudes, cube: Cube, axis: RotationAxis, c: number, g: number): void {
  if (axis.real) rotateReal(state, cube, axis, c, g)
  else rotateImaginary(state, cube, axis, c, g)
}

function rotateReal(state: Amplitudes, cube: Cube, axis: RotationAxis, c: number, g: number): void {
  const { fixed, ones, count } = cube
  const { x, z } = axis
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const s = g * signOf(i & z)
    const i0 = i << 1
    const i1 = (i ^ x) << 1
    const xr = state[i0]
    const xi = state[i0 | 1]
    const yr = state[i1]
    const yi = state[i1 | 1]
    state[i0] = c * xr - s * yr
    state[i0 | 1] = c * xi - s * yi
    state[i1] = c * yr + s * xr
    state[i1 | 1] = c * yi + s * xi
  }
}

function rotateImaginary(state: Amplitudes, cube: Cube, axis: RotationAxis, c: number, g: number): void {
  const { fixed, ones, count } = cube
  const { x, z } = axis
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const s = g * signOf(i & z)
    const i0 = i << 1
    const i1 = (i ^ x) << 1
    const xr = state[i0]
    const xi = state[i0 | 1]
    const yr = state[i1]
    const yi = state[i1 | 1]
    state[i0] = c * xr - s * yi
    state[i0 | 1] = c * xi + s * yr
    state[i1] = c * yr - s * xi
    state[i1 | 1] = c * yi + s * xr
  }
}

/** Undoes the rotation by (c, g) on ket and bra and returns Im <bra| P |ket> over the cube, which is the derivative by the angle. */
export function backRotate(ket: Amplitudes, bra: Amplitudes, cube: Cube, axis: RotationAxis, c: number, g: number): number {
  return axis.sign * (axis.real ? backReal(ket, bra, cube, axis, c, g) : backImaginary(ket, bra, cube, axis, c, g))
}

function backReal(ket: Amplitudes, bra: Amplitudes, cube: Cube, axis: RotationAxis, c: number, g: number): number {
  const { fixed, ones, count } = cube
  const { x, z } = axis
  let sum = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const sign = signOf(i & z)
    const s = g * sign
    const i0 = i << 1
    const i1 = (i ^ x) << 1
    const xr = ket[i0]
    const xi = ket[i0 | 1]
    const yr = ket[i1]
    const yi = ket[i1 | 1]
    const vr = bra[i0]
    const vi = bra[i0 | 1]
    const wr = bra[i1]
    const wi = bra[i1 | 1]
    sum += sign * (wr * xr + wi * xi - vr * yr - vi * yi)
    ket[i0] = c * xr + s * yr
    ket[i0 | 1] = c * xi + s * yi
    ket[i1] = c * yr - s * xr
    ket[i1 | 1] = c * yi - s * xi
    bra[i0] = c * vr + s * wr
    bra[i0 | 1] = c * vi + s * wi
    bra[i1] = c * wr - s * vr
    bra[i1 | 1] = c * wi - s * vi
  }
  return sum
}

function backImaginary(ket: Amplitudes, bra: Amplitudes, cube: Cube, axis: RotationAxis, c: number, g: number): number {
  const { fixed, ones, count } = cube
  const { x, z } = axis
  let sum = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const sign = signOf(i & z)
    const s = g * sign
    const i0 = i << 1
    const i1 = (i ^ x) << 1
    const xr = ket[i0]
    const xi = ket[i0 | 1]
    const yr = ket[i1]
    const yi = ket[i1 | 1]
    const vr = bra[i0]
    const vi = bra[i0 | 1]
    const wr = bra[i1]
    const wi = bra[i1 | 1]
    sum -= sign * (wr * xi - wi * xr + vr * yi - vi * yr)
    ket[i0] = c * xr + s * yi
    ket[i0 | 1] = c * xi - s * yr
    ket[i1] = c * yr + s * xi
    ket[i1 | 1] = c * yi - s * xr
    bra[i0] = c * vr + s * wi
    bra[i0 | 1] = c * vi - s * wr
    bra[i1] = c * wr + s * vi
    bra[i1 | 1] = c * wi - s * vr
  }
  return sum
}
