/**
 * Moves a placed circuit to the part of a device where it is likeliest to run without an error.
 *
 * The placed circuit, SWAPs included, needs certain pairs; wherever these are found in the device it runs without a SWAP more. Of a number of such places, found by `perfectMatch`
 * from different seeds, the one with the highest probability of success is taken. Nation and Treinish, PRX Quantum 4, 010327 (2023).
 */
import type { Circuit, Operation } from '@ketwork/circuit'
import { type ErrorRates, logSuccess } from '../noise/successProbability.ts'
import type { CouplingMap } from '../routing/CouplingMap.ts'
import { routingProblem } from '../routing/RoutingProblem.ts'
import { interactions } from './interactions.ts'
import { perfectMatch } from './perfectMatch.ts'
import type { Placement } from './placeAndRoute.ts'

const PLACES = 40

export interface LeastErrorOptions {
  readonly rates: ErrorRates
  readonly map: CouplingMap
  readonly seed: number
  /** On circuit qubits: they are read where the placement leaves them. */
  readonly measurements: readonly Operation[]
}

/** The placement, or the same circuit on other device qubits. */
export function leastError(placement: Placement, { rates, map, seed, measurements }: LeastErrorOptions): Placement {
  const needed = interactions(routingProblem(placement.circuit, false))
  const read = measurements.map((operation) => ({ ...operation, qubits: operation.qubits.map((qubit) => placement.final[qubit]) }))
  const whole = placement.circuit.withOperations([...placement.circuit.operations, ...read])
  let best: { readonly mapping: readonly number[] | undefined; readonly score: number } = {
    mapping: undefined,
    score: logSuccess(whole, rates),
  }
  for (let place = 0; place < PLACES; place++) {
    const mapping = perfectMatch(needed, map, { seed: seed + place, restarts: 1, steps: 200 + 20 * map.qubits })
    if (mapping === undefined) continue
    const score = logSuccess(moved(whole, [...mapping]), rates)
    if (score > best.score) best = { mapping: [...mapping], score }
  }
  const { mapping } = best
  if (mapping === undefined) return placement
  const at = (places: readonly number[]): number[] => places.map((place) => mapping[place])
  return { ...placement, circuit: moved(placement.circuit, mapping), initial: at(placement.initial), final: at(placement.final) }
}

function moved(circuit: Circuit, mapping: readonly number[]): Circuit {
  return circuit.mapQubits(mapping)
}
