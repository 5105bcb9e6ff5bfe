/**
 * The vector-Jacobian product of a Jacobian that is at hand: what `gradient` gives where only parameter shift works.
 *
 * Standard errors: rows are independent, so their variances add. The K observables of one row share samples and may be correlated in any way;
 * their errors are added with |weights|, which is exact for one observable and an upper bound for more.
 */
import type { Cotangents, Gradient, Jacobian } from '../backend.ts'
import { resolveCotangents } from './cotangents.ts'

/**
 * Sums a Jacobian over its observables, weighted by the cotangents, and over the rows where they share one parameter vector.
 *
 * @param parametersShared as in `ResolvedInputs`: the parameters' gradient is then P numbers, else B x P
 */
export function gradientFromJacobian(jacobian: Jacobian, cotangents: Cotangents | undefined, parametersShared: boolean): Gradient {
  const { rows, columns, values, ranOn, standardErrors } = jacobian
  const weights = resolveCotangents(cotangents, values, rows, columns)
  const contract = (array: Float64Array | undefined, shared: boolean) =>
    array === undefined ? undefined : sum(array, weights, rows, columns, shared)
  const contractErrors = (array: Float64Array | undefined, shared: boolean) =>
    array === undefined ? undefined : sumErrors(array, weights, rows, columns, shared)
  const parameters = contract(jacobian.parameters, parametersShared)
  const features = contract(jacobian.features, false)
  const result = { rows, columns, values, ranOn, ...parts(parameters, features) }
  if (standardErrors === undefined) return result
  const errors = parts(contractErrors(standardErrors.parameters, parametersShared), contractErrors(standardErrors.features, false))
  return { ...result, standardErrors: { values: standardErrors.values, ...errors } }
}

function parts(parameters: Float64Array | undefined, features: Float64Array | undefined) {
  return { ...(parameters === undefined ? {} : { parameters }), ...(features === undefined ? {} : { features }) }
}

function sum(array: Float64Array, weights: Float64Array, rows: number, columns: number, shared: boolean): Float64Array {
  const width = array.length / Math.max(1, weights.length)
  const out = new Float64Array(shared ? width : rows * width)
  weights.forEach((weight, index) => {
    const target = shared ? 0 : Math.floor(index / columns) * width
    for (let i = 0; i < width; i++) out[target + i] += weight * array[index * width + i]
  })
  return out
}

function sumErrors(array: Float64Array, weights: Float64Array, rows: number, columns: number, shared: boolean): Float64Array {
  const perRow = sum(array, weights.map(Math.abs), rows, columns, false)
  if (!shared) return perRow
  const width = perRow.length / rows
  const out = new Float64Array(width)
  perRow.forEach((error, index) => (out[index % width] = Math.hypot(out[index % width], error)))
  return out
}
