/**
 * The variational quantum eigensolver: minimises the expectation of a Hamiltonian over a circuit's parameters with exact gradients and L-BFGS.
 *
 * Peruzzo et al., Nature Communications 5, 4213 (2014). Molecules with an ansatz of their own are the work of `molecularVqe`.
 */
import type { Backend } from '@ketwork/backend'
import type { Circuit, PauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { lbfgs } from './optimizers/lbfgs.ts'
import type { OptimizerProgress, OptimizerResult } from './optimizers/objective.ts'

export interface VqeOptions {
  readonly backend: Backend
  readonly circuit: Circuit
  readonly hamiltonian: PauliSum
  /** One number a parameter, in the circuit's order. Without it `seed` draws a start. */
  readonly start?: ArrayLike<number>
  /** Draws each start parameter from a normal distribution of standard deviation 0.1. Default 0. */
  readonly seed?: number
  /** Default 500. */
  readonly maximumIterations?: number
  /** Default 1e-6. */
  readonly gradientTolerance?: number
  /** Stops when an iteration lowers the value by no more than this. Default 0. */
  readonly valueTolerance?: number
  readonly onProgress?: (progress: VqeProgress) => void
  readonly signal?: AbortSignal
}

export interface VqeProgress extends OptimizerProgress {
  /** So far, in evaluations of value and gradient. */
  readonly evaluationSeconds: number
}

export interface VqeResult extends OptimizerResult {
  /** Seconds spent in evaluations of value and gradient. */
  readonly evaluationSeconds: number
}

/**
 * @throws RangeError when the start has another length than the circuit has parameters, or the circuit has features
 *
 * @example
 * const circuit = new Circuit(1).ry(parameter('t'), 0)
 * const { value } = await vqe({ backend, circuit, hamiltonian: parsePauliSum('Z0') })
 */
export async function vqe(options: VqeOptions): Promise<VqeResult> {
  const {
    backend,
    circuit,
    hamiltonian,
    maximumIterations = 500,
    gradientTolerance = 1e-6,
    valueTolerance = 0,
    onProgress,
    signal,
  } = options
  if (circuit.features.length > 0)
    throw new RangeError(`the circuit has features (${circuit.features.join(', ')}): bind them first, a VQE has no data`)
  const executable = await backend.compile(circuit, { observables: [hamiltonian] })
  const start = options.start ?? seededStart(executable.parameters.length, options.seed ?? 0)
  if (start.length !== executable.parameters.length) {
    throw new RangeError(`the start has ${start.length} numbers: the circuit has ${executable.parameters.length} parameters`)
  }
  let evaluationSeconds = 0
  try {
    const result = await lbfgs(
      async (parameters) => {
        const begin = performance.now()
        const { values, parameters: gradient } = await executable.gradient({ parameters, ...(signal && { signal }) })
        evaluationSeconds += (performance.now() - begin) / 1000
        return { value: values[0], gradient: gradient ?? new Float64Array(0) }
      },
      start,
      {
        maximumIterations,
        gradientTolerance,
        valueTolerance,
        ...(signal && { signal }),
        ...(onProgress && { onIteration: (progress: OptimizerProgress) => onProgress({ ...progress, evaluationSeconds }) }),
      },
    )
    return { ...result, evaluationSeconds }
  } finally {
    await executable.dispose()
  }
}

function seededStart(count: number, seed: number): Float64Array {
  const random = new RandomStream(seed)
  return Float64Array.from({ length: count }, () => 0.1 * random.normal())
}
