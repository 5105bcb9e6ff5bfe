/** Layouts to start from: greedy ones that put qubits that meet near each other, in a seeded variety. */
import { type RandomStream } from '@ketwork/math'
import { type CouplingMap, UNREACHABLE } from '../routing/CouplingMap.ts'
import type { Interactions } from './interactions.ts'
import { placeIdle } from './perfectMatch.ts'

/** Circuit qubit i on device qubit i. */
export function trivialLayout(qubits: number): Int32Array {
  return Int32Array.from({ length: qubits }, (_, qubit) => qubit)
}

/** Circuit qubits in random order on the device qubits nearest to a random one. */
export function randomLayout(qubits: number, map: CouplingMap, random: RandomStream): Int32Array {
  const centre = random.integer(map.qubits)
  const region = nearestTo(centre, map, random).slice(0, qubits)
  return Int32Array.from(random.permutation(qubits), (i) => region[i])
}

/**
 * One qubit after the other, always the one that weighs most with those that are placed, on the free place where its weighted distance to them is smallest.
 *
 * The first one and all ties are drawn.
 */
export function greedyLayout({ qubits, partners }: Interactions, map: CouplingMap, random: RandomStream): Int32Array {
  const places = new Int32Array(qubits).fill(-1)
  const free = new Set(Array.from({ length: map.qubits }, (_, place) => place))
  const pull = new Float64Array(qubits)
  const left = new Set(partners.flatMap((each, qubit) => (each.size > 0 ? [qubit] : [])))
  const put = (qubit: number, place: number): void => {
    places[qubit] = place
    free.delete(place)
    left.delete(qubit)
    for (const [partner, weight] of partners[qubit]) pull[partner] += weight
  }
  while (left.size > 0) {
    const qubit = mostPulled(left, pull, random)
    const placed = [...partners[qubit]].filter(([partner]) => places[partner] >= 0)
    put(qubit, placed.length === 0 ? [...free][random.integer(free.size)] : nearestPlace(placed, places, free, { map, random }))
  }
  return placeIdle(places, { qubits }, map)
}

function mostPulled(left: ReadonlySet<number>, pull: Float64Array, random: RandomStream): number {
  let best = -1
  let ties = 0
  for (const qubit of left) {
    if (best < 0 || pull[qubit] > pull[best]) [best, ties] = [qubit, 1]
    else if (pull[qubit] === pull[best] && random.integer(++ties) === 0) best = qubit
  }
  return best
}

function nearestPlace(
  placed: readonly (readonly [number, number])[],
  places: Int32Array,
  free: ReadonlySet<number>,
  { map, random }: { readonly map: CouplingMap; readonly random: RandomStream },
): number {
  let [best, lowest, ties] = [-1, Infinity, 0]
  for (const place of free) {
    let sum = 0
    for (const [partner, weight] of placed) sum += weight * map.distance[place * map.qubits + places[partner]]
    if (sum < lowest - 1e-9) [best, lowest, ties] = [place, sum, 1]
    else if (sum <= lowest + 1e-9 && random.integer(++ties) === 0) best = place
  }
  return best
}

function nearestTo(centre: number, { distance, qubits }: CouplingMap, random: RandomStream): number[] {
  const ties = random.permutation(qubits)
  const far = (place: number): number => Math.min(distance[centre * qubits + place], UNREACHABLE)
  return Array.from({ length: qubits }, (_, place) => place).sort((a, b) => far(a) - far(b) || ties[a] - ties[b])
}
