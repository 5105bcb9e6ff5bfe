/** Fractional powers of a gate: U^k has the eigenvectors of U and the eigenvalues e^(i k t), t being the argument of U's, above -pi and at most pi. */
import { adjoint, complexMatrix, type ComplexMatrix, eigenHermitian, maxAbsDifference, multiply } from '@ketwork/math'

/** Arguments this close to -pi are pi: rounding must not choose between the two roots of -1. */
const BRANCH_TOLERANCE = 1e-9
const TOLERANCE = 1e-9

/** The principal power of a unitary matrix; undefined when its eigenvectors are not found to 9 digits. */
export function matrixPower(matrix: ComplexMatrix, exponent: number): ComplexMatrix | undefined {
  for (const mixture of [0.7316888, 0.2718282, 1.618034]) {
    const vectors = eigenvectors(matrix, mixture)
    const turned = multiply(adjoint(vectors), multiply(matrix, vectors)) // diagonal
    const diagonal = (power: number): ComplexMatrix => diagonalPower(turned, power)
    const rebuilt = (power: number): ComplexMatrix => multiply(vectors, multiply(diagonal(power), adjoint(vectors)))
    if (maxAbsDifference(rebuilt(1), matrix) < TOLERANCE) return rebuilt(exponent)
  }
  return undefined
}

/** The Hermitian and the anti-Hermitian part of a unitary commute, so a mixture of the two has its eigenvectors. */
function eigenvectors(matrix: ComplexMatrix, mixture: number): ComplexMatrix {
  const conjugate = adjoint(matrix).data
  const { rows, columns, data } = matrix
  const mixed = new Float64Array(data.length)
  for (let at = 0; at < data.length; at += 2) {
    const [re, im] = [data[at], data[at + 1]]
    const [otherRe, otherIm] = [conjugate[at], conjugate[at + 1]]
    // (U + U^H) / 2 + mixture (U - U^H) / 2i
    mixed[at] = (re + otherRe + mixture * (im - otherIm)) / 2
    mixed[at + 1] = (im + otherIm - mixture * (re - otherRe)) / 2
  }
  return eigenHermitian(complexMatrix(rows, columns, mixed)).vectors
}

function diagonalPower({ rows, columns, data }: ComplexMatrix, power: number): ComplexMatrix {
  const result = new Float64Array(data.length)
  for (let i = 0; i < rows; i++) {
    const at = 2 * (i * columns + i)
    const argument = principalArgument(Math.atan2(data[at + 1], data[at]))
    result[at] = Math.cos(power * argument)
    result[at + 1] = Math.sin(power * argument)
  }
  return complexMatrix(rows, columns, result)
}

/** The angle of the same turn above -pi and at most pi. */
export function principalArgument(angle: number): number {
  const turns = angle / (2 * Math.PI)
  const rest = Math.abs(angle) <= Math.PI ? angle : (turns - Math.round(turns)) * 2 * Math.PI
  return rest <= -Math.PI + BRANCH_TOLERANCE ? rest + 2 * Math.PI : rest
}
