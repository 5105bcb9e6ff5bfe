/**
 * The vector-Jacobian product of a Jacobian that is at hand: what `gradient` gives where only parameter shift works.
 *
 * Standard errors: rows are independent, so their variances add. The K observables of one row share samples and may be correlated in any way;
 * their errors are added with |weights|, which is exact for one observable and an upper bound for more.
 */
import type { Cotangents, Gradient, Jacobian } from '../backend.ts'
import { resolveCotangents } from './cotangents.ts'
import { mapDerivatives, type SymbolInput } from './derivatives.ts'

/**
 * Sums a Jacobian over its observables, weighted by the cotangents, and over the rows where they share one parameter vector.
 *
 * @param parametersShared as in `ResolvedInputs`: the parameters' gradient is then P numbers, else B x P
 */
export function gradientFromJacobian(jacobian: Jacobian, cotangents: Cotangents | undefined, parametersShared: boolean): Gradient {
  const { rows, columns, values, ranOn, standardErrors } = jacobian
  const weights = resolveCotangents(cotangents, values, rows, columns)
  const isShared = (input: SymbolInput): boolean => input === 'parameters' && parametersShared
  const contracted = mapDerivatives(jacobian, (numbers, input) => sum(numbers, weights, columns, isShared(input)))
  const result = { rows, columns, values, ranOn, ...contracted }
  if (standardErrors === undefined) return result
  const errors = mapDerivatives(standardErrors, (numbers, input) => sumErrors(numbers, weights, columns, isShared(input)))
  return { ...result, standardErrors: { values: standardErrors.values, ...errors } }
}

function sum(numbers: Float64Array, weights: Float64Array, columns: number, shared: boolean): Float64Array {
  const width = numbers.length / Math.max(1, weights.length)
  const out = new Float64Array(shared ? width : (weights.length / columns) * width)
  weights.forEach((weight, index) => {
    const target = shared ? 0 : Math.floor(index / columns) * width
    for (let i = 0; i < width; i++) out[target + i] += weight * numbers[index * width + i]
  })
  return out
}

function sumErrors(numbers: Float64Array, weights: Float64Array, columns: number, shared: boolean): Float64Array {
  const perRow = sum(numbers, weights.map(Math.abs), columns, false)
  if (!shared) return perRow
  const out = new Float64Array((perRow.length * columns) / weights.length)
  perRow.forEach((error, index) => (out[index % out.length] = Math.hypot(out[index % out.length], error)))
  return out
}
