/**
 * How closely a backend must agree with the oracles: all tolerances of the suite, from precision and gate count.
 *
 * Rounding errors of unitary steps add up at worst linearly; the constant covers the few operations a gate makes on an amplitude.
 */
import type { Precision } from '../backend.ts'

interface Closeness {
  /** Relative error of one operation on an amplitude. */
  readonly unit: number
  /** What an amplitude may be off however few the gates are. */
  readonly floor: number
  /** Of an expectation, in errors of amplitudes: 2 from the state (<psi|O|psi> is quadratic in it), and as much again where sums over it are rounded as it is. */
  readonly reduction: number
  /** Absolute, where shifts and differences are less exact than numbers are. */
  readonly derivative?: { readonly shift: number; readonly difference: number }
}

const CLOSENESS: Readonly<Record<Precision, Closeness>> = {
  f64: { unit: 2 ** -52, floor: 0, reduction: 4, derivative: { shift: 1e-8, difference: 1e-6 } },
  f32: { unit: 2 ** -23, floor: 0, reduction: 4 },
  mixed: { unit: 2 ** -23, floor: 0, reduction: 2 },
  f32x2: { unit: 2 ** -46, floor: 1e-9, reduction: 4 },
}

/** Largest error of an amplitude of a normalised state, and of a probability, after so many gates. */
export function amplitudeTolerance(precision: Precision, gates: number): number {
  const { unit, floor } = CLOSENESS[precision]
  return Math.max(floor, 8 * (gates + 4) * unit)
}

/** Largest error of an expectation whose absolute Pauli coefficients add up to `weight`. */
export function expectationTolerance(precision: Precision, gates: number, weight: number): number {
  return CLOSENESS[precision].reduction * (1 + weight) * amplitudeTolerance(precision, gates)
}

/** Adjoint gradient against the parameter-shift rule of the same backend: both are exact, `weight` as above, `scale` the largest derivative of an angle. */
export function shiftTolerance(precision: Precision, gates: number, weight: number, scale = 1): number {
  return CLOSENESS[precision].derivative?.shift ?? 16 * Math.max(1, scale) * expectationTolerance(precision, gates, weight)
}

/** Adjoint gradient against a central difference of the oracle with step `DIFFERENCE_STEP`. */
export function differenceTolerance(precision: Precision, gates: number, weight: number, scale = 1): number {
  return CLOSENESS[precision].derivative?.difference ?? 16 * Math.max(1, scale) * expectationTolerance(precision, gates, weight)
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
