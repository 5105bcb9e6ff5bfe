/**
 * Inserts SWAPs so that the qubits of every two-qubit gate are neighbours: SABRE with the scores of LightSABRE and the prices of SWAPs in its choice.
 *
 * Whatever can run runs. Then the SWAP with the best score is made: the sum of distances of the blocked gates and, with a lower weight, of those that come next, plus what the
 * SWAP costs: three two-qubit gates, fewer where it merges with the gate before it on its pair (`swapCosts.ts`). Ties are broken by a seeded draw. Where no
 * progress is made for long, the nearest blocked gate is brought together along a shortest path.
 * Li, Ding and Xie, ASPLOS 2019; Zou, Treinish, Hartman, Ivrii and Lishman, arXiv:2409.08368; Liu, Li and Zhou, "Not all SWAPs have the same cost", HPCA 2022.
 */
import { RandomStream } from '@ketwork/math'
import type { CouplingMap } from './CouplingMap.ts'
import type { RoutingProblem } from './RoutingProblem.ts'
import { SwapChoice } from './SwapChoice.ts'

export interface RouterOptions {
  readonly seed: number
  /** How many coming gates are looked at, and how much all of them weigh against all blocked ones. */
  readonly lookahead: number
  readonly lookaheadWeight: number
  /** What three two-qubit gates more weigh against one step of a blocked gate. */
  readonly costWeight: number
  /** Whether only gates that are the next on both of their qubits count as blocked, in the circuit's own order; what commutes still runs where it can. */
  readonly guided: boolean
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
  /** In the order in which they run: a node, or -1 - (a * qubits + b) for a SWAP of device qubits a and b. */
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
  readonly #partner: Int32Array
  readonly #blockCost: Uint8Array
  readonly #blockSwapped: Uint8Array
  readonly #layers: Int32Array
  readonly #recent: Float64Array
  readonly #seen: Uint8Array
  /** The lookahead order as a ring of those that have not run: entry i + 1 is order[i], entry 0 its ends. */
  readonly #next: Int32Array
  readonly #previous: Int32Array
  readonly #placeInOrder: Int32Array
  #front: number[] = []
  #ready: number[] = []
  #steps: number[] = []
  #cost = 0

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
    this.#partner = new Int32Array(map.qubits)
    this.#blockCost = new Uint8Array(map.qubits)
    this.#blockSwapped = new Uint8Array(map.qubits)
    this.#layers = new Int32Array(map.qubits)
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
   * @param bound gives up once the cost is above it
   * @returns undefined when it gave up
   */
  route(layout: ArrayLike<number>, options: RouterOptions, bound = Infinity): Routed | undefined {
    const random = new RandomStream(options.seed)
    this.#begin(layout)
    this.#runReady()
    const patience = 10 + 2 * this.#map.qubits
    let idle = 0
    let made = 0
    let stale = true
    while (this.#front.length > 0) {
      if (this.#cost > bound) return undefined
      if (idle > patience) {
        this.#forceNearest()
        ;[idle, stale] = [0, true]
        continue
      }
      if (stale) this.#look(options)
      const [a, b] = this.#choice.best(this.#positions, this.#occupants, this.#recent, random, (p, q) => this.#swapPrice(p, q))
      if (made++ % SWAPS_BEFORE_RESET === 0) this.#recent.fill(0)
      this.#recent[a] += options.decay
      this.#recent[b] += options.decay
      this.#swap(a, b)
      stale = this.#runUnblocked(a, b)
      if (stale) this.#recent.fill(0)
      idle = stale ? 0 : idle + 1
    }
    const depth = this.#layers.reduce((deepest, layer) => Math.max(deepest, layer), 0)
    return { cost: this.#cost, depth, positions: this.#positions.slice(), steps: Int32Array.from(this.#steps) }
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
    this.#partner.fill(-1)
    this.#layers.fill(0)
    this.#recent.fill(0)
    for (let i = 0; i <= order.length; i++) {
      this.#next[i] = i === order.length ? 0 : i + 1
      this.#previous[i] = i === 0 ? order.length : i - 1
    }
    this.#front = []
    this.#ready = []
    this.#steps = []
    this.#cost = 0
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
    const { groupStart, groups, opensWire } = this.#problem
    this.#status[node] = 2
    this.#steps.push(node)
    this.#addToBlock(node)
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
      for (const qubit of operations[nodeOperations[node]].qubits) this.#close(this.#positions[qubit])
      return
    }
    const [a, b] = [this.#positions[first[node]], this.#positions[second[node]]]
    if (this.#partner[a] !== b) this.#openBlock(a, b)
    const [alone, swapped] = [this.#blockCost[a], this.#blockSwapped[a]]
    const [gate, swappedGate] = [cost[node], swappedCost[node]]
    this.#setBlock(a, b, Math.min(3, alone + gate, swapped + swappedGate), Math.min(3, swapped + gate, alone + swappedGate))
  }

  #openBlock(a: number, b: number): void {
    this.#close(a)
    this.#close(b)
    this.#partner[a] = b
    this.#partner[b] = a
    this.#blockCost[a] = this.#blockCost[b] = 0
    this.#blockSwapped[a] = this.#blockSwapped[b] = 3
    this.#layers[a] = this.#layers[b] = Math.max(this.#layers[a], this.#layers[b])
  }

  #setBlock(a: number, b: number, cost: number, swapped: number): void {
    const added = cost - this.#blockCost[a]
    this.#cost += added
    this.#layers[a] = this.#layers[b] = this.#layers[a] + added
    this.#blockCost[a] = this.#blockCost[b] = cost
    this.#blockSwapped[a] = this.#blockSwapped[b] = swapped
  }

  #close(qubit: number): void {
    if (this.#partner[qubit] >= 0) this.#partner[this.#partner[qubit]] = -1
    this.#partner[qubit] = -1
  }

  /** Two-qubit gates that a SWAP of these device qubits would add now. */
  #swapPrice(a: number, b: number): number {
    return this.#partner[a] === b ? this.#blockSwapped[a] - this.#blockCost[a] : 3
  }

  #swap(a: number, b: number): void {
    if (this.#partner[a] !== b) this.#openBlock(a, b)
    this.#setBlock(a, b, this.#blockSwapped[a], this.#blockCost[a])
    this.#steps.push(-1 - (a * this.#map.qubits + b))
    const [x, y] = [this.#occupants[a], this.#occupants[b]]
    this.#occupants[a] = y
    this.#occupants[b] = x
    if (x >= 0) this.#positions[x] = b
    if (y >= 0) this.#positions[y] = a
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
    this.#choice.look(blocked.length > 0 ? blocked : this.#front, coming, options)
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
