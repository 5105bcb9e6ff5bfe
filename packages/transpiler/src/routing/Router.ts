/**
 * Inserts SWAPs and bridges so that the qubits of every two-qubit gate are neighbours: SABRE with the scores of LightSABRE and the prices of SWAPs in its choice.
 *
 * Whatever can run runs. Then the SWAP with the best score is made: the sum of distances of the blocked gates and, with a lower weight, of those that come next, plus what the
 * SWAP costs: three two-qubit gates, fewer where it merges with the gate before it on its pair (`swapCosts.ts`). Ties are broken by a seeded draw. A bridge is made where it has
 * a better score than any SWAP: it runs one blocked gate over the qubit in between and leaves the others as far as they are (`bridges.ts`). Where no progress is made for long,
 * the nearest blocked gate is brought together along a shortest path.
 * Li, Ding and Xie, ASPLOS 2019; Zou, Treinish, Hartman, Ivrii and Lishman, arXiv:2409.08368; Liu, Li and Zhou, "Not all SWAPs have the same cost", HPCA 2022.
 */
import { RandomStream } from '@ketwork/math'
import { bestBridge, type Bridge, nearCosts } from './bestBridge.ts'
import { FLIP } from './bridges.ts'
import type { CouplingMap } from './CouplingMap.ts'
import { OpenBlocks } from './OpenBlocks.ts'
import type { RoutingProblem } from './RoutingProblem.ts'
import { bridgeStep, swapStep } from './routeSteps.ts'
import { SAME_SCORE, type ScoreWeights, SwapChoice } from './SwapChoice.ts'

export interface RouterOptions extends ScoreWeights {
  readonly seed: number
  /** How many coming gates are looked at. */
  readonly lookahead: number
  /** Whether only gates that are the next on both of their qubits count as blocked, in the circuit's own order; what commutes still runs where it can. */
  readonly guided: boolean
  /** Whether gates may run over a qubit in between (`bridges.ts`). */
  readonly bridges: boolean
  /** What each recent SWAP on a qubit weighs: raises parallelism. */
  readonly decay: number
}

export interface Routed {
  /** Two-qubit gates of the class of CX, as far as the prices tell. */
  readonly cost: number
  /** Layers of such gates, likewise. */
  readonly depth: number
  /** The device qubit of each circuit qubit at the end. */
  readonly positions: Int32Array
  /** In the order in which they run: see `routeSteps.ts`. */
  readonly steps: Int32Array
}

const SWAPS_BEFORE_RESET = 5

/** Scratch memory for routing one problem on one device; `route` may be called again and again, one call at a time. */
export class Router {
  readonly #problem: RoutingProblem
  readonly #map: CouplingMap
  readonly #choice: SwapChoice
  /** Device qubit of each circuit qubit, and back (-1: none). */
  readonly #positions: Int32Array
  readonly #occupants: Int32Array
  /** For each node how many of its groups are not open yet, for each group how many of its nodes have not run. */
  readonly #missing: Int32Array
  readonly #remaining: Int32Array
  /** 0 waiting, 1 in front, 2 done. */
  readonly #status: Uint8Array
  readonly #blocks: OpenBlocks
  readonly #recent: Float64Array
  readonly #seen: Uint8Array
  /** The lookahead order as a ring of those that have not run: entry i + 1 is order[i], entry 0 its ends. */
  readonly #next: Int32Array
  readonly #previous: Int32Array
  readonly #placeInOrder: Int32Array
  #front: number[] = []
  /** Those in front that guide the choice. */
  #blocked: readonly number[] = []
  #ready: number[] = []
  #steps: number[] = []
  #swaps = 0

  constructor(problem: RoutingProblem, map: CouplingMap) {
    this.#problem = problem
    this.#map = map
    this.#choice = new SwapChoice(problem, map)
    const nodes = problem.nodeOperations.length
    this.#positions = new Int32Array(problem.qubits)
    this.#occupants = new Int32Array(map.qubits)
    this.#missing = new Int32Array(nodes)
    this.#remaining = new Int32Array(problem.memberStart.length)
    this.#status = new Uint8Array(nodes)
    this.#blocks = new OpenBlocks(map.qubits)
    this.#recent = new Float64Array(map.qubits)
    this.#seen = new Uint8Array(problem.qubits)
    this.#next = new Int32Array(problem.order.length + 1)
    this.#previous = new Int32Array(problem.order.length + 1)
    this.#placeInOrder = new Int32Array(nodes)
    problem.order.forEach((node, i) => (this.#placeInOrder[node] = i + 1))
  }

  /**
   * Routes from a layout.
   *
   * @param layout the device qubit of each circuit qubit
   */
  route(layout: ArrayLike<number>, options: RouterOptions): Routed {
    const random = new RandomStream(options.seed)
    this.#begin(layout)
    this.#runReady()
    const patience = 10 + 2 * this.#map.qubits
    let idle = 0
    let stale = true
    while (this.#front.length > 0) {
      if (idle > patience) {
        this.#forceNearest()
        ;[idle, stale] = [0, true]
        continue
      }
      if (stale) this.#look(options)
      stale = this.#move(options, random)
      if (stale) this.#recent.fill(0)
      idle = stale ? 0 : idle + 1
    }
    const { cost, depth } = this.#blocks
    return { cost, depth, positions: this.#positions.slice(), steps: Int32Array.from(this.#steps) }
  }

  /** Makes the best SWAP, or the bridge that is better. Says whether anything ran. */
  #move({ costWeight, bridges, decay }: RouterOptions, random: RandomStream): boolean {
    const { a, b, score } = this.#choice.best(this.#positions, this.#occupants, this.#recent, random, this.#blocks)
    const bridge = bridges ? this.#bestBridge(costWeight / 3, score - SAME_SCORE) : undefined
    if (bridge !== undefined) {
      this.#bridge(bridge)
      return true
    }
    if (this.#swaps++ % SWAPS_BEFORE_RESET === 0) this.#recent.fill(0)
    this.#recent[a] += decay
    this.#recent[b] += decay
    this.#swap(a, b)
    return this.#runUnblocked(a, b)
  }

  #begin(layout: ArrayLike<number>): void {
    const { groupStart, memberStart, opensWire, order } = this.#problem
    this.#occupants.fill(-1)
    for (let q = 0; q < this.#positions.length; q++) {
      this.#positions[q] = layout[q]
      this.#occupants[layout[q]] = q
    }
    for (let node = 0; node < this.#missing.length; node++) this.#missing[node] = groupStart[node + 1] - groupStart[node]
    for (let g = 0; g + 1 < memberStart.length; g++) this.#remaining[g] = memberStart[g + 1] - memberStart[g]
    this.#status.fill(0)
    this.#blocks.clear()
    this.#recent.fill(0)
    for (let i = 0; i <= order.length; i++) {
      this.#next[i] = i === order.length ? 0 : i + 1
      this.#previous[i] = i === 0 ? order.length : i - 1
    }
    this.#front = []
    this.#ready = []
    this.#steps = []
    this.#swaps = 0
    for (let g = 0; g + 1 < opensWire.length; g++) if (opensWire[g] === 1) this.#open(g)
  }

  /** Opens a group, or the next one on its wire that has nodes. */
  #open(group: number): void {
    const { memberStart, members, opensWire } = this.#problem
    let g = group
    while (memberStart[g] === memberStart[g + 1]) {
      g++
      if (opensWire[g] === 1) return
    }
    for (let i = memberStart[g]; i < memberStart[g + 1]; i++) if (--this.#missing[members[i]] === 0) this.#ready.push(members[i])
  }

  #runReady(): void {
    for (let node = this.#ready.pop(); node !== undefined; node = this.#ready.pop()) {
      if (this.#canRun(node)) this.#run(node)
      else {
        this.#status[node] = 1
        this.#front.push(node)
      }
    }
  }

  #canRun(node: number): boolean {
    const { first, second } = this.#problem
    if (first[node] < 0) return true
    return this.#map.distance[this.#positions[first[node]] * this.#map.qubits + this.#positions[second[node]]] === 1
  }

  #run(node: number): void {
    this.#addToBlock(node)
    this.#finish(node)
  }

  /** Takes a node that has run off the lookahead order, and opens what waited for it. */
  #finish(node: number): void {
    const { groupStart, groups, opensWire } = this.#problem
    this.#status[node] = 2
    this.#steps.push(node)
    const place = this.#placeInOrder[node]
    if (place > 0) {
      this.#next[this.#previous[place]] = this.#next[place]
      this.#previous[this.#next[place]] = this.#previous[place]
    }
    for (let i = groupStart[node]; i < groupStart[node + 1]; i++) {
      const group = groups[i]
      if (--this.#remaining[group] === 0 && opensWire[group + 1] === 0) this.#open(group + 1)
    }
  }

  /** Counts a node's two-qubit gates: those of the open block on its pair are at most three. */
  #addToBlock(node: number): void {
    const { first, second, cost, swappedCost, operations, nodeOperations } = this.#problem
    if (first[node] < 0) {
      for (const qubit of operations[nodeOperations[node]].qubits) this.#blocks.close(this.#positions[qubit])
      return
    }
    this.#blocks.add(this.#positions[first[node]], this.#positions[second[node]], cost[node], swappedCost[node])
  }

  #swap(a: number, b: number): void {
    this.#blocks.swap(a, b)
    this.#steps.push(swapStep(a, b, this.#map.qubits))
    const [x, y] = [this.#occupants[a], this.#occupants[b]]
    this.#occupants[a] = y
    this.#occupants[b] = x
    if (x >= 0) this.#positions[x] = b
    if (y >= 0) this.#positions[y] = a
  }

  #bestBridge(gateWeight: number, below: number): Bridge | undefined {
    return bestBridge(this.#problem, this.#map, {
      blocked: this.#blocked,
      positions: this.#positions,
      blocks: this.#blocks,
      gateWeight,
      below,
    })
  }

  /** Runs a blocked node over a qubit in between, and what follows. */
  #bridge({ node, end, middle, otherEnd }: Bridge): void {
    const { ways, cost, swappedCost } = this.#problem
    const [near, swappedNear] = nearCosts(ways[node])
    this.#blocks.add(end, middle, near, swappedNear)
    this.#blocks.add(middle, otherEnd, cost[node], swappedCost[node])
    this.#blocks.add(end, middle, near, swappedNear)
    if (ways[node] === FLIP) this.#blocks.add(middle, otherEnd, cost[node], swappedCost[node])
    this.#steps.push(bridgeStep(end, middle, this.#map.qubits))
    this.#finish(node)
    this.#front = this.#front.filter((each) => each !== node)
    this.#runReady()
  }

  /** Runs what a SWAP of a and b made possible, and what follows. Says whether anything ran. */
  #runUnblocked(a: number, b: number): boolean {
    const { first, second } = this.#problem
    let ran = false
    let kept = 0
    for (const node of this.#front) {
      const [p, q] = [this.#positions[first[node]], this.#positions[second[node]]]
      if ((p === a || p === b || q === a || q === b) && this.#canRun(node)) {
        this.#run(node)
        ran = true
      } else this.#front[kept++] = node
    }
    this.#front.length = kept
    if (ran) this.#runReady()
    return ran
  }

  /** Gathers the blocked gates and the first that come after them in lookahead order. */
  #look(options: RouterOptions): void {
    const { order, first, second } = this.#problem
    const { lookahead, guided } = options
    const blocked = guided ? [] : this.#front
    const coming: number[] = []
    this.#seen.fill(0)
    for (let i = this.#next[0]; i !== 0 && coming.length < lookahead; i = this.#next[i]) {
      const node = order[i - 1]
      const isNext = this.#seen[first[node]] === 0 && this.#seen[second[node]] === 0
      this.#seen[first[node]] = this.#seen[second[node]] = 1
      if (guided && isNext && this.#status[node] === 1) blocked.push(node)
      else if (guided || this.#status[node] === 0) coming.push(node)
    }
    this.#blocked = blocked.length > 0 ? blocked : this.#front
    this.#choice.look(this.#blocked, coming, options)
  }

  #forceNearest(): void {
    const { first, second } = this.#problem
    const { distance, qubits, start, neighbours } = this.#map
    const far = (node: number): number => distance[this.#positions[first[node]] * qubits + this.#positions[second[node]]]
    const nearest = this.#front.reduce((best, node) => (far(node) < far(best) ? node : best))
    while (far(nearest) > 1) {
      const [from, to] = [this.#positions[first[nearest]], this.#positions[second[nearest]]]
      let step = neighbours[start[from]]
      for (let i = start[from]; i < start[from + 1]; i++)
        if (distance[neighbours[i] * qubits + to] < distance[step * qubits + to]) step = neighbours[i]
      this.#swap(from, step)
      this.#runUnblocked(from, step)
      if (!this.#front.includes(nearest)) return
    }
  }
}
