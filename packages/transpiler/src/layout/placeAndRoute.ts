/**
 * Layout and routing together: a perfect match where there is one, else the best of many seeded trials of SABRE.
 *
 * A trial starts from some layout, routes the circuit and its reverse in turns, so that each run starts where the other ended, and keeps the cheapest forward run. Trials
 * differ in their start, in the router's weights, in whether operations that commute may change places and in whether gates may be bridged, because no setting is best for all circuits.
 * More trials only add to the choice, so the result is never worse.
 */
import type { Circuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { areNeighbours, type CouplingMap } from '../routing/CouplingMap.ts'
import { Router, type RouterOptions } from '../routing/Router.ts'
import { routedCircuit } from '../routing/routedCircuit.ts'
import { stepKind } from '../routing/routeSteps.ts'
import { type RoutingProblem, routingProblem } from '../routing/RoutingProblem.ts'
import { deviceParts, partOfMap } from './connectedParts.ts'
import { interactions } from './interactions.ts'
import { PartLayouts, type StartingLayout } from './layoutOnParts.ts'
import { perfectMatch } from './perfectMatch.ts'
import { Portfolio, type Trial } from './Portfolio.ts'
import { greedyLayout, randomLayout, trivialLayout } from './startingLayouts.ts'

export interface PlacementOptions {
  readonly seed: number
  /** Starts of SABRE; 0 routes from the trivial layout alone. */
  readonly trials: number
  /** No new trial begins after this time, in milliseconds of `performance.now()`. */
  readonly deadline?: number
  /** How many different results to return at most, the cheapest first; 1 by default. */
  readonly keep?: number
}

export interface Placement {
  /** On the device's qubits, with SWAPs and bridges. */
  readonly circuit: Circuit
  /** The device qubit of each circuit qubit before and after. */
  readonly initial: readonly number[]
  readonly final: readonly number[]
  /** Two-qubit gates of the class of CX, as the router reckons. */
  readonly cost: number
  readonly swaps: number
  /** Gates that run over a qubit in between. */
  readonly bridges: number
}

/**
 * Placements of a circuit whose gates act on at most two qubits, the cheapest first; at least one.
 *
 * On a device of several connected parts the circuit goes to the largest, where it has as many qubits, and the others stay idle; else each connected part of the circuit to a
 * part of the device.
 *
 * @throws CircuitDoesNotFitError when a connected part of the circuit has no place
 */
export function placeAndRoute(circuit: Circuit, map: CouplingMap, options: PlacementOptions): Placement[] {
  const [part] = deviceParts(map)
  if (part.length === map.qubits || part.length < circuit.qubitCount) return placeOnMap(circuit, map, options)
  return placeOnMap(circuit, partOfMap(map, part), options).map((placement) => ({
    ...placement,
    circuit: placement.circuit.mapQubits(part, map.qubits),
    initial: placement.initial.map((place) => part[place]),
    final: placement.final.map((place) => part[place]),
  }))
}

function placeOnMap(circuit: Circuit, map: CouplingMap, options: PlacementOptions): Placement[] {
  const strict = routingProblem(circuit, false)
  const layouts = new PartLayouts(circuit, map)
  const start = trivialLayout(circuit.qubitCount)
  const fits = (layout: ArrayLike<number>): boolean =>
    strict.order.every((node) => areNeighbours(map, layout[strict.first[node]], layout[strict.second[node]]))
  const perfect = fits(start)
    ? start
    : options.trials === 0
      ? undefined
      : perfectMatch(interactions(strict), map, { seed: options.seed, restarts: 6, steps: 200 + 20 * circuit.qubitCount })
  const trials = perfect !== undefined ? [trialFrom(strict, map, perfect)] : search(circuit, strict, map, { ...options, layouts })
  return trials.slice(0, options.keep ?? 1).map(({ problem, layout, routed }) => ({
    circuit: routedCircuit(problem, circuit, layout, routed.steps, map.qubits),
    initial: [...layout],
    final: [...routed.positions],
    cost: routed.cost,
    swaps: count(routed.steps, 'swap', map),
    bridges: count(routed.steps, 'bridge', map),
  }))
}

function count(steps: Int32Array, kind: ReturnType<typeof stepKind>, { qubits }: CouplingMap): number {
  return steps.reduce((sum, step) => sum + (stepKind(step, qubits) === kind ? 1 : 0), 0)
}

const FIRST: RouterOptions = { seed: 0, lookahead: 20, lookaheadWeight: 0.5, costWeight: 1, decay: 0.001, guided: false, bridges: false }

function trialFrom(problem: RoutingProblem, map: CouplingMap, layout: Int32Array): Trial {
  return { problem, layout, routed: new Router(problem, map).route(layout, FIRST) }
}

function search(
  circuit: Circuit,
  strict: RoutingProblem,
  map: CouplingMap,
  { seed, trials, deadline = Infinity, keep = 1, layouts }: PlacementOptions & { readonly layouts: PartLayouts },
): Trial[] {
  const meetings = interactions(strict)
  const trivial = trivialLayout(circuit.qubitCount)
  const inOrder = layouts.reaches(trivial)
    ? trivial
    : layouts.layout(({ qubits }) => trivialLayout(qubits), meetings, new RandomStream(seed), false)
  const found: Trial[] = [trialFrom(strict, map, inOrder)]
  if (trials === 0) return found
  const settings = new Portfolio(circuit, strict, map)
  for (let trial = 0; trial < trials && performance.now() < deadline; trial++) {
    const random = new RandomStream(seed, trial)
    const setting = settings.choose(trial)
    const drawn = (layout: StartingLayout): Int32Array => layouts.layout(layout, meetings, random, trial > 1)
    const starts = [
      () => inOrder,
      () => drawn(greedyLayout),
      () => found[0].layout,
      () => drawn(({ qubits }, part) => randomLayout(qubits, part, random)),
    ]
    const start = starts[(trial + Math.floor(trial / settings.size)) % starts.length]()
    const results = settings.run(setting, start, random.integer(2 ** 31))
    for (const result of results) found.push(result)
    found.sort((a, b) => a.routed.cost - b.routed.cost || a.routed.depth - b.routed.depth)
    found.length = Math.min(found.length, keep)
  }
  return found
}
