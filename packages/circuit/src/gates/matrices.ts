/** The matrices that rows of the gate table are written with. Bit i of an index is the i-th qubit, so the last factor of a Kronecker product is qubit 0. */
import { cis, complexIdentity, complexMatrix, type ComplexMatrix, diagonalMatrix, kronecker, reduceAngle } from '@ketwork/math'

/** A square real matrix from its entries in rows. */
export function realMatrix(...entries: readonly number[]): ComplexMatrix {
  return interleavedMatrix(...entries.flatMap((entry) => [entry, 0]))
}

/** A square complex matrix from its entries in rows, `re, im` each. */
export function interleavedMatrix(...numbers: readonly number[]): ComplexMatrix {
  const size = Math.sqrt(numbers.length / 2)
  return complexMatrix(size, size, numbers)
}

/** The diagonal matrix of e^(i angle) for each angle. */
export function phases(...angles: readonly number[]): ComplexMatrix {
  return diagonalMatrix(angles.flatMap(cis))
}

const PAULI = {
  I: [1, 0, 0, 0, 0, 0, 1, 0],
  X: [0, 0, 1, 0, 1, 0, 0, 0],
  Y: [0, 0, 0, -1, 0, 1, 0, 0],
  Z: [1, 0, 0, 0, 0, 0, -1, 0],
} as const

/** The string of letters I, X, Y, Z whose letter i acts on bit i. */
export function pauliMatrix(letters: string): ComplexMatrix {
  return Array.from(letters).reduce<ComplexMatrix>(
    (matrix, letter) => kronecker(interleavedMatrix(...PAULI[letter as keyof typeof PAULI]), matrix),
    complexIdentity(1),
  )
}

/** exp(-i angle P / 2) = cos(angle / 2) - i sin(angle / 2) P. */
export function rotationMatrix(letters: string, angle: number): ComplexMatrix {
  const matrix = pauliMatrix(letters)
  const [cos, sin] = cis(angle / 2)
  const { data } = matrix
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) {
      const at = 2 * (i * matrix.columns + j)
      const [re, im] = [data[at], data[at + 1]]
      data[at] = (i === j ? cos : 0) + sin * im
      data[at + 1] = -sin * re + 0
    }
  }
  return matrix
}

/**
 * U(theta, phi, lambda) as in OpenQASM 3 and Qiskit, times e^(i gamma):
 * [[cos(theta/2), -e^(i lambda) sin(theta/2)], [e^(i phi) sin(theta/2), e^(i (phi + lambda)) cos(theta/2)]].
 */
export function eulerMatrix(theta: number, phi: number, lambda: number, gamma = 0): ComplexMatrix {
  const [cos, sin] = cis(theta / 2)
  const [left, right, all] = [phi, lambda, gamma].map(reduceAngle) // before they are added up
  const entry = (size: number, angle: number): number[] => cis(angle).map((part) => size * part)
  return interleavedMatrix(
    ...[...entry(cos, all), ...entry(-sin, all + right), ...entry(sin, all + left), ...entry(cos, all + left + right)],
  )
}

/**
 * A 4 x 4 matrix that turns basis states a and b into each other by an angle and leaves the other two alone:
 * cos on the diagonal, -i sin e^(-i beta) in row a, -i sin e^(i beta) in row b.
 */
export function exchangeMatrix(a: number, b: number, angle: number, beta: number): ComplexMatrix {
  const matrix = complexIdentity(4)
  const [cos, sin] = cis(angle)
  const [re, im] = cis(beta)
  const set = (row: number, column: number, ...entry: readonly number[]): void => matrix.data.set(entry, 2 * (4 * row + column))
  set(a, a, cos)
  set(b, b, cos)
  set(a, b, -sin * im, -sin * re)
  set(b, a, sin * im, -sin * re)
  return matrix
}

/** The matrix where all of so many new lowest bits are 1, otherwise the identity. */
export function controlledMatrix(matrix: ComplexMatrix, controls = 1): ComplexMatrix {
  if (controls === 0) return matrix
  const { rows, data } = matrix
  const blocks = 2 ** controls
  const result = complexIdentity(rows * blocks)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const at = 2 * ((i * blocks + blocks - 1) * result.columns + j * blocks + blocks - 1)
      result.data.set(data.subarray(2 * (i * rows + j), 2 * (i * rows + j) + 2), at)
    }
  }
  return result
}
