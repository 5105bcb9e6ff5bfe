/**
 * The fidelity kernel of an encoding, |<phi(x)|phi(y)>|^2: the similarity of two rows as the overlap of their quantum
 * states.
 *
 * Havlicek et al., Nature 567, 209 (2019), eq. 3. Each row is encoded once; the backend takes all overlaps as one tiled
 * product.
 */
import type { Backend } from '@ketwork/backend'
import { type Circuit, requireCircuit } from '@ketwork/circuit'
import { type Matrix, matrix, type MatrixLike, matrixOf } from '@ketwork/math'
import { backendValue } from '../optionChecks.ts'

export interface FidelityKernel {
  /**
   * m x m, symmetric, between 0 and 1 with ones on the diagonal, all up to rounding; positive semidefinite up to
   * rounding, and not corrected.
   *
   * O(m 2^n gates + m^2 2^n).
   */
  gram(samples: MatrixLike): Promise<Matrix>
  /** m x m', kernel of each row on the left with each on the right. */
  cross(left: MatrixLike, right: MatrixLike): Promise<Matrix>
  dispose(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * @param encoding a circuit with features and without parameters
 * @throws TypeError for what is no backend or no circuit
 * @throws RangeError when the encoding has parameters or no features
 *
 * @example
 * const kernel = await fidelityKernel(backend, iqpEncoding(2))
 * const gram = await kernel.gram([[0.1, 0.2], [0.3, 0.4]])
 */
export async function fidelityKernel(backend: Backend, encoding: Circuit): Promise<FidelityKernel> {
  backendValue('backend', backend)
  requireCircuit('encoding', encoding)
  if (encoding.parameters.length > 0)
    throw new RangeError(`the encoding has parameters (${encoding.parameters.join(', ')}): bind them first`)
  if (encoding.features.length === 0) throw new RangeError('the encoding has no features: it would send every row to the same state')
  const executable = await backend.compile(encoding)
  const squared = (rows: number, columns: number, values: Float64Array): Matrix =>
    matrix(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, (_, i) => values[2 * i] ** 2 + values[2 * i + 1] ** 2),
    )
  return {
    async gram(samples) {
      const { rows, columns, values } = await executable.overlaps({ features: matrixOf(samples, 'samples') })
      return squared(rows, columns, values)
    },
    async cross(left, right) {
      const { rows, columns, values } = await executable.overlaps(
        { features: matrixOf(left, 'left') },
        { features: matrixOf(right, 'right') },
      )
      return squared(rows, columns, values)
    },
    dispose: () => executable.dispose(),
    [Symbol.asyncDispose]: () => executable.dispose(),
  }
}
