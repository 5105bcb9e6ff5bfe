/**
 * Objectives and results of optimizers. An objective returns its value and gradient together, because a simulator
 * computes both in one call.
 */

export interface Evaluation {
  readonly value: number
  /** Derivative of the value, one number a parameter. */
  readonly gradient: Float64Array
}

export type Objective = (parameters: Float64Array) => Evaluation | Promise<Evaluation>

/**
 * Takes a record of each step of long work, as data; a promise is awaited before the next step, and what the hook
 * throws ends the work.
 */
export type ProgressHook<Progress> = (progress: Progress) => void | Promise<void>

/** State after one iteration. */
export interface OptimizerProgress {
  readonly iteration: number
  readonly evaluations: number
  readonly value: number
  /** Euclidean length of the gradient. */
  readonly gradientNorm: number
}

export interface OptimizerResult {
  readonly parameters: Float64Array
  readonly value: number
  readonly gradientNorm: number
  readonly iterations: number
  readonly evaluations: number
  /** Whether a tolerance was met, as opposed to the iteration limit or a line search without progress. */
  readonly converged: boolean
  /** Why it stopped, as a sentence fragment. */
  readonly reason: string
  /** Value after each iteration; the first entry is the start. */
  readonly history: readonly number[]
}

export function euclideanNorm(vector: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < vector.length; i++) sum += vector[i] * vector[i]
  return Math.sqrt(sum)
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** @throws RangeError when the objective gives NaN, infinity or a gradient of another length */
export async function evaluateObjective(objective: Objective, parameters: Float64Array): Promise<Evaluation> {
  const evaluation = await objective(parameters)
  if (!Number.isFinite(evaluation.value)) throw new RangeError(`the objective is ${evaluation.value}: it must be a finite number`)
  if (evaluation.gradient.length !== parameters.length) {
    throw new RangeError(`the objective gave a gradient of ${evaluation.gradient.length} numbers for ${parameters.length} parameters`)
  }
  const bad = evaluation.gradient.findIndex((entry) => !Number.isFinite(entry))
  if (bad >= 0) throw new RangeError(`gradient entry ${bad} is ${evaluation.gradient[bad]}: it must be a finite number`)
  return evaluation
}
