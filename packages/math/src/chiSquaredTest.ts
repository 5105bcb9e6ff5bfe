/**
 * Pearson's chi-squared test of counts against probabilities: the judge of every sampler here.
 *
 * The p-value is the regularised incomplete gamma function Q(k/2, x/2) of whole or half order, for which finite sums of positive terms
 * exist (Abramowitz and Stegun 26.4.4, 26.4.5): no cancellation, so that it keeps its relative precision in tails of 1e-300.
 */
import { requireFinite } from './finite.ts'

export interface ChiSquaredResult {
  /** Sum of (observed - expected)^2 / expected over the cells after pooling. */
  readonly statistic: number
  /** Cells after pooling, less one. */
  readonly degreesOfFreedom: number
  /** The probability of a statistic at least as large when the probabilities are right. 0 when a cell of probability 0 was hit. */
  readonly pValue: number
}

/** Cells that expect fewer counts than this are pooled: below it the statistic is not chi-squared distributed. */
const LEAST_EXPECTED = 5

/**
 * Tests counts against the probabilities that they should have.
 *
 * Cells that expect fewer than 5 counts are pooled into one (together with the smallest other cell if the pool stays below 5).
 *
 * @param observed counts, one a cell
 * @param expectedProbabilities as many, adding up to 1 within 1e-9
 * @throws RangeError when the lengths differ, a count or a probability is negative or not finite, or nothing was observed
 *
 * @example
 * chiSquaredTest([480, 520], [0.5, 0.5]).pValue // 0.206
 */
export function chiSquaredTest(observed: ArrayLike<number>, expectedProbabilities: ArrayLike<number>): ChiSquaredResult {
  const total = checkedTotal(observed, expectedProbabilities)
  const cells = Array.from(observed, (count, i) => ({ count, expected: expectedProbabilities[i] * total }))
  if (cells.some(({ count, expected }) => expected === 0 && count > 0)) {
    return { statistic: Infinity, degreesOfFreedom: Math.max(1, pool(cells).length - 1), pValue: 0 }
  }
  const pooled = pool(cells)
  const statistic = pooled.reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0)
  const degreesOfFreedom = pooled.length - 1
  return { statistic, degreesOfFreedom, pValue: chiSquaredTail(statistic, degreesOfFreedom) }
}

/**
 * The probability that a chi-squared variable with that many degrees of freedom is at least x. O(degreesOfFreedom).
 *
 * @throws RangeError unless x >= 0 and the degrees of freedom are a whole number of at least 0
 */
export function chiSquaredTail(x: number, degreesOfFreedom: number): number {
  if (!(x >= 0)) throw new RangeError(`x must be at least 0, got ${x}`)
  if (!Number.isSafeInteger(degreesOfFreedom) || degreesOfFreedom < 0) {
    throw new RangeError(`degrees of freedom are a whole number of at least 0, got ${degreesOfFreedom}`)
  }
  if (x === 0) return 1
  if (degreesOfFreedom === 0 || x === Infinity) return 0
  const half = x / 2
  // Q(a + 1, h) = Q(a, h) + h^a e^-h / Gamma(a + 1), from Q(1, h) = e^-h or Q(1/2, h) = erfc(sqrt(h)).
  const odd = degreesOfFreedom % 2 === 1
  let sum = odd ? complementaryErrorFunction(Math.sqrt(half)) : Math.exp(-half)
  let logTerm = odd ? 0.5 * Math.log(half) - half - Math.log(Math.sqrt(Math.PI) / 2) : Math.log(half) - half
  for (let a = odd ? 0.5 : 1; a < degreesOfFreedom / 2; a++) {
    sum += Math.exp(logTerm)
    logTerm += Math.log(half / (a + 1))
  }
  return Math.min(1, sum)
}

/** erfc for x > 0 to about 1e-15 relative: 1 - the series of erf for small x, else the continued fraction (Abramowitz and Stegun 7.1.6, 7.1.14). */
function complementaryErrorFunction(x: number): number {
  if (x < 1) {
    let term = (2 * x) / Math.sqrt(Math.PI)
    let sum = term
    for (let n = 1; Math.abs(term) > 1e-18; n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return 1 - sum * Math.exp(-x * x)
  }
  let fraction = x
  for (let n = Math.ceil(20 + 240 / (x * x)); n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI))
}

interface Cell {
  readonly count: number
  readonly expected: number
}

function pool(cells: readonly Cell[]): Cell[] {
  const kept = cells.filter(({ expected }) => expected >= LEAST_EXPECTED).sort((x, y) => y.expected - x.expected)
  const small = cells.filter(({ expected }) => expected > 0 && expected < LEAST_EXPECTED)
  if (small.length === 0) return kept
  let rest = small.reduce(addCells)
  if (rest.expected < LEAST_EXPECTED) {
    const smallest = kept.pop()
    if (smallest !== undefined) rest = addCells(rest, smallest)
  }
  return [...kept, rest]
}

function addCells(x: Cell, y: Cell): Cell {
  return { count: x.count + y.count, expected: x.expected + y.expected }
}

function checkedTotal(observed: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  if (observed.length !== probabilities.length) {
    throw new RangeError(`there are ${observed.length} counts and ${probabilities.length} probabilities: one is needed for each cell`)
  }
  requireFinite('observed', observed)
  requireFinite('expectedProbabilities', probabilities)
  let total = 0
  let sum = 0
  for (let i = 0; i < observed.length; i++) {
    if (observed[i] < 0) throw new RangeError(`observed[${i}] is ${observed[i]}: a count is not negative`)
    if (probabilities[i] < 0) throw new RangeError(`expectedProbabilities[${i}] is ${probabilities[i]}: a probability is not negative`)
    total += observed[i]
    sum += probabilities[i]
  }
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`the probabilities add up to ${sum}, not to 1`)
  if (total === 0) throw new RangeError('nothing was observed: all counts are 0')
  return total
}
