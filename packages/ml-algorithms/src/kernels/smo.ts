/**
 * Sequential minimal optimisation for the dual of a two-class support vector machine with a precomputed kernel.
 *
 *     minimise  a^T Q a / 2 - sum a   with  Q_ij = y_i y_j K_ij,  0 <= a_i <= C,  sum y_i a_i = 0
 *
 * Working pairs by second-order information: Fan, Chen, Lin, JMLR 6, 1889 (2005), WSS 2; the stopping rule is LIBSVM's
 * m(a) - M(a) <= tolerance.
 */
import { requireFinite, type Matrix } from '@ketwork/math'

export interface DualSolution {
  /** Dual variables, between 0 and C. */
  readonly alpha: Float64Array
  /** The decision is sum_i alpha_i y_i K(x_i, x) + bias. */
  readonly bias: number
  readonly iterations: number
  /** Violation of the optimality conditions: at most the tolerance when converged. */
  readonly violation: number
  readonly converged: boolean
}

export interface SmoOptions {
  /** The soft-margin penalty C. Default 1. */
  readonly penalty?: number
  /** Default 1e-3, as in LIBSVM and scikit-learn. */
  readonly tolerance?: number
  /** Default 100 m, at least 10 million / m. */
  readonly maximumIterations?: number
}

/**
 * Least curvature along a pair, as a share of the kernel's largest diagonal entry: LIBSVM's TAU, in the kernel's own
 * unit.
 */
const TINY_CURVATURE = 1e-12

interface Kernel {
  readonly data: Float64Array
  readonly size: number
  readonly leastCurvature: number
}

/**
 * Solves the dual problem: O(m) a step, typically a few m steps.
 *
 * @param gram m x m kernel matrix, symmetric, positive semidefinite up to rounding
 * @param signs +1 or -1, one a row, both present
 * @throws RangeError when sizes disagree, a number is not finite, a sign is not +-1, one class is missing, or the
 *   penalty is not positive
 */
export function solveDual(gram: Matrix, signs: ArrayLike<number>, options: SmoOptions = {}): DualSolution {
  const { penalty = 1, tolerance = 1e-3, maximumIterations = Math.max(100 * signs.length, 10_000_000 / signs.length) } = options
  requireProblem(gram, signs, penalty)
  const size = signs.length
  const kernel = { data: gram.data, size, leastCurvature: TINY_CURVATURE * (largestDiagonal(gram) || 1) }
  const alpha = new Float64Array(size)
  const gradient = new Float64Array(size).fill(-1)
  const canRise = (t: number): boolean => (signs[t] > 0 ? alpha[t] < penalty : alpha[t] > 0)
  const canFall = (t: number): boolean => (signs[t] > 0 ? alpha[t] > 0 : alpha[t] < penalty)

  let iterations = 0
  let pair = selectPair(kernel, signs, gradient, canRise, canFall)
  while (pair.violation > tolerance && iterations < maximumIterations) {
    const { i, j } = pair
    const before = [alpha[i], alpha[j]] as const
    movePair(alpha, gradient, kernel, signs, penalty, i, j)
    const changeI = (alpha[i] - before[0]) * signs[i]
    const changeJ = (alpha[j] - before[1]) * signs[j]
    for (let t = 0; t < size; t++) gradient[t] += signs[t] * (gram.data[i * size + t] * changeI + gram.data[j * size + t] * changeJ)
    iterations++
    pair = selectPair(kernel, signs, gradient, canRise, canFall)
  }
  return {
    alpha,
    bias: biasOf(alpha, gradient, signs, penalty),
    iterations,
    violation: pair.violation,
    converged: pair.violation <= tolerance,
  }
}

/** i: largest -y G among those that may rise; j: the partner that promises the largest decrease. */
function selectPair(
  kernel: Kernel,
  signs: ArrayLike<number>,
  gradient: Float64Array,
  canRise: (t: number) => boolean,
  canFall: (t: number) => boolean,
): { i: number; j: number; violation: number } {
  const { size } = kernel
  let i = -1
  let highest = -Infinity
  for (let t = 0; t < size; t++) {
    if (canRise(t) && -signs[t] * gradient[t] > highest) [i, highest] = [t, -signs[t] * gradient[t]]
  }
  let j = -1
  let lowest = Infinity
  let bestGain = 0
  for (let t = 0; t < size; t++) {
    if (!canFall(t)) continue
    const slope = -signs[t] * gradient[t]
    lowest = Math.min(lowest, slope)
    const difference = highest - slope
    if (i < 0 || difference <= 0) continue
    const curvature = curvatureOf(kernel, i, t)
    const gain = (difference * difference) / curvature
    if (gain > bestGain) [j, bestGain] = [t, gain]
  }
  return { i, j, violation: i < 0 || j < 0 ? 0 : highest - lowest }
}

/** Moves along y_i a_i + y_j a_j = constant to the minimum, or to the bound of the box that comes first. */
function movePair(
  alpha: Float64Array,
  gradient: Float64Array,
  kernel: Kernel,
  signs: ArrayLike<number>,
  penalty: number,
  i: number,
  j: number,
): void {
  const curvature = curvatureOf(kernel, i, j)
  const slack = (t: number, direction: number): number => (direction > 0 ? penalty - alpha[t] : alpha[t])
  const newtonStep = (-signs[i] * gradient[i] + signs[j] * gradient[j]) / curvature
  const step = Math.min(newtonStep, slack(i, signs[i]), slack(j, -signs[j]))
  alpha[i] = clamp(alpha[i] + signs[i] * step, penalty)
  alpha[j] = clamp(alpha[j] - signs[j] * step, penalty)
}

function curvatureOf({ data, size, leastCurvature }: Kernel, i: number, j: number): number {
  return Math.max(data[i * size + i] + data[j * size + j] - 2 * data[i * size + j], leastCurvature)
}

function largestDiagonal({ data, rows }: Matrix): number {
  let largest = 0
  for (let i = 0; i < rows; i++) largest = Math.max(largest, data[i * (rows + 1)])
  return largest
}

/** Averages over free support vectors; without one, the midpoint of the interval that the bounds allow. */
function biasOf(alpha: Float64Array, gradient: Float64Array, signs: ArrayLike<number>, penalty: number): number {
  let sum = 0
  let free = 0
  let upper = Infinity
  let lower = -Infinity
  for (let t = 0; t < signs.length; t++) {
    const value = signs[t] * gradient[t]
    if (alpha[t] > 0 && alpha[t] < penalty) {
      sum += value
      free++
    } else if ((alpha[t] === 0) === signs[t] > 0) upper = Math.min(upper, value)
    else lower = Math.max(lower, value)
  }
  return free > 0 ? -sum / free : -(upper + lower) / 2
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(0, value))
}

function requireProblem(gram: Matrix, signs: ArrayLike<number>, penalty: number): void {
  if (gram.rows !== signs.length || gram.columns !== signs.length) {
    throw new RangeError(`the kernel matrix is ${gram.rows} x ${gram.columns} for ${signs.length} labels: it must be square of that size`)
  }
  const list = Array.from(signs)
  const odd = list.findIndex((sign) => sign !== 1 && sign !== -1)
  if (odd >= 0) throw new RangeError(`sign ${odd} is ${list[odd]}: it must be 1 or -1`)
  if (!list.includes(1) || !list.includes(-1)) throw new RangeError('all labels are the same: two classes are needed')
  requireFinite('gram', gram.data)
  if (!(penalty > 0)) throw new RangeError(`the penalty is ${penalty}: it must be positive`)
}
