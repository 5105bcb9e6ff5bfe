/**
 * Two builds of ours against each other: `ROUNDS` slices of each in turn, the median run of each slice, and the ratio
 * old over new of each round.
 *
 * The speed of the new build is the median ratio; its lower confidence bound is the order statistic of the sign test
 * (Conover, Practical Nonparametric Statistics, 3.2), which makes no assumption about the distribution of times.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { AskedFigure, Contender } from './Contender.ts'

export type Build = Pick<Contender, 'prepare' | 'slice' | 'release'>

export interface Comparison {
  readonly oldMs: number
  readonly newMs: number
  /** Median of old over new: above 1 the new build is faster. */
  readonly speed: number
  /** Lower bound of the speed at a confidence of at least 95 %. */
  readonly lowerBound: number
  /** Why the figures are not valid. */
  readonly refused?: string
}

export const ROUNDS = 15
const SLICE_MS = 200
const REST_MS = 20
const LARGEST_DIFFERENCE = { f64: 1e-9, f32: 1e-4 } as const
const WRONG_ABOVE = 0.05

/** @throws ContenderError when a build fails */
export async function compareBuilds(oldBuild: Build, newBuild: Build, asked: AskedFigure): Promise<Comparison> {
  const sides = [oldBuild, newBuild]
  const checks: number[] = []
  for (const side of sides) {
    const prepared = await side.prepare(asked)
    if (prepared === undefined) throw new RangeError(`one of the builds does not have ${asked.workload} in ${asked.precision}`)
    checks.push(prepared.check)
  }
  const times: number[][] = [[], []]
  for (let round = 0; round < ROUNDS; round++)
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) {
      await sleep(REST_MS)
      const { ms, medianMs = ms } = await sides[which].slice(SLICE_MS)
      times[which].push(medianMs)
    }
  for (const side of sides) await side.release()
  const allowed = asked.precision === 'f32' ? LARGEST_DIFFERENCE.f32 : LARGEST_DIFFERENCE.f64
  const agree = Math.abs(checks[0] - checks[1]) <= allowed
  return {
    ...comparisonOf(times[0], times[1]),
    ...(agree ? {} : { refused: `the old build gives ${checks[0]}, the new one ${checks[1]}` }),
  }
}

/** Times of as many rounds on both sides, each pair measured next to each other. */
export function comparisonOf(oldTimes: readonly number[], newTimes: readonly number[]): Comparison {
  const ratios = oldTimes.map((old, round) => old / newTimes[round])
  return { oldMs: median(oldTimes), newMs: median(newTimes), speed: median(ratios), lowerBound: lowerBound(ratios) }
}

/**
 * The k-th smallest, k the largest with P(fewer than k of n fair coins show heads) <= 5 %: the median is above it with
 * 95 % and more.
 */
export function lowerBound(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  let probability = 2 ** -values.length // of no heads
  let below = probability
  let k = 0
  while (below <= WRONG_ABOVE) {
    k++
    probability *= (values.length - k + 1) / k
    below += probability
  }
  if (k === 0) throw new RangeError(`${values.length} values are too few for a bound at 95 %: it takes 5`)
  return sorted[k - 1]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
