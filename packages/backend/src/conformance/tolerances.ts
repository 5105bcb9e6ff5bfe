/**
 * How closely a backend must agree with the oracles: all tolerances of the suite, from precision and gate count.
 *
 * Rounding errors of unitary steps add up at worst linearly; the constant covers the few operations a gate makes on an amplitude.
 */
import type { Precision } from '../backend.ts'

const UNIT_ROUNDOFF: Readonly<Record<Precision, number>> = { f64: 2 ** -52, f32: 2 ** -23 }

/** Largest error of an amplitude of a normalised state, and of a probability, after so many gates. */
export function amplitudeTolerance(precision: Precision, gates: number): number {
  return 8 * (gates + 4) * UNIT_ROUNDOFF[precision]
}

/** Largest error of an expectation whose absolute Pauli coefficients add up to `weight`. */
export function expectationTolerance(precision: Precision, gates: number, weight: number): number {
  return 4 * (1 + weight) * amplitudeTolerance(precision, gates)
}

/** Adjoint gradient against the parameter-shift rule of the same backend: both are exact, `weight` as above, `scale` the largest derivative of an angle. */
export function shiftTolerance(precision: Precision, gates: number, weight: number, scale = 1): number {
  return precision === 'f64' ? 1e-8 : 16 * Math.max(1, scale) * expectationTolerance(precision, gates, weight)
}

/** Adjoint gradient against a central difference of the oracle with step `DIFFERENCE_STEP`. */
export function differenceTolerance(precision: Precision, gates: number, weight: number, scale = 1): number {
  return precision === 'f64' ? 1e-6 : 16 * Math.max(1, scale) * expectationTolerance(precision, gates, weight)
}

/** Radians: with differences of fourth order truncation (step^4 / 30 times the fifth derivative) and rounding (2^-52 / step) stay below 1e-8. */
export const DIFFERENCE_STEP = 1e-3

/** The rate at which a right sampler fails a statistical case. */
export const FALSE_ALARM_RATE = 1e-9

/** Two-sided quantile of the normal distribution at `FALSE_ALARM_RATE`. */
export const LARGEST_Z = 6.11

/**
 * What an average of `shots` numbers between -weight and weight may be off beside its standard error: the second term of the empirical Bernstein
 * bound (Maurer and Pontil, COLT 2009, theorem 4), for events too rare to show in the standard error.
 */
export function trajectoryAllowance(shots: number, weight: number): number {
  return (7 * 2 * weight * Math.log(4 / FALSE_ALARM_RATE)) / (3 * (shots - 1))
}
