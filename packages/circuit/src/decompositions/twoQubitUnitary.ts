/**
 * Any two-qubit unitary with at most three CX: the Cartan decomposition U = e^(i phase) (A1 x A0) exp(i (a XX + b YY + c ZZ)) (B1 x B0).
 *
 * In the magic basis local unitaries are real, so U^T U there has a real eigenbasis; it gives B, the square roots of its eigenvalues give a, b, c.
 * The interaction takes 0, 1, 2 or 3 CX, which is minimal for each class.
 * Kraus and Cirac, Phys. Rev. A 63, 062309 (2001); Vatan and Williams, Phys. Rev. A 69, 032315 (2004).
 */
import { type ComplexMatrix, adjoint, complexMatrix, eigenSymmetric, kronecker, matrix, multiply, scaleMatrix } from '@ketwork/math'
import type { Operation, OperationName } from '../gates/Operation.ts'
import { controlledFlip } from './multiControlled.ts'
import { oneQubitUnitary } from './oneQubitAngles.ts'

/** An interaction angle below this is none. */
const NO_INTERACTION = 1e-12
const R = Math.SQRT1_2
const MAGIC = complexMatrix(4, 4, [R, 0, 0, 0, 0, 0, 0, R, 0, 0, 0, R, R, 0, 0, 0, 0, 0, 0, R, -R, 0, 0, 0, R, 0, 0, 0, 0, 0, 0, -R])
const X = complexMatrix(2, 2, [0, 0, 1, 0, 1, 0, 0, 0])
const Y = complexMatrix(2, 2, [0, 0, 0, -1, 0, 1, 0, 0])
const Z = complexMatrix(2, 2, [1, 0, 0, 0, 0, 0, -1, 0])
/** Mixtures of the two commuting real parts; one of them keeps different eigenvalues apart. */
const MIXTURES = [0.6180339887498949, 1.7320508075688772, -0.4142135623730951, 3.3019272488946263, -2.236067977499789]

/** Gates of a 4 x 4 unitary, phase included; bit i of its index is `qubits[i]`. */
export function twoQubitUnitary(unitary: ComplexMatrix, qubits: readonly number[]): Operation[] {
  const { before, after, interaction, phase } = cartanDecomposition(unitary)
  const [low, high] = qubits
  const local = ([a0, a1]: readonly ComplexMatrix[]): Operation[] => [...oneQubitUnitary(a0, low), ...oneQubitUnitary(a1, high)]
  return [
    ...local(before),
    ...interactionGates(interaction, low, high),
    ...local(after),
    { gate: 'globalPhase', qubits: [], angles: [phase] },
  ]
}

interface CartanDecomposition {
  /** Low qubit first. */
  readonly before: readonly ComplexMatrix[]
  readonly after: readonly ComplexMatrix[]
  /** a, b, c, each above -pi/4 and at most pi/4. */
  readonly interaction: readonly number[]
  readonly phase: number
}

function cartanDecomposition(unitary: ComplexMatrix): CartanDecomposition {
  const inMagic = multiply(adjoint(MAGIC), multiply(unitary, MAGIC))
  const square = multiply(transpose(inMagic), inMagic)
  const basis = realEigenbasis(square)
  const angles = [0, 1, 2, 3].map((j) => eigenvalueArgument(square, basis, j) / 2)
  if (determinantSign(multiply(multiply(inMagic, basis), phases(angles.map((d) => -d)))) < 0) angles[0] += Math.PI
  const left = multiply(multiply(inMagic, basis), phases(angles.map((d) => -d)))
  const fromMagic = (m: ComplexMatrix): ComplexMatrix => multiply(MAGIC, multiply(m, adjoint(MAGIC)))
  const [d0, d1, d2, d3] = angles
  const interaction = [(d0 + d1 - d2 - d3) / 4, (-d0 + d1 - d2 + d3) / 4, (d0 - d1 - d2 + d3) / 4]
  const before = splitProduct(fromMagic(transpose(basis)))
  const after = splitProduct(fromMagic(left))
  return reduce(interaction, before, after, (d0 + d1 + d2 + d3) / 4)
}

/** exp(i pi/2 XX) = i XX is local: whole steps of pi/2 go into the gates after it. */
function reduce(
  interaction: readonly number[],
  before: readonly ComplexMatrix[],
  after: readonly ComplexMatrix[],
  phase: number,
): CartanDecomposition {
  let [after0, after1] = after
  let total = phase
  const reduced = interaction.map((angle, axis) => {
    const steps = Math.ceil(angle / (Math.PI / 2) - 0.5 - NO_INTERACTION)
    const pauli = [X, Y, Z][axis]
    if (steps % 2 !== 0) [after0, after1] = [multiply(after0, pauli), multiply(after1, pauli)]
    total += (steps * Math.PI) / 2
    return angle - (steps * Math.PI) / 2
  })
  return { before, after: [after0, after1], interaction: reduced, phase: total }
}

/** exp(i (a XX + b YY + c ZZ)) up to nothing: phase included. */
function interactionGates([a, b, c]: readonly number[], low: number, high: number): Operation[] {
  const [noA, noB, noC] = [a, b, c].map((angle) => Math.abs(angle) < NO_INTERACTION)
  if (noA && noB && noC) return []
  const conjugated = (first: OperationName, inside: Operation[], last: OperationName): Operation[] => [
    ...[low, high].map((qubit) => oneQubit(first, qubit)),
    ...inside,
    ...[low, high].map((qubit) => oneQubit(last, qubit)),
  ]
  if (noB) return noA ? zzGates(c, low, high) : noC ? conjugated('h', zzGates(a, low, high), 'h') : xxZzGates(a, c, low, high)
  // SX turns YY into ZZ and keeps XX; S turns XX into YY and keeps ZZ
  if (noC) return noA ? conjugated('sx', zzGates(b, low, high), 'sxdg') : conjugated('sx', xxZzGates(a, b, low, high), 'sxdg')
  if (noA) return conjugated('sdg', xxZzGates(b, c, low, high), 's')
  return threeFlips(a, b, c, low, high)
}

/** exp(i c ZZ): one CX when it is the class of CZ, otherwise two. */
function zzGates(c: number, low: number, high: number): Operation[] {
  if (Math.abs(Math.abs(c) - Math.PI / 4) >= NO_INTERACTION) {
    return [controlledFlip(low, high), oneQubit('rz', high, [-2 * c]), controlledFlip(low, high)]
  }
  const turn = c > 0 ? 'sdg' : 's'
  const cz = [oneQubit('h', high), controlledFlip(low, high), oneQubit('h', high)]
  return [
    ...cz,
    oneQubit(turn, low),
    oneQubit(turn, high),
    { gate: 'globalPhase', qubits: [], angles: [c > 0 ? Math.PI / 4 : -Math.PI / 4] },
  ]
}

/** exp(i (a XX + c ZZ)): CX turns XX into X on its control and ZZ into Z on its target. */
function xxZzGates(a: number, c: number, low: number, high: number): Operation[] {
  const flip = controlledFlip(low, high)
  return [flip, oneQubit('rx', low, [-2 * a]), oneQubit('rz', high, [-2 * c]), flip]
}

/** Vatan and Williams, figure 6; its global phase is pi/4. */
function threeFlips(a: number, b: number, c: number, low: number, high: number): Operation[] {
  return [
    oneQubit('rz', high, [-Math.PI / 2]),
    controlledFlip(high, low),
    oneQubit('rz', low, [Math.PI / 2 - 2 * c]),
    oneQubit('ry', high, [2 * a - Math.PI / 2]),
    controlledFlip(low, high),
    oneQubit('ry', high, [Math.PI / 2 - 2 * b]),
    controlledFlip(high, low),
    oneQubit('rz', low, [Math.PI / 2]),
    { gate: 'globalPhase', qubits: [], angles: [Math.PI / 4] },
  ]
}

function oneQubit(gate: OperationName, qubit: number, angles: readonly number[] = []): Operation {
  return { gate, qubits: [qubit], angles }
}

/** A real orthogonal matrix of determinant 1 whose columns are eigenvectors of a symmetric unitary. */
function realEigenbasis(square: ComplexMatrix): ComplexMatrix {
  let best = complexMatrix(4, 4)
  let smallest = Infinity
  for (const mixture of MIXTURES) {
    const mixed = matrix(
      4,
      4,
      Float64Array.from({ length: 16 }, (_, i) => square.data[2 * i] + mixture * square.data[2 * i + 1]),
    )
    const { vectors } = eigenSymmetric(mixed)
    const basis = complexMatrix(
      4,
      4,
      Float64Array.from({ length: 32 }, (_, q) => (q % 2 === 0 ? vectors.data[q / 2] : 0)),
    )
    const residual = largestOffDiagonal(multiply(transpose(basis), multiply(square, basis)))
    if (residual < smallest) {
      best = basis
      smallest = residual
    }
    if (smallest < 1e-13) break
  }
  if (determinantSign(best) < 0) for (let row = 0; row < 4; row++) best.data[8 * row] *= -1
  return best
}

function largestOffDiagonal(m: ComplexMatrix): number {
  let largest = 0
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) if (i !== j) largest = Math.max(largest, Math.hypot(m.data[2 * (4 * i + j)], m.data[2 * (4 * i + j) + 1]))
  }
  return largest
}

function eigenvalueArgument(square: ComplexMatrix, basis: ComplexMatrix, j: number): number {
  const image = multiply(square, basis)
  let re = 0
  let im = 0
  for (let row = 0; row < 4; row++) {
    re += basis.data[2 * (4 * row + j)] * image.data[2 * (4 * row + j)]
    im += basis.data[2 * (4 * row + j)] * image.data[2 * (4 * row + j) + 1]
  }
  return Math.atan2(im, re)
}

function phases(angles: readonly number[]): ComplexMatrix {
  const result = complexMatrix(4, 4)
  angles.forEach((angle, j) => {
    result.data[10 * j] = Math.cos(angle)
    result.data[10 * j + 1] = Math.sin(angle)
  })
  return result
}

function transpose(m: ComplexMatrix): ComplexMatrix {
  const conjugated = adjoint(m)
  return { ...conjugated, data: conjugated.data.map((value, q) => (q % 2 === 0 ? value : -value)) }
}

/** The sign of the real part of a 4 x 4 determinant, by elimination on the real parts (the matrices here are real up to a phase of the whole). */
function determinantSign(m: ComplexMatrix): number {
  const rows = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => m.data[2 * (4 * i + j)]))
  let sign = 1
  for (let column = 0; column < 4; column++) {
    let pivot = column
    for (let row = column + 1; row < 4; row++) if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row
    if (pivot !== column) {
      ;[rows[pivot], rows[column]] = [rows[column], rows[pivot]]
      sign = -sign
    }
    sign *= Math.sign(rows[column][column])
    for (let row = column + 1; row < 4; row++) {
      const factor = rows[row][column] / rows[column][column]
      for (let j = column; j < 4; j++) rows[row][j] -= factor * rows[column][j]
    }
  }
  return sign
}

/** The factors of high x low, low first: read off the blocks, with the whole phase in the low one. */
function splitProduct(product: ComplexMatrix): readonly ComplexMatrix[] {
  const entry = (row: number, column: number): readonly [number, number] => [
    product.data[2 * (4 * row + column)],
    product.data[2 * (4 * row + column) + 1],
  ]
  let [bestRow, bestColumn] = [0, 0]
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      if (Math.hypot(...entry(row, column)) > Math.hypot(...entry(bestRow, bestColumn)) + 1e-9) [bestRow, bestColumn] = [row, column]
    }
  }
  const [highRow, highColumn] = [bestRow >> 1, bestColumn >> 1]
  const low = unitarized(
    complexMatrix(
      2,
      2,
      [0, 1, 2, 3].flatMap((i) => entry(2 * highRow + (i >> 1), 2 * highColumn + (i & 1))),
    ),
  )
  // high = (1/2) trace over the low qubit of product (1 x low^H)
  const rest = multiply(product, kronecker(complexMatrix(2, 2, [1, 0, 0, 0, 0, 0, 1, 0]), adjoint(low)))
  const high = complexMatrix(
    2,
    2,
    [0, 1, 2, 3].flatMap((i) => {
      const at = 2 * (4 * 2 * (i >> 1) + 2 * (i & 1))
      return [(rest.data[at] + rest.data[at + 10]) / 2, (rest.data[at + 1] + rest.data[at + 11]) / 2]
    }),
  )
  return [low, high]
}

/** A multiple of a unitary, scaled to a unitary. */
function unitarized(m: ComplexMatrix): ComplexMatrix {
  return scaleMatrix(m, 1 / Math.hypot(m.data[0], m.data[1], m.data[2], m.data[3]))
}
