/**
 * Pauli sums without building a matrix: all terms that flip the same qubits (one X mask) share one pass.
 *
 * Such terms add up to <i ^ x| O |i> = D(i), a diagonal followed by a flip. D is real where all terms have an even number of Ys, and complex
 * otherwise. It comes from a table of 2^n numbers, or, where that would take too much memory or too long to build, from the terms.
 * For x != 0 the amplitudes meet in pairs i, j = i ^ x, i with the pivot bit (the highest of x, fixed to 0 in the cube) clear; since O is
 * Hermitian, D(j) = conj(D(i)).
 */
import type { Amplitudes } from '../ProgramEngine.ts'
import { type Cube, SIGNS, setCube, wholeCube } from './cube.ts'

const signs = SIGNS // a binding of this module: test runners make every access to an import a function call

/** The terms of an observable with one X mask. */
export interface MaskGroup {
  readonly x: number
  /** Highest bit of x; 0 for a diagonal group. */
  readonly pivot: number
  readonly real: Diagonal | undefined
  readonly imaginary: Diagonal | undefined
}

/** A diagonal of real numbers: the sum over its terms of coefficient (-1)^parity(i & z). */
export interface Diagonal {
  /** Its 2^n values, where they were built. */
  readonly table: Float64Array | undefined
  readonly z: Int32Array
  readonly coefficients: Float64Array
}

/** The number that stands at basis state i. */
export function diagonalAt(diagonal: Diagonal, i: number): number {
  if (diagonal.table !== undefined) return diagonal.table[i]
  const { z, coefficients } = diagonal
  let sum = 0
  for (let term = 0; term < z.length; term++) {
    let t = i & z[term]
    t ^= t >>> 16
    t ^= t >>> 8
    sum += coefficients[term] * signs[t & 255]
  }
  return sum
}

/** <state| group |state> over the cube. */
export function expectGroup(state: Amplitudes, cube: Cube, group: MaskGroup): number {
  if (group.x === 0) return group.real === undefined ? 0 : expectDiagonal(state, cube, group.real)
  const { fixed, ones, count } = cube
  const { x, real, imaginary } = group
  const plain = imaginary === undefined ? real?.table : undefined
  if (plain !== undefined) return expectTable(state, cube, x, plain)
  let sum = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const i0 = i << 1
    const i1 = (i ^ x) << 1
    const re = state[i1] * state[i0] + state[i1 | 1] * state[i0 | 1]
    const im = state[i1] * state[i0 | 1] - state[i1 | 1] * state[i0]
    if (real !== undefined) sum += diagonalAt(real, i) * re
    if (imaginary !== undefined) sum -= diagonalAt(imaginary, i) * im
  }
  return 2 * sum
}

function expectTable(state: Amplitudes, cube: Cube, x: number, table: Float64Array): number {
  const { fixed, ones, count } = cube
  let sum = 0
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const i0 = i << 1
    const i1 = (i ^ x) << 1
    sum += table[i] * (state[i1] * state[i0] + state[i1 | 1] * state[i0 | 1])
  }
  return 2 * sum
}

function expectDiagonal(state: Amplitudes, cube: Cube, diagonal: Diagonal): number {
  const { fixed, ones, count } = cube
  const { table } = diagonal
  let sum = 0
  if (table === undefined) {
    for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
      const i = f | ones
      sum += diagonalAt(diagonal, i) * (state[i << 1] * state[i << 1] + state[(i << 1) | 1] * state[(i << 1) | 1])
    }
    return sum
  }
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    sum += table[i] * (state[i << 1] * state[i << 1] + state[(i << 1) | 1] * state[(i << 1) | 1])
  }
  return sum
}

/** out += weight * group |state> over the cube (both members of each pair). */
export function addGroup(out: Amplitudes, state: Amplitudes, cube: Cube, group: MaskGroup, weight: number): void {
  if (group.x === 0) {
    if (group.real !== undefined) addDiagonal(out, state, cube, group.real, weight)
    return
  }
  const { fixed, ones, count } = cube
  const { x, real, imaginary } = group
  const plain = imaginary === undefined ? real?.table : undefined
  if (plain !== undefined) return addTable(out, state, cube, { x, table: plain }, weight)
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const i0 = i << 1
    const i1 = (i ^ x) << 1
    const re = real === undefined ? 0 : weight * diagonalAt(real, i)
    const im = imaginary === undefined ? 0 : weight * diagonalAt(imaginary, i)
    out[i1] += re * state[i0] - im * state[i0 | 1]
    out[i1 | 1] += re * state[i0 | 1] + im * state[i0]
    out[i0] += re * state[i1] + im * state[i1 | 1]
    out[i0 | 1] += re * state[i1 | 1] - im * state[i1]
  }
}

function addTable(out: Amplitudes, state: Amplitudes, cube: Cube, group: { x: number; table: Float64Array }, weight: number): void {
  const { fixed, ones, count } = cube
  const { x, table } = group
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const i0 = i << 1
    const i1 = (i ^ x) << 1
    const d = weight * table[i]
    out[i1] += d * state[i0]
    out[i1 | 1] += d * state[i0 | 1]
    out[i0] += d * state[i1]
    out[i0 | 1] += d * state[i1 | 1]
  }
}

function addDiagonal(out: Amplitudes, state: Amplitudes, cube: Cube, diagonal: Diagonal, weight: number): void {
  const { fixed, ones, count } = cube
  const { table } = diagonal
  for (let k = 0, f = 0; k < count; k++, f = ((f | fixed) + 1) & ~fixed) {
    const i = f | ones
    const d = weight * (table === undefined ? diagonalAt(diagonal, i) : table[i])
    out[i << 1] += d * state[i << 1]
    out[(i << 1) | 1] += d * state[(i << 1) | 1]
  }
}

/** Expectations of observables on a state of so many qubits. */
export function expectationsOf(state: Amplitudes, qubits: number, observables: readonly (readonly MaskGroup[])[]): Float64Array {
  const cube = wholeCube(qubits)
  return Float64Array.from(observables, (groups) =>
    groups.reduce((sum, group) => {
      setCube(cube, qubits, group.pivot, 0)
      return sum + expectGroup(state, cube, group)
    }, 0),
  )
}

/** out += the sum over k of weights[k] O_k |state>. */
export function addObservables(
  out: Amplitudes,
  state: Amplitudes,
  {
    qubits,
    observables,
    weights,
  }: { readonly qubits: number; readonly observables: readonly (readonly MaskGroup[])[]; readonly weights: Float64Array },
): void {
  const cube = wholeCube(qubits)
  observables.forEach((groups, k) => {
    if (weights[k] === 0) return
    for (const group of groups) {
      setCube(cube, qubits, group.pivot, 0)
      addGroup(out, state, cube, group, weights[k])
    }
  })
}
