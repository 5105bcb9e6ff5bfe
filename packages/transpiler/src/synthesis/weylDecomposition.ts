/**
 * The Cartan (KAK) decomposition of a two-qubit unitary, with its interaction in the Weyl chamber:
 *
 *     U = e^(i phase) (A1 x A0) exp(i (a XX + b YY + c ZZ)) (B1 x B0),   pi/4 >= a >= b >= |c|, and c >= 0 where a = pi/4.
 *
 * In the magic basis local gates are real orthogonal and XX, YY, ZZ diagonal. With M the matrix in that basis, M^T M is symmetric and unitary, and its eigenbasis gives B, the
 * square roots of its eigenvalues the interaction, and what is left A (`commonEigenbasis.ts`).
 * Kraus and Cirac, Phys. Rev. A 63, 062309 (2001); Zhang et al., Phys. Rev. A 67, 042313 (2003).
 */
import { largest } from '@ketwork/math'
import { type BlockMatrix, blockIdentity, multiplyBlocks, turnBlock } from './blockMatrix.ts'
import { commonEigenbasis } from './commonEigenbasis.ts'
import { IDENTITY, multiplyTurns, normalized, PAULI_TURNS, type Quaternion, turnAbout } from './quaternion.ts'

/** One gate a qubit, the low one first. */
export type LocalPair = readonly [low: Quaternion, high: Quaternion]

export interface WeylDecomposition {
  readonly phase: number
  readonly before: LocalPair
  readonly after: LocalPair
  /** a, b and c of the chamber. */
  readonly interaction: readonly [number, number, number]
}

/** Where a is this close to pi/4, both signs of c are the same class and the positive one is taken. */
const FACE = 1e-9
const QUARTER = Math.PI / 4
const HALF = Math.PI / 2
const R = Math.SQRT1_2
const MAGIC = /* @__PURE__ */ Float64Array.of(
  R,
  0,
  0,
  0,
  0,
  0,
  0,
  R,
  0,
  0,
  0,
  R,
  R,
  0,
  0,
  0,
  0,
  0,
  0,
  R,
  -R,
  0,
  0,
  0,
  R,
  0,
  0,
  0,
  0,
  0,
  0,
  -R,
)
const FROM_MAGIC = /* @__PURE__ */ adjointBlock(MAGIC)
/** Entry 4 i + j: the real matrix of the i-th of 1, -iX, -iY, -iZ on the high qubit and the j-th on the low one, in the magic basis. */
const LOCAL_BASIS = /* @__PURE__ */ [IDENTITY, ...PAULI_TURNS].flatMap((high) =>
  [IDENTITY, ...PAULI_TURNS].map((low) => realPart(inMagicBasis(localBlock(low, high)))),
)

/** The decomposition; the product of its factors is the matrix within a few units of rounding. */
export function weylDecomposition(unitary: BlockMatrix): WeylDecomposition {
  const phase = determinantArgument(unitary) / 4
  const inMagic = scaled(inMagicBasis(unitary), -phase)
  const [re, im] = [realPart(inMagic), imaginaryPart(inMagic)]
  const { basis, real, imaginary } = commonEigenbasis(...symmetricSquare(re, im))
  const angles = [0, 1, 2, 3].map((j) => Math.atan2(imaginary[5 * j], real[5 * j]) / 2)
  // the determinant of M is 1, so that the angles add up to a multiple of pi; an even one makes A a rotation
  if (Math.round(angles.reduce((sum, angle) => sum + angle) / Math.PI) % 2 !== 0) angles[0] += Math.PI
  const [d0, d1, d2, d3] = angles
  const interaction = [(d0 + d1 - d2 - d3) / 4, (-d0 + d1 - d2 + d3) / 4, (d0 - d1 - d2 + d3) / 4]
  const after = localFactors(remaining(re, im, basis, angles))
  return new Chamber(phase + (d0 + d1 + d2 + d3) / 4, localFactors(transposed(basis)), after, interaction).reached()
}

/**
 * Makhlin's first invariant, re and im: (cos 2a cos 2b cos 2c)^2 - (sin 2a sin 2b sin 2c)^2 + (i / 4) sin 4a sin 4b sin 4c.
 *
 * Makhlin, Quantum Inf. Process. 1, 243 (2002). It tells most classes apart at a fraction of a decomposition's cost.
 */
export function localInvariant(unitary: BlockMatrix): readonly [re: number, im: number] {
  const inMagic = inMagicBasis(unitary)
  let [re, im] = [0, 0]
  for (let q = 0; q < 32; q += 2) {
    re += inMagic[q] ** 2 - inMagic[q + 1] ** 2
    im += 2 * inMagic[q] * inMagic[q + 1]
  }
  const angle = 2 * Math.atan2(im, re) - determinantArgument(unitary)
  const size = (re * re + im * im) / 16
  return [size * Math.cos(angle), size * Math.sin(angle)]
}

/** The argument of the determinant, by minors of the upper and the lower two rows. */
function determinantArgument(m: BlockMatrix): number {
  let re = 0
  let im = 0
  for (const [i, j, k, l, sign] of LAPLACE) {
    const [aRe, aIm] = minor(m, 0, i, j)
    const [bRe, bIm] = minor(m, 16, k, l)
    re += sign * (aRe * bRe - aIm * bIm)
    im += sign * (aRe * bIm + aIm * bRe)
  }
  return Math.atan2(im, re)
}

const LAPLACE = [
  [0, 1, 2, 3, 1],
  [0, 2, 1, 3, -1],
  [0, 3, 1, 2, 1],
  [1, 2, 0, 3, 1],
  [1, 3, 0, 2, -1],
  [2, 3, 0, 1, 1],
] as const

function minor(m: BlockMatrix, start: number, i: number, j: number): readonly [number, number] {
  const [a, b, c, d] = [start + 2 * i, start + 2 * j, start + 8 + 2 * i, start + 8 + 2 * j]
  return [
    m[a] * m[d] - m[a + 1] * m[d + 1] - m[b] * m[c] + m[b + 1] * m[c + 1],
    m[a] * m[d + 1] + m[a + 1] * m[d] - m[b] * m[c + 1] - m[b + 1] * m[c],
  ]
}

function inMagicBasis(m: BlockMatrix): BlockMatrix {
  const half = new Float64Array(32)
  const result = new Float64Array(32)
  multiplyBlocks(m, MAGIC, half)
  multiplyBlocks(FROM_MAGIC, half, result)
  return result
}

/** The real and the imaginary part of M^T M. */
function symmetricSquare(re: Float64Array, im: Float64Array): readonly [Float64Array, Float64Array] {
  const [real, imaginary] = [new Float64Array(16), new Float64Array(16)]
  for (let i = 0; i < 4; i++) {
    for (let j = i; j < 4; j++) {
      let [a, b] = [0, 0]
      for (let k = 0; k < 16; k += 4) {
        a += re[k + i] * re[k + j] - im[k + i] * im[k + j]
        b += re[k + i] * im[k + j] + im[k + i] * re[k + j]
      }
      real[4 * i + j] = real[4 * j + i] = a
      imaginary[4 * i + j] = imaginary[4 * j + i] = b
    }
  }
  return [real, imaginary]
}

/** M P diag(e^(-i d)), which is real. */
function remaining(re: Float64Array, im: Float64Array, basis: Float64Array, angles: readonly number[]): Float64Array {
  const result = new Float64Array(16)
  for (let j = 0; j < 4; j++) {
    const [cos, sin] = [Math.cos(angles[j]), Math.sin(angles[j])]
    for (let i = 0; i < 4; i++) {
      let sum = 0
      for (let k = 0; k < 4; k++) sum += (re[4 * i + k] * cos + im[4 * i + k] * sin) * basis[4 * k + j]
      result[4 * i + j] = sum
    }
  }
  return result
}

/** The gates of which a rotation in the magic basis is made: its components are products of theirs, a matrix of rank one. */
function localFactors(rotation: Float64Array): LocalPair {
  const components = LOCAL_BASIS.map((each) => each.reduce((sum, value, i) => sum + value * rotation[i], 0) / 4)
  const rowNorms = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].reduce((sum, j) => sum + components[4 * i + j] ** 2, 0))
  const row = rowNorms.indexOf(largest(rowNorms))
  const low = fromComponents((j) => components[4 * row + j])
  const { w, x, y, z } = low
  return [
    low,
    fromComponents((i) => components[4 * i] * w + components[4 * i + 1] * x + components[4 * i + 2] * y + components[4 * i + 3] * z),
  ]
}

function fromComponents(component: (index: number) => number): Quaternion {
  return normalized({ w: component(0), x: component(1), y: component(2), z: component(3) })
}

/** A decomposition on its way into the chamber; every step keeps the product. */
class Chamber {
  #phase: number
  #before: LocalPair
  #after: LocalPair
  readonly #angles: number[]

  constructor(phase: number, before: LocalPair, after: LocalPair, interaction: readonly number[]) {
    this.#phase = phase
    this.#before = before
    this.#after = after
    this.#angles = [...interaction]
  }

  reached(): WeylDecomposition {
    const angles = this.#angles
    for (let axis = 0; axis < 3; axis++) this.#shift(axis, Math.round(angles[axis] / HALF))
    if (Math.abs(angles[0]) < Math.abs(angles[1])) this.#exchange(0, 1)
    if (Math.abs(angles[1]) < Math.abs(angles[2])) this.#exchange(1, 2)
    if (Math.abs(angles[0]) < Math.abs(angles[1])) this.#exchange(0, 1)
    if (angles[0] < 0) this.#negateOthers(angles[1] < 0 ? 2 : 1)
    if (angles[1] < 0) this.#negateOthers(0)
    if (angles[2] < 0 && angles[0] > QUARTER - FACE) {
      this.#negateOthers(1)
      this.#shift(0, -1)
    }
    return { phase: this.#phase, before: this.#before, after: this.#after, interaction: [angles[0], angles[1], angles[2]] }
  }

  /** exp(i pi/2 XX) = i XX = -i (-iX)(-iX) is local. */
  #shift(axis: number, steps: number): void {
    if (steps === 0) return
    this.#angles[axis] -= steps * HALF
    this.#phase -= steps * HALF
    for (let i = 0; i < Math.abs(steps) % 4; i++) {
      const turn = steps > 0 ? PAULI_TURNS[axis] : inverse(PAULI_TURNS[axis])
      this.#after = bothAfter(this.#after, [turn, turn])
    }
  }

  /** A quarter turn of both qubits about the third axis exchanges the other two. */
  #exchange(i: number, j: number): void {
    const turn = turnAbout((['x', 'y', 'z'] as const)[3 - i - j], HALF)
    this.#conjugate([turn, turn])
    ;[this.#angles[i], this.#angles[j]] = [this.#angles[j], this.#angles[i]]
  }

  /** A half turn of one qubit about an axis changes the signs of the other two angles. */
  #negateOthers(axis: number): void {
    this.#conjugate([PAULI_TURNS[axis], IDENTITY])
    for (let other = 0; other < 3; other++) if (other !== axis) this.#angles[other] *= -1
  }

  /** N = V^-1 (V N V^-1) V. */
  #conjugate(v: LocalPair): void {
    this.#before = bothAfter(v, this.#before)
    this.#after = bothAfter(this.#after, [inverse(v[0]), inverse(v[1])])
  }
}

/** First the second pair, then the first one. */
export function bothAfter(after: LocalPair, before: LocalPair): LocalPair {
  return [multiplyTurns(after[0], before[0]), multiplyTurns(after[1], before[1])]
}

function inverse({ w, x, y, z }: Quaternion): Quaternion {
  return { w, x: -x, y: -y, z: -z }
}

function localBlock(low: Quaternion, high: Quaternion): BlockMatrix {
  const matrix = blockIdentity()
  turnBlock(matrix, low, 0)
  turnBlock(matrix, high, 1)
  return matrix
}

function adjointBlock(m: BlockMatrix): BlockMatrix {
  return Float64Array.from({ length: 32 }, (_, q) => {
    const [row, column] = [q >> 3, (q >> 1) & 3]
    const value = m[2 * (4 * column + row) + (q & 1)]
    return q % 2 === 0 ? value : -value
  })
}

function scaled(m: BlockMatrix, phase: number): BlockMatrix {
  const [cos, sin] = [Math.cos(phase), Math.sin(phase)]
  for (let q = 0; q < 32; q += 2) {
    const [re, im] = [m[q], m[q + 1]]
    m[q] = cos * re - sin * im
    m[q + 1] = cos * im + sin * re
  }
  return m
}

function realPart(m: BlockMatrix): Float64Array {
  return Float64Array.from({ length: 16 }, (_, i) => m[2 * i])
}

function imaginaryPart(m: BlockMatrix): Float64Array {
  return Float64Array.from({ length: 16 }, (_, i) => m[2 * i + 1])
}

function transposed(m: Float64Array): Float64Array {
  return Float64Array.from({ length: 16 }, (_, i) => m[4 * (i & 3) + (i >> 2)])
}
