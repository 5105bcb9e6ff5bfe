/** Draws indices from a table of probabilities: one uniform number a shot, looked up in the running sums by bisection. */
import type { RandomStream } from '@ketwork/math'

/**
 * Draws `shots` indices; O(probabilities + shots * log probabilities).
 *
 * @param probabilities non-negative weights; their sum need not be 1 exactly
 */
export function sampleIndices(probabilities: ArrayLike<number>, shots: number, random: RandomStream): Uint32Array {
  const sums = new Float64Array(probabilities.length)
  let total = 0
  let last = 0 // the last index of any weight: rounding never carries a draw past it
  for (let i = 0; i < sums.length; i++) {
    sums[i] = total += probabilities[i]
    if (probabilities[i] > 0) last = i
  }
  const drawn = new Uint32Array(shots)
  for (let shot = 0; shot < shots; shot++) drawn[shot] = firstAbove(sums, last, random.uniform() * total)
  return drawn
}

/** The first index whose running sum exceeds the target: never one of probability 0. */
export function firstAbove(sums: Float64Array, last: number, target: number): number {
  let [low, high] = [0, last]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sums[middle] > target) high = middle
    else low = middle + 1
  }
  return low
}
