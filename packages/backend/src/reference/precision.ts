/** Lower precisions on top of doubles: what an instruction leaves behind is rounded. Sums over states are added in doubles, so `f32` and `mixed` are one here. */
import type { Precision } from '../backend.ts'

/** Rounds every number in place to the nearest float, or to the nearest sum of two; leaves doubles alone. */
export function roundTo(precision: Precision, values: Float64Array): void {
  if (precision === 'f64') return
  if (precision === 'f32x2') for (let i = 0; i < values.length; i++) values[i] = sumOfTwo(values[i])
  else for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i])
}

function sumOfTwo(value: number): number {
  const high = Math.fround(value)
  return high + Math.fround(value - high)
}
