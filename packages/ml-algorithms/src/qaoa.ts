/**
 * QAOA for MaxCut: refines the angles by exact gradients and L-BFGS, then samples assignments and keeps the best cut.
 *
 * The circuit, the observable and the starting angles are `graphs/qaoaCircuit.ts`. The weights are divided by the
 * largest one first, so that scaling all weights changes neither the assignment nor, in the new unit, the cut; scaling
 * by a power of two preserves all bits.
 */
import { type Backend, countSamples } from '@ketwork/backend'
import {
  abortSignal,
  anyValue,
  type Check,
  functionValue,
  listValue,
  numberFromZero,
  numberList,
  type OptionChecks,
  optional,
  requireOptions,
  wholeNumber,
} from '@ketwork/math'
import { cutOf, dividedWeights, largestWeight, type Graph, type GraphLike, graphOf } from './graphs/graph.ts'
import { cutObservable, qaoaCircuit, startAngles, type QaoaAngles } from './graphs/qaoaCircuit.ts'
import { lbfgs, type LbfgsProgress } from './optimizers/lbfgs.ts'
import type { OptimizerProgress, ProgressHook } from './optimizers/objective.ts'
import { backendValue } from './optionChecks.ts'

export interface QaoaOptions {
  readonly backend: Backend
  /** Edges may be pairs `[from, to]` or triples with a weight. */
  readonly graph: GraphLike
  readonly layers: number
  readonly seed: number
  /** How many assignments are drawn at the end. Default 1000. */
  readonly shots?: number
  /** Default: `startAngles(graph, layers)`. */
  readonly start?: QaoaAngles
  /** On `gradientNorm`. Default 5e-4. */
  readonly gradientTolerance?: number
  /** Default 200. */
  readonly maximumIterations?: number
  readonly onProgress?: ProgressHook<QaoaProgress>
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
  /** The same in the order of the parameters of `qaoaCircuit(graph, layers)`. */
  readonly parameters: Float64Array
  /** How often each assignment was drawn, the side of the highest node first. */
  readonly counts: ReadonlyMap<string, number>
  readonly layers: number
  /**
   * Euclidean length of the gradient of the expected cut, where cuts are counted in the largest weight and gamma in its
   * inverse.
   */
  readonly gradientNorm: number
  readonly iterations: number
  readonly evaluations: number
  readonly converged: boolean
  /** Expected cut after each iteration. */
  readonly history: readonly number[]
}

const startList: Check = (name, angles) => listValue(`start.${name}`, angles)
const OPTIONS: OptionChecks<QaoaOptions> = {
  backend: backendValue,
  graph: anyValue, // `graphOf` says what is right
  layers: wholeNumber(1),
  seed: wholeNumber(0),
  shots: optional(wholeNumber(1)),
  start: optional((_, start) => requireOptions('start', start as QaoaAngles, { gamma: startList, beta: startList })),
  gradientTolerance: optional(numberFromZero),
  maximumIterations: optional(wholeNumber(0)),
  onProgress: optional(functionValue),
  signal: optional(abortSignal),
}

/**
 * @throws TypeError for an option that does not exist, or a value of the wrong type
 * @throws RangeError when layers is not a whole number above 0, the start has another number of layers, the graph has
 *   no edge, all weights are 0, or a weight or their sum is not a finite number
 *
 * @example
 * const { bestCut, assignment } = await qaoa({ backend, graph: [[0, 1], [1, 2], [0, 2]], layers: 1, seed: 7 })
 */
export async function qaoa(options: QaoaOptions): Promise<QaoaResult> {
  requireOptions('qaoa', options, OPTIONS)
  const { backend, layers, seed, shots = 1000, gradientTolerance = 5e-4, maximumIterations = 200, onProgress, signal } = options
  const graph = graphOf(options.graph)
  const unit = largestWeight(graph)
  const scaled = dividedWeights(graph, unit)
  const start = interleave(startOf(options, scaled, unit))
  const executable = await backend.compile(qaoaCircuit(scaled, layers), { observables: [cutObservable(scaled)] })
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
        ...(onProgress && {
          onProgress: ({ value, parameters: _, ...progress }: LbfgsProgress) => onProgress({ ...progress, expectedCut: -value * unit }),
        }),
      },
    )
    const drawn = await executable.sample({ parameters: result.parameters, shots, seed, ...shared })
    const angles = { gamma: everyOther(result.parameters, 0).map((gamma) => gamma / unit), beta: everyOther(result.parameters, 1) }
    return {
      ...bestAssignment(graph, drawn.samples, drawn.columns.length),
      counts: countSamples(drawn),
      expectedCut: -result.value * unit,
      startCut: -result.history[0] * unit,
      angles,
      parameters: interleave(angles),
      layers,
      gradientNorm: result.gradientNorm,
      iterations: result.iterations,
      evaluations: result.evaluations,
      converged: result.converged,
      history: result.history.map((value) => -value * unit),
    }
  } finally {
    await executable.dispose()
  }
}

/** Angles for the scaled graph: gamma multiplies the weights, so it is divided where they are multiplied. */
function startOf({ start, layers }: QaoaOptions, scaled: Graph, unit: number): QaoaAngles {
  if (start === undefined) return startAngles(scaled, layers)
  for (const name of ['gamma', 'beta'] as const) {
    const angles = start[name]
    if (angles.length !== layers) throw new RangeError(`the start has ${angles.length} angles ${name}: ${layers} are needed, one a layer`)
    numberList(`start.${name}`, angles)
  }
  return { gamma: start.gamma.map((gamma) => gamma * unit), beta: start.beta }
}

function bestAssignment(graph: Graph, samples: Uint8Array, columns: number): { bestCut: number; assignment: number[] } {
  let best = { bestCut: -Infinity, assignment: [] as number[] }
  for (let first = 0; first < samples.length; first += columns) {
    const assignment = samples.subarray(first, first + columns)
    const cut = cutOf(graph, assignment)
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
