/**
 * From measured columns to angles: standardise, keep the leading principal components, scale to a range of angles.
 *
 * Every figure comes from the training rows. Rows with no more columns than qubits skip the principal components;
 * components that hold only rounding errors (of linearly dependent columns) are left out, since scaling would amplify
 * them to full angles.
 */
import { finiteNumber, type Matrix, type MatrixLike, matrixOf, optional, requireOptions, wholeNumber } from '@ketwork/math'
import { applyAngleScaler, fitAngleScaler, type AngleScaler } from './angleScaler.ts'
import { applyPca, fitPca, type Pca } from './pca.ts'
import { applyStandardizer, fitStandardizer, type Standardizer } from './standardizer.ts'

/** Plain data: JSON and back gives the same bits. `readFeaturePipeline` checks what comes from a file. */
export interface FeaturePipeline {
  readonly standardizer: Standardizer
  readonly pca?: Pca
  readonly scaler: AngleScaler
}

export interface FeaturePipelineOptions {
  /** Most columns that are kept, one a qubit. */
  readonly qubits: number
  /** Radians. Default -pi/2. */
  readonly low?: number
  /** Radians. Default pi/2. */
  readonly high?: number
}

/** @throws RangeError when qubits is below 1, there are no rows, or a number is not finite */
export function fitFeaturePipeline(samples: MatrixLike, options: FeaturePipelineOptions): FeaturePipeline {
  const rows = matrixOf(samples, 'rows')
  requireOptions('fitFeaturePipeline', options, { qubits: wholeNumber(1), low: optional(finiteNumber), high: optional(finiteNumber) })
  const { qubits, low = -Math.PI / 2, high = Math.PI / 2 } = options
  const standardizer = fitStandardizer(rows)
  const standardised = applyStandardizer(standardizer, rows)
  if (rows.columns <= qubits) return { standardizer, scaler: fitAngleScaler(standardised, { low, high }) }
  const pca = withoutRounding(fitPca(standardised, qubits), rows)
  return { standardizer, pca, scaler: fitAngleScaler(applyPca(pca, standardised), { low, high }) }
}

/** The components whose variance exceeds rounding errors; at least one. */
function withoutRounding(pca: Pca, { rows, columns }: Matrix): Pca {
  const rounding = Math.max(rows, columns) * Number.EPSILON
  const count = Math.max(1, pca.explainedVarianceRatio.filter((ratio) => ratio > rounding).length)
  return {
    mean: pca.mean,
    components: pca.components.slice(0, count),
    explainedVariance: pca.explainedVariance.slice(0, count),
    explainedVarianceRatio: pca.explainedVarianceRatio.slice(0, count),
  }
}

/** Angles, one column a qubit. @throws RangeError when the columns are not those it was fitted on */
export function applyFeaturePipeline({ standardizer, pca, scaler }: FeaturePipeline, samples: MatrixLike): Matrix {
  const rows = matrixOf(samples, 'rows')
  const standardised = applyStandardizer(standardizer, rows)
  return applyAngleScaler(scaler, pca === undefined ? standardised : applyPca(pca, standardised))
}
