/**
 * Adam: stochastic gradient descent with momentum and a step size of its own for each parameter. The optimizer for
 * mini-batches and shots.
 *
 * Kingma and Ba, arXiv:1412.6980, algorithm 1. The state is plain data: JSON and back, a restored state continues with
 * the same bits.
 */

export interface AdamOptions {
  /** Default 0.05. */
  readonly learningRate?: number
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number
  /** Decay of the mean of squared gradients. Default 0.999. */
  readonly beta2?: number
  /**
   * Absolute, as published: gradients below about 1e-6 need a smaller one, and with 0 a step does not depend on the
   * scale of the objective. Default 1e-8.
   */
  readonly epsilon?: number
}

export interface AdamState {
  readonly step: number
  readonly mean: readonly number[]
  readonly square: readonly number[]
}

export function adamStart(parameterCount: number): AdamState {
  return { step: 0, mean: new Array<number>(parameterCount).fill(0), square: new Array<number>(parameterCount).fill(0) }
}

/**
 * One Adam step; nothing is modified.
 *
 * @throws RangeError when an option is out of range, the lengths differ, or a gradient or its square is not a finite
 *   number
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
  requireRate('epsilon', epsilon, Infinity)
  if (gradient.length !== parameters.length || state.mean.length !== parameters.length) {
    throw new RangeError(
      `Adam got ${parameters.length} parameters, ${gradient.length} gradient entries and a state of ${state.mean.length}: they must agree`,
    )
  }
  requireSquares(gradient, epsilon)
  const step = state.step + 1
  const mean = state.mean.map((entry, i) => beta1 * entry + (1 - beta1) * gradient[i])
  const square = state.square.map((entry, i) => beta2 * entry + (1 - beta2) * gradient[i] * gradient[i])
  const meanScale = 1 / (1 - beta1 ** step)
  const squareScale = 1 / (1 - beta2 ** step)
  const next = parameters.map((entry, i) => {
    const divisor = Math.sqrt(square[i] * squareScale) + epsilon
    return divisor === 0 ? entry : entry - (learningRate * mean[i] * meanScale) / divisor // 0: all gradients so far are zero
  })
  return { parameters: next, state: { step, mean, square } }
}

/** Squares out of range would silently stop the training. */
function requireSquares(gradient: ArrayLike<number>, epsilon: number): void {
  for (let i = 0; i < gradient.length; i++) {
    const square = gradient[i] * gradient[i]
    if (!Number.isFinite(square))
      throw new RangeError(`gradient entry ${i} is ${gradient[i]}: its square must be a finite number; scale the objective`)
    if (epsilon === 0 && square === 0 && gradient[i] !== 0)
      throw new RangeError(
        `gradient entry ${i} is ${gradient[i]}: its square vanishes, which epsilon 0 does not allow; scale the objective`,
      )
  }
}

function requireRate(name: string, value: number, limit: number): void {
  if (!(value >= 0 && value < limit)) throw new RangeError(`${name} is ${value}: it must be at least 0 and below ${limit}`)
}
