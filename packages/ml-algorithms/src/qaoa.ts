/**
 * QAOA for MaxCut: refines the angles by exact gradients and L-BFGS, then samples assignments and keeps the best cut.
 *
 * The circuit, the observable and the starting angles are `graphs/qaoaCircuit.ts`.
 */
import type { Backend } from '@ketwork/backend'
import { cutValue, type Graph } from './graphs/graph.ts'
import { cutObservable, qaoaCircuit, startAngles, type QaoaAngles } from './graphs/qaoaCircuit.ts'
import { lbfgs } from './optimizers/lbfgs.ts'
import type { OptimizerProgress } from './optimizers/objective.ts'

export interface QaoaOptions {
  readonly backend: Backend
  readonly graph: Graph
  readonly layers: number
  readonly seed: number
  /** How many assignments are drawn at the end. Default 1000. */
  readonly shots?: number
  /** Default: `startAngles(graph, layers)`. */
  readonly start?: QaoaAngles
  /** On the Euclidean length of the gradient of the expected cut. Default 5e-4 times the largest weight. */
  readonly gradientTolerance?: number
  /** Default 200. */
  readonly maximumIterations?: number
  readonly onProgress?: (progress: QaoaProgress) => void
  readonly signal?: AbortSignal
}

export interface QaoaProgress extends Omit<OptimizerProgress, 'value'> {
  readonly expectedCut: number
}

export interface QaoaResult {
  readonly bestCut: number
  /** Entry i is the side of node i, 0 or 1. */
  readonly assignment: readonly number[]
  readonly expectedCut: number
  readonly startCut: number
  readonly angles: QaoaAngles
  readonly layers: number
  readonly gradientNorm: number
  readonly iterations: number
  readonly evaluations: number
  readonly converged: boolean
  /** Expected cut after each iteration. */
  readonly history: readonly number[]
}

/**
 * @throws RangeError when layers is not a whole number above 0 or the graph has no edge
 *
 * @example
 * const { bestCut, assignment } = await qaoa({ backend, graph: readGraph('2 1\n0 1'), layers: 1, seed: 7 })
 */
export async function qaoa(options: QaoaOptions): Promise<QaoaResult> {
  const { backend, graph, layers, seed, shots = 1000, maximumIterations = 200, onProgress, signal } = options
  if (graph.edges.length === 0) throw new RangeError('the graph has no edges: every cut is 0')
  const gradientTolerance = options.gradientTolerance ?? 5e-4 * Math.max(...graph.edges.map(({ weight }) => Math.abs(weight)))
  const circuit = qaoaCircuit(graph, layers)
  const start = interleave(options.start ?? startAngles(graph, layers))
  if (start.length !== 2 * layers) throw new RangeError(`the start has ${start.length / 2} layers: ${layers} are wanted`)
  const executable = await backend.compile(circuit, { observables: [cutObservable(graph)] })
  const shared = signal === undefined ? {} : { signal }
  try {
    const result = await lbfgs(
      async (parameters) => {
        const { values, parameters: gradient } = await executable.gradient({ parameters, cotangents: Float64Array.of(-1), ...shared })
        return { value: -values[0], gradient: gradient ?? new Float64Array(0) }
      },
      start,
      {
        gradientTolerance,
        maximumIterations,
        ...shared,
        ...(onProgress && { onIteration: ({ value, ...progress }: OptimizerProgress) => onProgress({ ...progress, expectedCut: -value }) }),
      },
    )
    const { samples, columns } = await executable.sample({ parameters: result.parameters, shots, seed, ...shared })
    return {
      ...bestAssignment(graph, samples, columns.length),
      expectedCut: -result.value,
      startCut: -result.history[0],
      angles: { gamma: everyOther(result.parameters, 0), beta: everyOther(result.parameters, 1) },
      layers,
      gradientNorm: result.gradientNorm,
      iterations: result.iterations,
      evaluations: result.evaluations,
      converged: result.converged,
      history: result.history.map((value) => -value),
    }
  } finally {
    await executable.dispose()
  }
}

function bestAssignment(graph: Graph, samples: Uint8Array, columns: number): { bestCut: number; assignment: number[] } {
  let best = { bestCut: -Infinity, assignment: [] as number[] }
  for (let first = 0; first < samples.length; first += columns) {
    const assignment = samples.subarray(first, first + columns)
    const cut = cutValue(graph, assignment)
    if (cut > best.bestCut) best = { bestCut: cut, assignment: Array.from(assignment) }
  }
  return best
}

/** gamma[0], beta[0], gamma[1], ...: the order of first use in the circuit. */
function interleave({ gamma, beta }: QaoaAngles): Float64Array {
  return Float64Array.from(gamma.flatMap((angle, layer) => [angle, beta[layer]]))
}

function everyOther(list: Float64Array, first: number): number[] {
  return Array.from(list).filter((_, index) => index % 2 === first)
}
