/**
 * Draws basis states with given weights: running sums once, then one uniform number and a bisection a shot, O(2^n + shots n).
 *
 * Draw number i comes from uniform number i of the stream, however the work is sliced.
 */
import type { RandomStream } from '@ketwork/math'
import type { Amplitudes } from '../ProgramEngine.ts'
import type { Pace } from '../../Pace.ts'
import { firstAbove } from '../../shots/sampleIndices.ts'
import { cumulate } from './reductions.ts'

const SLICE = 2 ** 17
const SHOTS_IN_SLICE = 2 ** 14

export interface IndexDraws {
  readonly shots: number
  readonly random: RandomStream
  readonly pace: Pace
}

/** Indices of basis states, each as likely as its |amplitude|^2, whatever the norm. */
export async function drawIndices(state: Amplitudes, { shots, random, pace }: IndexDraws): Promise<Uint32Array> {
  const sums = new Float64Array(state.length / 2)
  let total = 0
  for (let from = 0; from < sums.length; from += SLICE) {
    const to = Math.min(sums.length, from + SLICE)
    total = cumulate(state, sums, from, to, total)
    if (pace.add(to - from)) await pace.breathe()
  }
  const last = lastOfWeight(sums)
  const drawn = new Uint32Array(shots)
  for (let from = 0; from < shots; from += SHOTS_IN_SLICE) {
    const to = Math.min(shots, from + SHOTS_IN_SLICE)
    for (let shot = from; shot < to; shot++) drawn[shot] = firstAbove(sums, last, random.uniform() * total)
    if (pace.add(16 * (to - from))) await pace.breathe()
  }
  return drawn
}

/** The last basis state of any weight: rounding never carries a draw past it. */
function lastOfWeight(sums: Float64Array): number {
  let last = sums.length - 1
  while (last > 0 && sums[last - 1] === sums[last]) last--
  return last
}
