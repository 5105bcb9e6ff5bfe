/** Single precision on top of doubles: what an instruction leaves behind is rounded to the nearest float. */
import type { Precision } from '../backend.ts'

/** Rounds every number in place for `f32`; for `f64` leaves them alone. */
export function roundTo(precision: Precision, values: Float64Array): void {
  if (precision === 'f32') for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i])
}
