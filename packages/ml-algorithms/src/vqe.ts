/**
 * The variational quantum eigensolver: minimises the expectation of a Hamiltonian over a circuit's parameters with
 * exact gradients and L-BFGS.
 *
 * Peruzzo et al., Nature Communications 5, 4213 (2014). The gradient also vanishes at excited states, so random angles
 * are added to the parameters of the result (a kick), and a fit from there replaces it if its value is lower. For
 * molecules see `molecularVqe`.
 */
import type { Backend, Executable } from '@ketwork/backend'
import { type Circuit, type PauliSum, type PauliSumLike, pauliSumOf, requireCircuit } from '@ketwork/circuit'
import {
  abortSignal,
  anyValue,
  functionValue,
  listValue,
  numberFromZero,
  type OptionChecks,
  optional,
  RandomStream,
  requireOptions,
  wholeNumber,
} from '@ketwork/math'
import { backendValue } from './optionChecks.ts'
import { lbfgs } from './optimizers/lbfgs.ts'
import type { OptimizerProgress, OptimizerResult, ProgressHook } from './optimizers/objective.ts'

export interface VqeOptions {
  readonly backend: Backend
  readonly circuit: Circuit
  /** A sum, or text such as `'Z0*Z1 + 0.5*X0'`. */
  readonly hamiltonian: PauliSumLike
  /** One number a parameter, in the circuit's order. Without it `seed` draws a start. */
  readonly start?: ArrayLike<number>
  /** Draws each start parameter from a normal distribution of standard deviation 0.1, and the kicks. */
  readonly seed: number
  /** Of each fit, the one after a kick included. Default 500. */
  readonly maximumIterations?: number
  /**
   * In the Hamiltonian's unit. Default 1e-6 of its scale, the root of the sum of its squared coefficients without the
   * constant.
   */
  readonly gradientTolerance?: number
  /** Stops when an iteration lowers the value by no more than this. Default 0. */
  readonly valueTolerance?: number
  /** How many kicks in a row must find no lower value; each costs about as much as the fit. Default 1. */
  readonly kicks?: number
  readonly onProgress?: ProgressHook<VqeProgress>
  readonly signal?: AbortSignal
}

export interface VqeProgress extends OptimizerProgress {
  /** So far, in evaluations of value and gradient. */
  readonly evaluationSeconds: number
}

/**
 * Iterations and evaluations are those of all fits; the history is that of the fit that gave the answer. `converged`
 * includes that no kick lowered the value.
 */
export interface VqeResult extends OptimizerResult {
  /** Seconds spent in evaluations of value and gradient. */
  readonly evaluationSeconds: number
  /** How many kicks in a row found no lower value. */
  readonly kicksSurvived: number
}

const OPTIONS: OptionChecks<VqeOptions> = {
  backend: backendValue,
  circuit: requireCircuit,
  hamiltonian: anyValue, // `pauliSumOf` says what is right
  start: optional(listValue),
  seed: wholeNumber(0),
  maximumIterations: optional(wholeNumber(0)),
  gradientTolerance: optional(numberFromZero),
  valueTolerance: optional(numberFromZero),
  kicks: optional(wholeNumber(0)),
  onProgress: optional(functionValue),
  signal: optional(abortSignal),
}

/** Standard deviation of a kick, radians. */
const KICK_ANGLE = 0.3
/** Decrease, as a share of the scale, at which a kick counts as an improvement. */
const LOWER = 1e-6
/** The most kicks that are made, as a multiple of `kicks`. */
const TRIES = 4

/**
 * @throws TypeError for an option that does not exist, or a value of the wrong type
 * @throws RangeError when the start has another length than the circuit has parameters or is not finite, or the circuit
 *   has features
 *
 * @example
 * const circuit = new Circuit(1).ry(parameter('t'), 0)
 * const { value } = await vqe({ backend, circuit, hamiltonian: 'Z0', seed: 7 })
 */
export async function vqe(options: VqeOptions): Promise<VqeResult> {
  requireOptions('vqe', options, OPTIONS)
  const { backend, circuit, seed, kicks = 1 } = options
  const hamiltonian = pauliSumOf(options.hamiltonian, 'hamiltonian')
  const random = new RandomStream(seed)
  const start = startOf(options, random)
  const executable = await backend.compile(circuit, { observables: [hamiltonian] })
  try {
    const fit = fitter(executable, { ...options, hamiltonian })
    let best = await fit.from(start)
    let kicksSurvived = 0
    for (let kick = 0; kick < TRIES * kicks && kicksSurvived < kicks && best.converged; kick++) {
      const shifts = random.substream(kick)
      const other = await fit.from(best.parameters.map((angle) => angle + KICK_ANGLE * shifts.normal()))
      const isLower = other.value < best.value - LOWER
      if (isLower) best = other
      kicksSurvived = isLower ? 0 : kicksSurvived + 1
    }
    return fit.result(best, kicksSurvived)
  } finally {
    await executable.dispose()
  }
}

/** Fits in the unit of the Hamiltonian's scale, with their total cost. */
function fitter(
  executable: Executable,
  { hamiltonian, kicks = 1, signal, onProgress, ...options }: VqeOptions & { readonly hamiltonian: PauliSum },
) {
  const unit = scaleOf(hamiltonian)
  const { maximumIterations = 500, gradientTolerance = 1e-6 * unit, valueTolerance = 0 } = options
  const spent = { iterations: 0, evaluations: 0, evaluationSeconds: 0 }
  const report = ({ iteration, evaluations, value, gradientNorm }: OptimizerProgress): void | Promise<void> =>
    onProgress?.({
      iteration: spent.iterations + iteration,
      evaluations: spent.evaluations + evaluations,
      value: unit * value,
      gradientNorm: unit * gradientNorm,
      evaluationSeconds: spent.evaluationSeconds,
    })
  const evaluate = async (parameters: Float64Array) => {
    const begin = performance.now()
    const { values, parameters: gradient = new Float64Array(0) } = await executable.gradient({ parameters, ...(signal && { signal }) })
    spent.evaluationSeconds += (performance.now() - begin) / 1000
    return { value: values[0] / unit, gradient: gradient.map((slope) => slope / unit) }
  }
  return {
    async from(start: ArrayLike<number>): Promise<OptimizerResult> {
      const tolerances = { gradientTolerance: gradientTolerance / unit, valueTolerance: valueTolerance / unit }
      const run = await lbfgs(evaluate, start, { maximumIterations, ...tolerances, ...(signal && { signal }), onProgress: report })
      spent.iterations += run.iterations
      spent.evaluations += run.evaluations
      return run
    },
    result(best: OptimizerResult, kicksSurvived: number): VqeResult {
      const survived = kicksSurvived >= kicks
      return {
        ...best,
        ...spent,
        value: unit * best.value,
        gradientNorm: unit * best.gradientNorm,
        history: best.history.map((value) => unit * value),
        converged: best.converged && survived,
        reason: best.converged && !survived ? 'kicks still led to lower values' : best.reason,
        kicksSurvived,
      }
    },
  }
}

/**
 * The root of the sum of squared coefficients without the constant: the spread of the spectrum. 1 where there is
 * nothing else.
 */
function scaleOf({ terms }: PauliSum): number {
  const coefficients = terms.flatMap(({ re, im, pauli }) => (pauli === '' ? [] : [re, im]))
  return coefficients.reduce((length, entry) => Math.hypot(length, entry), 0) || 1
}

function startOf({ circuit, start }: VqeOptions, random: RandomStream): Float64Array {
  const { features, parameters } = circuit
  if (features.length > 0) throw new RangeError(`the circuit has features (${features.join(', ')}): bind them first, a VQE has no data`)
  if (start === undefined) return Float64Array.from(parameters, () => 0.1 * random.normal())
  if (start.length !== parameters.length)
    throw new RangeError(`the start has ${start.length} numbers: the circuit has ${parameters.length} parameters`)
  const angles = Float64Array.from(start)
  const bad = angles.findIndex((angle) => !Number.isFinite(angle))
  if (bad >= 0) throw new RangeError(`start[${bad}] is ${angles[bad]}: it must be a finite number of radians`)
  return angles
}
