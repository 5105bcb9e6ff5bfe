/**
 * The settings of the router that trials are made with. No setting is best for all circuits, so each is tried once; later trials go to those that did best.
 *
 * Settings differ in how far and how much the router looks ahead, in how much it minds the price of a SWAP, and in what may change places: nothing, or operations that
 * commute, and then whether their own order still guides the choice of SWAPs. Bridges are left to the later trials: they shorten circuits of which most fits the device, and
 * lengthen some of those where every qubit meets every other.
 */
import type { Circuit } from '@ketwork/circuit'
import type { CouplingMap } from '../routing/CouplingMap.ts'
import { type Routed, Router, type RouterOptions } from '../routing/Router.ts'
import { type RoutingProblem, routingProblem } from '../routing/RoutingProblem.ts'

export interface Trial {
  readonly problem: RoutingProblem
  readonly layout: Int32Array
  readonly routed: Routed
}

export interface Setting {
  readonly number: number
  readonly bridges: boolean
}

/** A way to route the circuit, and its reverse. */
interface Mode {
  readonly problem: RoutingProblem
  readonly forward: Router
  readonly backward: Router
  readonly guided: boolean
}

const WEIGHTS: readonly Pick<RouterOptions, 'lookahead' | 'lookaheadWeight' | 'costWeight'>[] = [
  { lookahead: 20, lookaheadWeight: 0.5, costWeight: 1 },
  { lookahead: 20, lookaheadWeight: 1, costWeight: 0.3 },
  { lookahead: 50, lookaheadWeight: 0.5, costWeight: 1 },
  { lookahead: 10, lookaheadWeight: 0.5, costWeight: 0.5 },
]
/** After the first round so many of the best settings go on. */
const FAVOURITES = 3
/** Each run starts where the one in the other direction ended. */
const TURNS = 3
const DECAY = 0.001

/** Remembers what each setting reached. */
export class Portfolio {
  readonly #modes: readonly Mode[]
  readonly #best: Float64Array

  constructor(circuit: Circuit, strict: RoutingProblem, map: CouplingMap) {
    const reversed = circuit.withOperations(circuit.operations.toReversed())
    const commuting = routingProblem(circuit, true)
    const [backStrict, backCommuting] = [routingProblem(reversed, false), routingProblem(reversed, true)]
    const mode = (problem: RoutingProblem, back: RoutingProblem, guided: boolean): Mode => {
      return { problem, forward: new Router(problem, map), backward: new Router(back, map), guided }
    }
    this.#modes = [
      mode(strict, backStrict, false),
      mode({ ...commuting, order: strict.order }, { ...backCommuting, order: backStrict.order }, true),
      mode(commuting, backCommuting, false),
    ]
    this.#best = new Float64Array(this.size).fill(Infinity)
  }

  /** How many settings there are, bridges left out. */
  get size(): number {
    return WEIGHTS.length * 3
  }

  /** The setting of a trial: each once, then the best ones in turn, with bridges. */
  choose(trial: number): Setting {
    if (trial < this.size) return { number: trial, bridges: false }
    const order = [...this.#best.keys()].sort((a, b) => this.#best[a] - this.#best[b] || a - b)
    return { number: order[trial % FAVOURITES], bridges: true }
  }

  /** Routes forward and back in turns from a layout; the forward runs. */
  run({ number, bridges }: Setting, start: Int32Array, seed: number): Trial[] {
    const { problem, forward, backward, guided } = this.#modes[number % this.#modes.length]
    const options: RouterOptions = { ...WEIGHTS[Math.floor(number / this.#modes.length)], decay: DECAY, guided, bridges, seed }
    const trials: Trial[] = []
    let layout = start
    for (let turn = 0; turn < TURNS; turn++) {
      const routed = forward.route(layout, options)
      trials.push({ problem, layout, routed })
      this.#best[number] = Math.min(this.#best[number], routed.cost)
      if (turn + 1 < TURNS) layout = backward.route(routed.positions, options).positions
    }
    return trials
  }
}
