/**
 * Circuits for which the best layout is known: they need no SWAP and no more than a given depth on a topology, hidden behind a random relabelling of the qubits.
 *
 * Each layer is a set of CX on disjoint coupled pairs, with random one-qubit gates before, and a backbone of gates that depend on each other makes the depth the least
 * possible. Tan and Cong, "Optimality study of existing quantum computing layout synthesis tools", IEEE Trans. Computers 70, 1363 (2021).
 */
import { Circuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { QubitPair, Topology } from '../target.ts'

export interface QuekoOptions {
  /** Layers of two-qubit gates: the least two-qubit depth. */
  readonly depth: number
  /** Which share of a topology's qubits is in a two-qubit gate of each layer, from 0 to 1; at least one gate a layer. */
  readonly density: number
  readonly seed: number
}

export interface QuekoCircuit {
  readonly circuit: Circuit
  /** The device qubit of each circuit qubit in a layout without SWAPs. */
  readonly layout: readonly number[]
  /** What that layout gives, in CX. */
  readonly optimum: { readonly twoQubitOperations: number; readonly twoQubitDepth: number }
}

/**
 * A circuit on as many qubits as the topology has, and the layout that it fits.
 *
 * @throws RangeError when the topology has no pair, or the depth is not a whole number of at least 1
 */
export function quekoCircuit({ qubits, coupling }: Topology, { depth, density, seed }: QuekoOptions): QuekoCircuit {
  if (coupling.length === 0) throw new RangeError('a topology without pairs has no two-qubit gates')
  if (!Number.isInteger(depth) || depth < 1) throw new RangeError(`the depth is a whole number of at least 1, got ${depth}`)
  const random = new RandomStream(seed)
  const label = random.permutation(qubits) // circuit qubit on each device qubit
  const circuit = new Circuit(qubits)
  let before: QubitPair | undefined
  for (let layer = 0; layer < depth; layer++) {
    const pairs = layerPairs(coupling, { before, most: Math.max(1, Math.floor((density * qubits) / 2)), random })
    for (const [a, b] of pairs) {
      for (const place of [a, b]) circuit.u(Math.PI * random.uniform(), 6 * random.uniform(), 6 * random.uniform(), label[place])
      circuit.cx(label[a], label[b])
    }
    before = pairs[0]
  }
  const layout = new Array<number>(qubits)
  label.forEach((qubit, place) => (layout[qubit] = place))
  const twoQubitOperations = circuit.operations.filter(({ gate }) => gate === 'cx').length
  return { circuit, layout, optimum: { twoQubitOperations, twoQubitDepth: depth } }
}

/** Disjoint pairs, the first of which shares exactly one qubit with the one before where it can: then the two are no block. */
function layerPairs(
  coupling: readonly QubitPair[],
  { before, most, random }: { readonly before: QubitPair | undefined; readonly most: number; readonly random: RandomStream },
): QubitPair[] {
  const order = Array.from(random.permutation(coupling.length), (i) => coupling[i])
  const shares = ([a, b]: QubitPair): boolean => before !== undefined && before.includes(a) !== before.includes(b)
  const first = order.find(shares) ?? order[0]
  const pairs = [first]
  const used = new Set(first)
  for (const [a, b] of order) {
    if (pairs.length >= most) break
    if (used.has(a) || used.has(b)) continue
    pairs.push([a, b])
    used.add(a).add(b)
  }
  return pairs
}
