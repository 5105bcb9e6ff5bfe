/** The next SWAP of a router: scores of all that move a blocked gate's qubit, from the gates that touch the two places alone. */
import type { RandomStream } from '@ketwork/math'
import type { CouplingMap } from './CouplingMap.ts'
import type { OpenBlocks } from './OpenBlocks.ts'
import type { RoutingProblem } from './RoutingProblem.ts'

/** Scores this close are the same: rounding. */
export const SAME_SCORE = 1e-9

export interface ScoreWeights {
  /** How much all coming gates weigh against all blocked ones. */
  readonly lookaheadWeight: number
  /** What three two-qubit gates more weigh against one step of a blocked gate. */
  readonly costWeight: number
}

export interface ScoredSwap {
  readonly a: number
  readonly b: number
  /** The lower the better. */
  readonly score: number
}

/** Holds the gates that are looked at, listed at each of their qubits. */
export class SwapChoice {
  readonly #problem: RoutingProblem
  readonly #map: CouplingMap
  /** Entry 2 i is gate i of the list at its first qubit, 2 i + 1 at its second: the other qubit, its weight, the next entry at the qubit. */
  readonly #head: Int32Array
  #others = new Int32Array(0)
  #nextEntry = new Int32Array(0)
  #weights = new Float64Array(0)
  #frontQubits: number[] = []
  #costWeight = 0
  readonly #isFront: Uint8Array

  constructor(problem: RoutingProblem, map: CouplingMap) {
    this.#problem = problem
    this.#map = map
    this.#head = new Int32Array(problem.qubits)
    this.#isFront = new Uint8Array(problem.qubits)
  }

  /** Takes in the blocked and the coming gates; positions may change afterwards. */
  look(front: readonly number[], coming: readonly number[], weights: ScoreWeights): void {
    const entries = 2 * (front.length + coming.length)
    if (this.#others.length < entries) {
      this.#others = new Int32Array(2 * entries)
      this.#nextEntry = new Int32Array(2 * entries)
      this.#weights = new Float64Array(2 * entries)
    }
    this.#head.fill(-1)
    this.#isFront.fill(0)
    this.#frontQubits = []
    this.#costWeight = weights.costWeight / 3
    const comingWeight = coming.length === 0 ? 0 : (weights.lookaheadWeight * front.length) / coming.length
    front.forEach((node, i) => this.#list(node, i, 1, true))
    coming.forEach((node, i) => this.#list(node, front.length + i, comingWeight, false))
  }

  /** The best SWAP of two device qubits, ties broken by a draw. */
  best(positions: Int32Array, occupants: Int32Array, recent: Float64Array, random: RandomStream, blocks: OpenBlocks): ScoredSwap {
    const { start, neighbours } = this.#map
    let best = Infinity
    let ties = 0
    let [bestA, bestB] = [-1, -1]
    for (const qubit of this.#frontQubits) {
      const a = positions[qubit]
      for (let i = start[a]; i < start[a + 1]; i++) {
        const b = neighbours[i]
        const other = occupants[b]
        if (b < a && other >= 0 && this.#isFront[other] === 1) continue // seen from the other end
        const moved = this.#gain(qubit, a, b, positions) + (other < 0 ? 0 : this.#gain(other, b, a, positions))
        const score = moved + this.#costWeight * blocks.swapPrice(a, b) + Math.max(recent[a], recent[b])
        if (score < best - SAME_SCORE) {
          ;[best, bestA, bestB, ties] = [score, a, b, 1]
        } else if (score <= best + SAME_SCORE && random.integer(++ties) === 0) [bestA, bestB] = [a, b]
      }
    }
    return { a: bestA, b: bestB, score: best }
  }

  #list(node: number, index: number, weight: number, isFront: boolean): void {
    const { first, second } = this.#problem
    const [x, y] = [first[node], second[node]]
    this.#others[2 * index] = y
    this.#others[2 * index + 1] = x
    this.#weights[2 * index] = this.#weights[2 * index + 1] = weight
    this.#nextEntry[2 * index] = this.#head[x]
    this.#head[x] = 2 * index
    this.#nextEntry[2 * index + 1] = this.#head[y]
    this.#head[y] = 2 * index + 1
    if (!isFront) return
    for (const qubit of [x, y]) {
      if (this.#isFront[qubit] === 1) continue
      this.#isFront[qubit] = 1
      this.#frontQubits.push(qubit)
    }
  }

  /** How the weighted distances of a qubit's gates change when it moves from a to its neighbour b; gates between the two stay as far. */
  #gain(qubit: number, a: number, b: number, positions: Int32Array): number {
    const { distance, qubits } = this.#map
    let sum = 0
    for (let entry = this.#head[qubit]; entry >= 0; entry = this.#nextEntry[entry]) {
      const at = positions[this.#others[entry]]
      if (at !== b) sum += this.#weights[entry] * (distance[b * qubits + at] - distance[a * qubits + at])
    }
    return sum
  }
}
