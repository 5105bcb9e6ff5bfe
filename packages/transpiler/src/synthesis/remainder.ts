/** Angles less whole turns: sums of many phases are wrapped at every step, since a large sum loses digits. */

/** The angle with the nearest multiple of the period taken away. */
export function remainder(angle: number, period: number): number {
  return angle - period * Math.round(angle / period)
}

/** The phase between -pi and pi. */
export function wrapPhase(phase: number): number {
  return remainder(phase, 2 * Math.PI)
}
