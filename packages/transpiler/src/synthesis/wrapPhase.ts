/** The phase between -pi and pi: sums of many phases are wrapped at every step, since a large sum loses digits. */
export function wrapPhase(phase: number): number {
  return phase - 2 * Math.PI * Math.round(phase / (2 * Math.PI))
}
