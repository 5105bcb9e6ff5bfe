/**
 * The next bridge of a router: scores of all that run a blocked gate whose qubits are two steps apart, by the measure of `SwapChoice`.
 *
 * A bridge brings one gate together, which counts as one step, moves no other, and costs the gates that it adds.
 */
import { FLIP, FROM_FIRST, FROM_SECOND } from './bridges.ts'
import type { CouplingMap } from './CouplingMap.ts'
import type { OpenBlocks } from './OpenBlocks.ts'
import type { RoutingProblem } from './RoutingProblem.ts'

/** A node that runs over a device qubit, from the one of its ends that it begins with to the other. */
export interface Bridge {
  readonly node: number
  readonly end: number
  readonly middle: number
  readonly otherEnd: number
}

/** What the gates on the first pair of a bridge take, alone and with a SWAP on the pair: one CX, or two that are a SWAP and a CX. */
export function nearCosts(ways: number): readonly [gates: number, swappedGates: number] {
  return ways === FLIP ? [1, 2] : [2, 1]
}

/** Two-qubit gates that any bridge adds to those of its gate, beside the first ones. */
const LATER_GATES = 2

export interface BridgeQuestion {
  readonly blocked: readonly number[]
  readonly positions: Int32Array
  readonly blocks: OpenBlocks
  /** What a two-qubit gate more weighs against one step of a blocked gate. */
  readonly gateWeight: number
  /** The score to be below, by the measure of `SwapChoice`. */
  readonly below: number
}

/** The bridge of a blocked node with the lowest score, the first of those that have it. */
export function bestBridge(
  { first, second, ways }: RoutingProblem,
  { distance, qubits, start, neighbours }: CouplingMap,
  { blocked, positions, blocks, gateWeight, below }: BridgeQuestion,
): Bridge | undefined {
  let best: Bridge | undefined
  let lowest = below
  const compare = (node: number, end: number, otherEnd: number): void => {
    const [gates, swappedGates] = nearCosts(ways[node])
    for (let i = start[end]; i < start[end + 1]; i++) {
      const middle = neighbours[i]
      if (distance[middle * qubits + otherEnd] !== 1) continue
      const score = gateWeight * (blocks.price(end, middle, gates, swappedGates) + LATER_GATES) - 1
      if (score < lowest) [best, lowest] = [{ node, end, middle, otherEnd }, score]
    }
  }
  if (gateWeight * LATER_GATES - 1 >= lowest) return undefined
  for (const node of blocked) {
    const [a, c] = [positions[first[node]], positions[second[node]]]
    if (distance[a * qubits + c] !== 2) continue
    if ((ways[node] & (FLIP | FROM_FIRST)) !== 0) compare(node, a, c)
    if ((ways[node] & (FLIP | FROM_SECOND)) !== 0) compare(node, c, a)
  }
  return best
}
