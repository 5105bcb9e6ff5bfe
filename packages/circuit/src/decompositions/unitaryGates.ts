/**
 * Any unitary on k qubits, written with one-qubit gates and cx: at most about (22/48) 4^k CX.
 *
 * One qubit: Euler angles. Two: the Cartan decomposition. More: block ZXZ on the highest qubit,
 * U = (A1 + A2) H (1 + B) H (1 + C), where + is a direct sum, and each direct sum splits into two unitaries on the other qubits around a multiplexed RZ
 * (M1 + M2 = (V + V)(D + D^H)(W + W)); neighbours of these merge, so four unitaries of half the size are left.
 * De Vos and De Baerdemacker, arXiv:1512.08480; Krol and Al-Ars, arXiv:2403.13692; Shende, Bullock, Markov, arXiv:quant-ph/0406176.
 */
import {
  type ComplexMatrix,
  addMatrices,
  adjoint,
  complexIdentity,
  complexMatrix,
  eigenHermitian,
  multiply,
  scaleMatrix,
  svd,
} from '@ketwork/math'
import type { Operation } from '../gates/Operation.ts'
import { changingBit, controlledFlip } from './multiControlled.ts'
import { oneQubitUnitary } from './oneQubitAngles.ts'
import { twoQubitUnitary } from './twoQubitUnitary.ts'

/** Mixtures of the real and the imaginary part of a unitary; one of them keeps different eigenvalues apart. */
const MIXTURES = [0.6180339887498949, 1.7320508075688772, -0.4142135623730951, 3.3019272488946263, -2.236067977499789]

/** Gates of a unitary matrix, phase included; bit i of its index is `qubits[i]`. O(8^k) for k qubits. */
export function unitaryGates(unitary: ComplexMatrix, qubits: readonly number[]): Operation[] {
  if (qubits.length === 0) return [{ gate: 'globalPhase', qubits: [], angles: [Math.atan2(unitary.data[1], unitary.data[0])] }]
  if (qubits.length === 1) return oneQubitUnitary(unitary, qubits[0])
  if (qubits.length === 2) return twoQubitUnitary(unitary, qubits)
  const lower = qubits.slice(0, -1)
  const top = qubits[qubits.length - 1]
  const { a1, a2, b, c } = blockZxz(unitary)
  const identity = complexIdentity(b.rows)
  const first = demultiplex(identity, c)
  const middle = demultiplex(identity, b)
  const last = demultiplex(a1, a2)
  const h: Operation = { gate: 'h', qubits: [top], angles: [] }
  return [
    ...unitaryGates(first.right, lower),
    ...multiplexedRz(first.angles, lower, top),
    h,
    ...unitaryGates(multiply(middle.right, first.left), lower),
    ...multiplexedRz(middle.angles, lower, top),
    h,
    ...unitaryGates(multiply(last.right, middle.left), lower),
    ...multiplexedRz(last.angles, lower, top),
    ...unitaryGates(last.left, lower),
  ]
}

interface BlockZxz {
  readonly a1: ComplexMatrix
  readonly a2: ComplexMatrix
  readonly b: ComplexMatrix
  readonly c: ComplexMatrix
}

/** With U = [[X, Y], [Z, W]] and polar forms X = Sx Ux, Y = Sy Uy: C = -i Ux^H Uy, A1 = (Sx + i Sy) Ux, A2 = Z + W C^H, B = 2 A1^H X - 1. */
function blockZxz(unitary: ComplexMatrix): BlockZxz {
  const half = unitary.rows / 2
  const x = block(unitary, 0, 0)
  const [left, right] = [polar(x), polar(block(unitary, 0, half))]
  const c = scaleMatrix(multiply(adjoint(left.unitary), right.unitary), 0, -1)
  const a1 = multiply(addMatrices(left.positive, scaleMatrix(right.positive, 0, 1)), left.unitary)
  const a2 = addMatrices(block(unitary, half, 0), multiply(block(unitary, half, half), adjoint(c)))
  const b = addMatrices(scaleMatrix(multiply(adjoint(a1), x), 2), scaleMatrix(complexIdentity(half), -1))
  return { a1, a2, b, c }
}

function block(m: ComplexMatrix, row: number, column: number): ComplexMatrix {
  const half = m.rows / 2
  const result = complexMatrix(half, half)
  for (let i = 0; i < half; i++) {
    const start = 2 * ((row + i) * m.columns + column)
    result.data.set(m.data.subarray(start, start + 2 * half), 2 * i * half)
  }
  return result
}

/** m = positive * unitary. */
function polar(m: ComplexMatrix): { positive: ComplexMatrix; unitary: ComplexMatrix } {
  const { u, singularValues, v } = svd(m)
  return { positive: multiply(scaleColumns(u, singularValues), adjoint(u)), unitary: multiply(u, adjoint(v)) }
}

function scaleColumns(m: ComplexMatrix, factors: ArrayLike<number>): ComplexMatrix {
  return { ...m, data: m.data.map((value, q) => value * factors[(q >> 1) % m.columns]) }
}

interface Demultiplexed {
  readonly left: ComplexMatrix
  /** The RZ angle of the multiplexing qubit for each state of the others. */
  readonly angles: Float64Array
  readonly right: ComplexMatrix
}

/** m0 + m1 = (V + V)(D + D^H)(W + W): V holds eigenvectors of m0 m1^H, D the square roots of its eigenvalues, W = D V^H m1. */
function demultiplex(m0: ComplexMatrix, m1: ComplexMatrix): Demultiplexed {
  const product = multiply(m0, adjoint(m1))
  const left = eigenvectorsOfUnitary(product)
  const diagonal = multiply(adjoint(left), multiply(product, left))
  const angles = Float64Array.from({ length: product.rows }, (_, j) => {
    const at = 2 * j * (product.rows + 1)
    return -Math.atan2(diagonal.data[at + 1], diagonal.data[at])
  })
  // row j of V^H m1 times e^(i d), d = -angles[j] / 2
  const right = multiply(adjoint(left), m1)
  for (let j = 0; j < right.rows; j++) {
    const [re, im] = [Math.cos(angles[j] / 2), -Math.sin(angles[j] / 2)]
    for (let q = 2 * j * right.columns; q < 2 * (j + 1) * right.columns; q += 2) {
      const [a, b] = [right.data[q], right.data[q + 1]]
      right.data[q] = re * a - im * b
      right.data[q + 1] = re * b + im * a
    }
  }
  return { left, angles, right }
}

/** Columns: the Hermitian and the anti-Hermitian part of a unitary commute, so the eigenvectors of a mixture are those of both. */
export function eigenvectorsOfUnitary(m: ComplexMatrix): ComplexMatrix {
  const dagger = adjoint(m)
  const cosine = scaleMatrix(addMatrices(m, dagger), 0.5)
  const sine = scaleMatrix(addMatrices(m, scaleMatrix(dagger, -1)), 0, -0.5)
  let best = complexIdentity(m.rows)
  let smallest = Infinity
  for (const mixture of MIXTURES) {
    const { vectors } = eigenHermitian(addMatrices(cosine, scaleMatrix(sine, mixture)))
    const residual = largestOffDiagonal(multiply(adjoint(vectors), multiply(m, vectors)))
    if (residual < smallest) [best, smallest] = [vectors, residual]
    if (smallest < 1e-13 * m.rows) break
  }
  return best
}

function largestOffDiagonal(m: ComplexMatrix): number {
  let largest = 0
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) {
      const at = 2 * (i * m.columns + j)
      if (i !== j) largest = Math.max(largest, Math.hypot(m.data[at], m.data[at + 1]))
    }
  }
  return largest
}

/** RZ(angles[j]) on the target where the controls (control i = bit i) hold j: rotations between the CX of a Gray code. */
function multiplexedRz(angles: Float64Array, controls: readonly number[], target: number): Operation[] {
  const mixed = walshTransform(angles)
  return Array.from(mixed, (_, step): Operation[] => [
    { gate: 'rz', qubits: [target], angles: [mixed[step ^ (step >> 1)] / angles.length] },
    controlledFlip(controls[changingBit(step, controls.length)], target),
  ]).flat()
}

/** out[k] = sum over j of (-1)^(bits that j and k share) values[j]. */
function walshTransform(values: Float64Array): Float64Array {
  const result = Float64Array.from(values)
  for (let stride = 1; stride < result.length; stride *= 2) {
    for (let i = 0; i < result.length; i++) {
      if ((i & stride) !== 0) continue
      const [a, b] = [result[i], result[i + stride]]
      result[i] = a + b
      result[i + stride] = a - b
    }
  }
  return result
}
