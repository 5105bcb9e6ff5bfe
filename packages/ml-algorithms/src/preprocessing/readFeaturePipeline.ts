/** Checks a feature pipeline that was saved as JSON, so that a damaged or foreign file is refused. */
import { field, finiteAt, finitesAt, type Found, listAt } from '@ketwork/math'
import type { AngleScaler } from './angleScaler.ts'
import type { FeaturePipeline } from './featurePipeline.ts'
import type { Pca } from './pca.ts'
import type { Standardizer } from './standardizer.ts'

/**
 * @param value parsed JSON of a pipeline
 * @throws TypeError naming the entry that is missing or of another type, RangeError for one of another length, not
 *   finite, or out of range
 *
 * @example
 * const pipeline = readFeaturePipeline(JSON.parse(JSON.stringify(fitFeaturePipeline(rows, { qubits: 2 }))))
 */
export function readFeaturePipeline(value: unknown): FeaturePipeline {
  const pipeline = { value, path: 'pipeline' }
  const standardizer = readStandardizer(field(pipeline, 'standardizer'))
  const columns = standardizer.mean.length
  const pca = field(pipeline, 'pca')
  if (pca.value === undefined) return { standardizer, scaler: readScaler(field(pipeline, 'scaler'), columns) }
  const components = readPca(pca, columns)
  return { standardizer, pca: components, scaler: readScaler(field(pipeline, 'scaler'), components.components.length) }
}

function readStandardizer(found: Found): Standardizer {
  const mean = finitesAt(field(found, 'mean'))
  if (mean.length === 0) throw new RangeError(`${found.path}.mean is empty: a pipeline has at least one column`)
  const scale = finitesAt(field(found, 'scale'), mean.length)
  scale.forEach((entry, column) => {
    if (!(entry > 0)) throw new RangeError(`${found.path}.scale[${column}] is ${entry}: it must be positive`)
  })
  return { mean, scale }
}

function readPca(found: Found, columns: number): Pca {
  const components = listAt(field(found, 'components')).map((direction) => finitesAt(direction, columns))
  if (components.length === 0) throw new RangeError(`${found.path}.components is empty: at least one is needed`)
  return {
    mean: finitesAt(field(found, 'mean'), columns),
    components,
    explainedVariance: finitesAt(field(found, 'explainedVariance'), components.length),
    explainedVarianceRatio: finitesAt(field(found, 'explainedVarianceRatio'), components.length),
  }
}

function readScaler(found: Found, columns: number): AngleScaler {
  const minimum = finitesAt(field(found, 'minimum'), columns)
  const maximum = finitesAt(field(found, 'maximum'), columns)
  minimum.forEach((least, column) => {
    if (least > maximum[column]) throw new RangeError(`${found.path}.minimum[${column}] is ${least}, above the maximum ${maximum[column]}`)
  })
  const [low, high] = [finiteAt(field(found, 'low')), finiteAt(field(found, 'high'))]
  if (!(low < high)) throw new RangeError(`${found.path} goes from ${low} to ${high}: low must be below high`)
  return { minimum, maximum, low, high }
}
