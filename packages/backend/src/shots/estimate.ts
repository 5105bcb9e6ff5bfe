/**
 * Expectations estimated from samples, as a machine would give them: unbiased, with standard errors.
 *
 * Each group of the measurement plan is sampled `shots` times in its own basis. For an observable with terms c_i P_i in a group, one sample gives
 * v = sum of c_i (+-1); the group contributes the mean of v, with variance s^2 / shots (s^2: sample variance of v, which holds the covariances of
 * the terms). Groups are independent, so variances add. One shot has no sample variance; then |v| <= sum |c_i| bounds the standard error.
 * Squares are taken in the unit of the largest coefficient, so that estimates scale with the coefficients, whatever their size.
 */
import { RandomStream, binaryUnit, parity } from '@ketwork/math'
import type { MeasurementBasis, MeasurementGroup, MeasurementPlan } from './measurementPlan.ts'
import { maskOf } from '../lowering/schedule/qubitBit.ts'

/** Draws `shots` basis-state indices of the state at hand, measured in this basis. */
export type BasisSampler = (basis: MeasurementBasis, shots: number, random: RandomStream) => ArrayLike<number> | Promise<ArrayLike<number>>

/** K values and their standard errors. */
export interface Estimate {
  readonly values: Float64Array
  readonly standardErrors: Float64Array
}

export interface EstimateOptions {
  readonly shots: number
  readonly seed: number
  /** Row of the batch: part of the random stream's address, so a row's samples do not depend on how the batch is split. */
  readonly row: number
}

/** Estimates all observables of one row; randomness is addressed by (seed, row, group). */
export async function estimateExpectations(
  plan: MeasurementPlan,
  constants: Float64Array,
  sample: BasisSampler,
  { shots, seed, row }: EstimateOptions,
): Promise<Estimate> {
  const values = new Float64Array(plan.observables)
  const standardErrors = new Float64Array(plan.observables)
  for (const { observable, coefficient } of plan.identities) values[observable] += constants[coefficient]
  const random = new RandomStream(seed).substream(row)
  for (const [index, group] of plan.groups.entries()) {
    const samples = await sample(group.basis, shots, random.substream(index))
    addGroup(group, constants, countIndices(samples), { values, standardErrors })
  }
  return { values, standardErrors }
}

/** The estimates of row after row as those of a batch. */
export function stackEstimates(rows: readonly Estimate[]): Estimate {
  return {
    values: Float64Array.from(rows.flatMap(({ values }) => [...values])),
    standardErrors: Float64Array.from(rows.flatMap(({ standardErrors }) => [...standardErrors])),
  }
}

/** Frequencies of outcomes that were counted in so many shots, with standard errors; infinite after one shot, which says nothing about its error. */
export function estimateFrequencies(counts: Float64Array, shots: number): Estimate {
  const values = counts.map((count) => count / shots)
  return { values, standardErrors: values.map((p) => (shots < 2 ? Infinity : Math.sqrt((p * (1 - p)) / (shots - 1)))) }
}

/** Adds one group's means and errors, for every observable that has terms in it. */
function addGroup(
  group: MeasurementGroup,
  constants: Float64Array,
  counts: ReadonlyMap<number, number>,
  { values, standardErrors }: Estimate,
): void {
  for (const observable of new Set(group.terms.map((term) => term.observable))) {
    const terms = group.terms.filter((term) => term.observable === observable)
    const weighted = terms.map(({ coefficient, qubits }) => ({ weight: constants[coefficient], mask: maskOf(qubits) }))
    const { mean, standardError } = momentsOf(weighted, counts)
    values[observable] += mean
    standardErrors[observable] = Math.hypot(standardErrors[observable], standardError)
  }
}

/** Mean of v and the standard error of that mean. */
function momentsOf(
  terms: readonly { readonly weight: number; readonly mask: number }[],
  counts: ReadonlyMap<number, number>,
): { mean: number; standardError: number } {
  const unit = binaryUnit(terms.map(({ weight }) => weight))
  let shots = 0
  let mean = 0
  let squares = 0 // sum of squared deviations from the running mean in units (Welford, weighted by counts): of terms that cannot be negative
  for (const [index, count] of counts) {
    let value = 0
    for (const { weight, mask } of terms) value += (parity(index & mask) === 1 ? -weight : weight) / unit
    const deviation = value - mean
    squares += deviation ** 2 * ((shots * count) / (shots + count))
    shots += count
    mean += deviation * (count / shots)
  }
  const bound = terms.reduce((sum, { weight }) => sum + Math.abs(weight) / unit, 0)
  return { mean: mean * unit, standardError: unit * (shots === 1 ? bound : Math.sqrt(squares / (shots - 1) / shots)) }
}

function countIndices(samples: ArrayLike<number>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (let shot = 0; shot < samples.length; shot++) counts.set(samples[shot], (counts.get(samples[shot]) ?? 0) + 1)
  return counts
}
