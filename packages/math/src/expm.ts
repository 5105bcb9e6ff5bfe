/**
 * The exponential of a complex matrix by scaling and squaring with the [13/13] Pade approximant.
 *
 * Higham, SIAM J. Matrix Anal. Appl. 26, 1179 (2005): the approximant is exact to double precision for matrices of 1-norm up to 5.37.
 */
import { addMatrices, multiply, scaleMatrix } from './complexAlgebra.ts'
import { type ComplexMatrix, complexIdentity, requireSquareComplex } from './complexMatrix.ts'
import { requireFinite } from './finite.ts'
import { solve } from './solve.ts'

const LARGEST_NORM = 5.371920351148152
const PADE_13 = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640,
  1323241920, 40840800, 960960, 16380, 182, 1,
] as const

/**
 * e^m: six products, one solution of n equations and one more product for each doubling of the norm above 5.37.
 *
 * For anti-Hermitian m the result is unitary to about 1e-15 times the number of doublings.
 *
 * @throws RangeError when m is not square or holds NaN or infinity
 *
 * @example
 * expm(scaleMatrix(hamiltonian, 0, -time)) // the evolution e^(-i H t)
 */
export function expm(m: ComplexMatrix): ComplexMatrix {
  requireSquareComplex('m', m)
  requireFinite('m.data', m.data)
  const squarings = Math.max(0, Math.ceil(Math.log2(oneNorm(m) / LARGEST_NORM)))
  let result = approximant(scaleMatrix(m, 2 ** -squarings))
  for (let i = 0; i < squarings; i++) result = multiply(result, result)
  return result
}

/** (V - U)^-1 (V + U), where U holds the odd powers and V the even ones. */
function approximant(a: ComplexMatrix): ComplexMatrix {
  const a2 = multiply(a, a)
  const a4 = multiply(a2, a2)
  const a6 = multiply(a4, a2)
  const b = PADE_13
  const identity = complexIdentity(a.rows)
  const combine = (c6: number, c4: number, c2: number, c0: number): ComplexMatrix =>
    [scaleMatrix(a4, c4), scaleMatrix(a2, c2), scaleMatrix(identity, c0)].reduce(addMatrices, scaleMatrix(a6, c6))
  const odd = multiply(a, addMatrices(multiply(a6, combine(b[13], b[11], b[9], 0)), combine(b[7], b[5], b[3], b[1])))
  const even = addMatrices(multiply(a6, combine(b[12], b[10], b[8], 0)), combine(b[6], b[4], b[2], b[0]))
  return solve(addMatrices(even, scaleMatrix(odd, -1)), addMatrices(even, odd))
}

/** The largest sum of moduli of a column. */
function oneNorm(m: ComplexMatrix): number {
  const sums = new Float64Array(m.columns)
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) sums[j] += Math.hypot(m.data[2 * (i * m.columns + j)], m.data[2 * (i * m.columns + j) + 1])
  }
  return sums.reduce((largest, sum) => Math.max(largest, sum), 0)
}
