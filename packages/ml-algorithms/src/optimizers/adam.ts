/**
 * Adam: stochastic gradient descent with momentum and a step size of its own for each parameter. The optimizer for mini-batches and shots.
 *
 * Kingma and Ba, arXiv:1412.6980, algorithm 1. The state is plain data, so that training can be saved and resumed to the bit.
 */

export interface AdamOptions {
  /** Default 0.05. */
  readonly learningRate?: number
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number
  /** Decay of the mean of squared gradients. Default 0.999. */
  readonly beta2?: number
  /** Default 1e-8. */
  readonly epsilon?: number
}

export interface AdamState {
  readonly step: number
  readonly mean: Float64Array
  readonly square: Float64Array
}

export function adamStart(parameterCount: number): AdamState {
  return { step: 0, mean: new Float64Array(parameterCount), square: new Float64Array(parameterCount) }
}

/**
 * One Adam step; nothing is modified.
 *
 * @throws RangeError when an option is out of range or the lengths differ
 */
export function adamStep(
  state: AdamState,
  parameters: Float64Array,
  gradient: ArrayLike<number>,
  options: AdamOptions = {},
): { readonly parameters: Float64Array; readonly state: AdamState } {
  const { learningRate = 0.05, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  requireRate('learningRate', learningRate, Infinity)
  requireRate('beta1', beta1, 1)
  requireRate('beta2', beta2, 1)
  if (gradient.length !== parameters.length || state.mean.length !== parameters.length) {
    throw new RangeError(
      `Adam got ${parameters.length} parameters, ${gradient.length} gradient entries and a state of ${state.mean.length}: they must agree`,
    )
  }
  const step = state.step + 1
  const mean = state.mean.map((entry, i) => beta1 * entry + (1 - beta1) * gradient[i])
  const square = state.square.map((entry, i) => beta2 * entry + (1 - beta2) * gradient[i] * gradient[i])
  const meanScale = 1 / (1 - beta1 ** step)
  const squareScale = 1 / (1 - beta2 ** step)
  const next = parameters.map((entry, i) => entry - (learningRate * mean[i] * meanScale) / (Math.sqrt(square[i] * squareScale) + epsilon))
  return { parameters: next, state: { step, mean, square } }
}

function requireRate(name: string, value: number, limit: number): void {
  if (!(value >= 0 && value < limit)) throw new RangeError(`${name} is ${value}: it must be at least 0 and below ${limit}`)
}
