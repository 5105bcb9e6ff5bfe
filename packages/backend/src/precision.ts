/** What a run means: the precision of its numbers, and what its states are. */

/**
 * `f64` and `f32` are doubles and single floats throughout. `mixed` keeps states in single floats and adds sums over them (expectations, probabilities,
 * derivatives) in doubles. `f32x2` keeps each number as the sum of two single floats, about 14 digits, where a device has no doubles.
 */
export type Precision = 'f64' | 'f32' | 'mixed' | 'f32x2'
export type Method = 'stateVector' | 'densityMatrix' | 'trajectories'

/** Whether amplitudes take 16 bytes and come as `Float64Array`; else 8 bytes and `Float32Array`. */
export function isWide(precision: Precision): boolean {
  return precision === 'f64' || precision === 'f32x2'
}
