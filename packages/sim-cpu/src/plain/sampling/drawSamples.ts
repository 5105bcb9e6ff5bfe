/**
 * Draws basis states with the probabilities of a state vector: running sums once, then one uniform number and a bisection a shot,
 * O(2^n + shots n). Draw number i comes from uniform number i of the stream, however the work is sliced.
 */
import type { RandomStream } from '@ketwork/math'
import type { Amplitudes } from '../kernels/cube.ts'
import { cumulate } from '../kernels/reductions.ts'
import type { Run } from '../run/Run.ts'

const SLICE = 2 ** 17
const SHOTS_IN_SLICE = 2 ** 14

/** @param sums room for 2^n running sums */
export async function drawSamples(
  run: Run,
  state: Amplitudes,
  sums: Float64Array,
  shots: number,
  random: RandomStream,
): Promise<Uint32Array> {
  const event = run.beginPass('sample')
  const total = await runningSums(run, state, sums)
  const last = lastOfWeight(sums)
  const drawn = new Uint32Array(shots)
  for (let from = 0; from < shots; from += SHOTS_IN_SLICE) {
    const to = Math.min(shots, from + SHOTS_IN_SLICE)
    for (let shot = from; shot < to; shot++) drawn[shot] = firstAbove(sums, last, random.uniform() * total)
    if (run.pace.add(16 * (to - from))) await run.pace.breathe()
  }
  run.endPass(event, { amplitudes: sums.length, bytes: sums.length * (run.bytesAnAmplitude + 8) })
  return drawn
}

/** Writes the running sums of |amplitude|^2 and returns the last. */
async function runningSums(run: Run, state: Amplitudes, sums: Float64Array): Promise<number> {
  let total = 0
  for (let from = 0; from < sums.length; from += SLICE) {
    const to = Math.min(sums.length, from + SLICE)
    total = cumulate(state, sums, from, to, total)
    if (run.pace.add(to - from)) await run.pace.breathe()
  }
  return total
}

/** The last basis state of any weight: rounding never carries a draw past it. */
function lastOfWeight(sums: Float64Array): number {
  let last = sums.length - 1
  while (last > 0 && sums[last - 1] === sums[last]) last--
  return last
}

/** The first index whose running sum exceeds the target: never one of probability 0. */
export function firstAbove(sums: Float64Array, last: number, target: number): number {
  let low = 0
  let high = last
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sums[middle] > target) high = middle
    else low = middle + 1
  }
  return low
}
