/**
 * The QAOA circuit for MaxCut and angles to start it from.
 *
 * U = prod over layers of exp(-i beta sum X) exp(-i gamma C) on |+...+> with C = sum over edges w (1 - Z Z) / 2; the
 * constant part of C is a global phase and is left out. Farhi, Goldstone, Gutmann, arXiv:1411.4028.
 */
import { Circuit, parameter, pauliTerm, scalePauliSum, times, totalOfPauliSums, type PauliSum } from '@ketwork/circuit'
import { wholeNumber } from '@ketwork/math'
import { type Graph, type GraphLike, graphOf } from './graph.ts'

/** Angles of p layers, radians. */
export interface QaoaAngles {
  readonly gamma: readonly number[]
  readonly beta: readonly number[]
}

/** Angles that are good on every 3-regular graph at once: Wurtz and Lykov, arXiv:2107.00677, table for p = 1 to 3. */
const FIXED_ANGLES: readonly QaoaAngles[] = [
  { gamma: [0.6155], beta: [0.3927] },
  { gamma: [0.4878, 0.8979], beta: [0.555, 0.2924] },
  { gamma: [0.4225, 0.7976, 0.937], beta: [0.609, 0.4592, 0.2354] },
]

/** A circuit with parameters gamma[0], beta[0], gamma[1], ... on one qubit a node. */
export function qaoaCircuit(graphLike: GraphLike, layers: number): Circuit {
  requireLayers('layers', layers)
  const graph = graphOf(graphLike)
  const circuit = new Circuit(graph.nodes)
  for (let node = 0; node < graph.nodes; node++) circuit.h(node)
  for (let layer = 0; layer < layers; layer++) {
    const gamma = parameter(`gamma[${layer}]`)
    const beta = parameter(`beta[${layer}]`)
    for (const { from, to, weight } of graph.edges) circuit.rzz(times(-weight, gamma), from, to)
    for (let node = 0; node < graph.nodes; node++) circuit.rx(times(2, beta), node)
  }
  return circuit
}

/** The cut as an observable: sum over edges of w (1 - Z Z) / 2. */
export function cutObservable(graphLike: GraphLike): PauliSum {
  const graph = graphOf(graphLike)
  const total = graph.edges.reduce((sum, { weight }) => sum + weight, 0)
  const terms = graph.edges.map(({ from, to, weight }) => scalePauliSum(pauliTerm('ZZ', from < to ? [from, to] : [to, from]), -weight / 2))
  return totalOfPauliSums([pauliTerm('', [], total / 2), ...terms])
}

/**
 * A start for any graph: the fixed angles of 3-regular graphs, carried over to more layers by linear interpolation
 * (Zhou et al., arXiv:1812.01041, INTERP) and to other degrees and weights by the scale of the one-layer optimum, gamma
 * = atan(1 / sqrt(d - 1)) (Wang et al., arXiv:1706.02998).
 */
export function startAngles(graphLike: GraphLike, layers: number): QaoaAngles {
  requireLayers('layers', layers)
  const graph = graphOf(graphLike)
  let angles = FIXED_ANGLES[Math.min(layers, FIXED_ANGLES.length) - 1]
  for (let p = angles.gamma.length + 1; p <= layers; p++) angles = { gamma: interpolate(angles.gamma), beta: interpolate(angles.beta) }
  const scale = gammaScale(graph)
  return { gamma: angles.gamma.map((gamma) => gamma * scale), beta: angles.beta }
}

/** gamma for this graph over gamma for a 3-regular graph of unit weights, where it is exactly 1. */
function gammaScale({ nodes, edges }: Graph): number {
  const degree = Math.max((2 * edges.length) / nodes, 1)
  const largest = edges.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0) || 1
  const share = Math.sqrt(edges.reduce((sum, { weight }) => sum + (weight / largest) ** 2, 0) / Math.max(edges.length, 1)) || 1
  const weight = share * largest // root mean square
  return degree === 3 && weight === 1 ? 1 : Math.atan2(1, Math.sqrt(degree - 1)) / Math.atan2(1, Math.SQRT2) / weight
}

function interpolate(angles: readonly number[]): number[] {
  const p = angles.length
  return Array.from({ length: p + 1 }, (_, i) => (i / p) * (angles[i - 1] ?? 0) + ((p - i) / p) * (angles[i] ?? 0))
}

const requireLayers = wholeNumber(1)
