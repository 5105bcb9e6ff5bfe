/**
 * Limited-memory BFGS with a strong Wolfe line search: the optimizer for smooth objectives whose value and gradient are
 * exact.
 *
 * Nocedal and Wright, Numerical Optimization (2006): two-loop recursion (algorithm 7.4), bracketing and zoom with cubic
 * interpolation (algorithms 3.5 and 3.6). For noisy or mini-batch objectives use `adam`.
 */
import {
  dot,
  euclideanNorm,
  evaluateObjective,
  type Evaluation,
  type Objective,
  type OptimizerProgress,
  type OptimizerResult,
  type ProgressHook,
} from './objective.ts'

export interface LbfgsProgress extends OptimizerProgress {
  /** The best ones so far. */
  readonly parameters: Float64Array
}

export interface LbfgsOptions {
  /** Default 200. */
  readonly maximumIterations?: number
  /** Stops when the Euclidean length of the gradient is at most this. Default 1e-6. */
  readonly gradientTolerance?: number
  /** Stops when an iteration lowers the value by no more than this. Default 0: only the gradient decides. */
  readonly valueTolerance?: number
  /** How many past steps model the curvature. Default 20. */
  readonly memory?: number
  readonly onProgress?: ProgressHook<LbfgsProgress>
  readonly signal?: AbortSignal
}

interface Point extends Evaluation {
  readonly parameters: Float64Array
}

interface Step {
  readonly displacement: Float64Array
  readonly gradientChange: Float64Array
  readonly curvature: number
}

const SUFFICIENT_DECREASE = 1e-4
const CURVATURE = 0.9
const MAXIMUM_TRIALS = 25

/**
 * Minimises a smooth objective from a start.
 *
 * @param start not modified
 * @throws RangeError when the objective gives a value or gradient that is not finite
 *
 * @example
 * const { parameters } = await lbfgs(([x]) => ({ value: (x - 3) ** 2, gradient: Float64Array.of(2 * (x - 3)) }), Float64Array.of(0))
 */
export async function lbfgs(objective: Objective, start: ArrayLike<number>, options: LbfgsOptions = {}): Promise<OptimizerResult> {
  const { maximumIterations = 200, gradientTolerance = 1e-6, valueTolerance = 0, memory = 20 } = options
  let evaluations = 0
  const evaluate = async (parameters: Float64Array): Promise<Point> => {
    options.signal?.throwIfAborted()
    evaluations++
    return { parameters, ...(await evaluateObjective(objective, parameters)) }
  }

  let point = await evaluate(Float64Array.from(start))
  const steps: Step[] = []
  const history = [point.value]
  const finish = (converged: boolean, reason: string): OptimizerResult => ({
    parameters: point.parameters,
    value: point.value,
    gradientNorm: euclideanNorm(point.gradient),
    iterations: history.length - 1,
    evaluations,
    converged,
    reason,
    history,
  })

  for (let iteration = 1; iteration <= maximumIterations; iteration++) {
    if (euclideanNorm(point.gradient) <= gradientTolerance) return finish(true, 'the gradient is below its tolerance')
    const direction = descentDirection(point.gradient, steps)
    const firstTrial = steps.length === 0 ? Math.min(1, 1 / euclideanNorm(point.gradient)) : 1
    const next = await lineSearch(evaluate, point, direction, firstTrial)
    if (next === undefined) {
      if (steps.length === 0) return finish(false, 'no step along the gradient lowers the value')
      steps.length = 0 // the curvature model is unusable: restart from steepest descent
      history.push(point.value)
      continue
    }
    remember(steps, point, next, memory)
    const decrease = point.value - next.value
    point = next
    history.push(point.value)
    await options.onProgress?.({
      iteration,
      evaluations,
      value: point.value,
      gradientNorm: euclideanNorm(point.gradient),
      parameters: point.parameters,
    })
    if (decrease <= valueTolerance && valueTolerance > 0) return finish(true, 'the decrease of the value is below its tolerance')
  }
  return euclideanNorm(point.gradient) <= gradientTolerance
    ? finish(true, 'the gradient is below its tolerance')
    : finish(false, `the limit of ${maximumIterations} iterations was reached`)
}

/**
 * Minus the inverse-Hessian model times the gradient; falls back to steepest descent when the model does not descend.
 */
function descentDirection(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((entry) => -entry)
  const weights: number[] = []
  for (let i = steps.length - 1; i >= 0; i--) {
    const { displacement, gradientChange, curvature } = steps[i]
    weights[i] = dot(displacement, direction) / curvature
    addScaled(direction, -weights[i], gradientChange)
  }
  const last = steps.at(-1)
  if (last !== undefined) {
    const scale = last.curvature / dot(last.gradientChange, last.gradientChange)
    for (let j = 0; j < direction.length; j++) direction[j] *= scale
  }
  steps.forEach(({ displacement, gradientChange, curvature }, i) => {
    addScaled(direction, weights[i] - dot(gradientChange, direction) / curvature, displacement)
  })
  return dot(direction, gradient) < 0 ? direction : gradient.map((entry) => -entry)
}

function remember(steps: Step[], from: Point, to: Point, memory: number): void {
  const displacement = to.parameters.map((entry, i) => entry - from.parameters[i])
  const gradientChange = to.gradient.map((entry, i) => entry - from.gradient[i])
  const curvature = dot(displacement, gradientChange)
  if (curvature <= 1e-14 * euclideanNorm(displacement) * euclideanNorm(gradientChange)) return
  steps.push({ displacement, gradientChange, curvature })
  if (steps.length > memory) steps.shift()
}

/** A trial along the search line: length, value and slope there. */
interface Trial {
  readonly length: number
  readonly slope: number
  readonly point: Point
}

/**
 * A point that satisfies the strong Wolfe conditions; else the best one that lowers the value; undefined when none
 * does.
 */
async function lineSearch(
  evaluate: (parameters: Float64Array) => Promise<Point>,
  origin: Point,
  direction: Float64Array,
  firstTrial: number,
): Promise<Point | undefined> {
  const startSlope = dot(origin.gradient, direction)
  const at = async (length: number): Promise<Trial> => {
    const point = await evaluate(origin.parameters.map((entry, i) => entry + length * direction[i]))
    return { length, slope: dot(point.gradient, direction), point }
  }
  const tooHigh = (trial: Trial): boolean => trial.point.value > origin.value + SUFFICIENT_DECREASE * trial.length * startSlope
  const isFlat = (trial: Trial): boolean => Math.abs(trial.slope) <= -CURVATURE * startSlope

  let low: Trial = { length: 0, slope: startSlope, point: origin }
  let high: Trial | undefined
  let trial = await at(firstTrial)
  for (let count = 1; count < MAXIMUM_TRIALS; count++) {
    if (tooHigh(trial) || trial.point.value >= low.point.value) high = trial
    else if (isFlat(trial)) return trial.point
    else {
      if (trial.slope * ((high?.length ?? Infinity) - low.length) >= 0) high = low
      low = trial
    }
    if (high !== undefined && Math.abs(high.length - low.length) <= 1e-12 * Math.max(1, low.length)) break
    trial = await at(high === undefined ? 2 * low.length : between(low, high))
  }
  return low.point.value < origin.value ? low.point : undefined
}

/** Minimum of the cubic through both ends' values and slopes, kept away from the ends. */
function between(low: Trial, high: Trial): number {
  const width = high.length - low.length
  const d1 = low.slope + high.slope - (3 * (high.point.value - low.point.value)) / width
  const discriminant = d1 * d1 - low.slope * high.slope
  const d2 = Math.sign(width) * Math.sqrt(Math.max(discriminant, 0))
  const cubic = high.length - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2)
  const share = (cubic - low.length) / width
  return Number.isFinite(share) && discriminant >= 0 ? low.length + Math.min(0.9, Math.max(0.1, share)) * width : low.length + width / 2
}

function addScaled(target: Float64Array, scale: number, vector: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] += scale * vector[i]
}
