/**
 * A layout in which every two qubits that meet are neighbours, where there is one: then no SWAP is needed.
 *
 * A subgraph monomorphism found by depth-first search in the manner of VF2: circuit qubits in an order that keeps them connected, each tried on the free neighbours of its
 * placed partners, the device qubit with the fewest free neighbours first, which leaves no holes behind. The search is bounded; seeded restarts shuffle ties.
 * Cordella, Foggia, Sansone and Vento, IEEE Trans. PAMI 26, 1367 (2004).
 */
import { RandomStream } from '@ketwork/math'
import type { CouplingMap } from '../routing/CouplingMap.ts'
import type { Interactions } from './interactions.ts'

export interface PerfectMatchOptions {
  readonly seed: number
  readonly restarts: number
  /** Placements tried in each start. */
  readonly steps: number
}

/**
 * The device qubit of each circuit qubit, or undefined when none was found.
 *
 * @example
 * perfectMatch(interactions(problem), map, { seed: 1, restarts: 4, steps: 10_000 })
 */
export function perfectMatch(
  given: Interactions,
  map: CouplingMap,
  { seed, restarts, steps }: PerfectMatchOptions,
): Int32Array | undefined {
  if (given.qubits > map.qubits || !degreesFit(given, map)) return undefined
  for (let restart = 0; restart < restarts; restart++) {
    const found = new Search(given, map, new RandomStream(seed, restart), steps).run()
    if (found === 'none') return undefined
    if (found !== 'gave up') return placeIdle(found, given, map)
  }
  return undefined
}

/** Whether, degree by degree from the largest, the device has as many neighbours to offer. */
function degreesFit({ partners }: Interactions, { start, qubits }: CouplingMap): boolean {
  const offered = Array.from({ length: qubits }, (_, q) => start[q + 1] - start[q]).sort((a, b) => b - a)
  return partners
    .map(({ size }) => size)
    .sort((a, b) => b - a)
    .every((degree, i) => degree <= offered[i])
}

class Search {
  readonly #partners: readonly (readonly number[])[]
  readonly #map: CouplingMap
  readonly #order: readonly number[]
  readonly #places: Int32Array
  readonly #used: Uint8Array
  readonly #ties: Uint32Array
  #left: number

  constructor({ qubits, partners }: Interactions, map: CouplingMap, random: RandomStream, steps: number) {
    this.#partners = partners.map((each) => [...each.keys()])
    this.#map = map
    this.#order = connectedOrder(this.#partners, random)
    this.#places = new Int32Array(qubits).fill(-1)
    this.#used = new Uint8Array(map.qubits)
    this.#ties = random.permutation(map.qubits)
    this.#left = steps
  }

  /** 'none' when there is none for sure. */
  run(): Int32Array | 'none' | 'gave up' {
    if (this.#place(0)) return this.#places
    return this.#left > 0 ? 'none' : 'gave up'
  }

  #place(depth: number): boolean {
    if (depth === this.#order.length) return true
    const qubit = this.#order[depth]
    for (const place of this.#candidates(qubit)) {
      if (this.#left-- <= 0) return false
      this.#places[qubit] = place
      this.#used[place] = 1
      if (this.#place(depth + 1)) return true
      this.#places[qubit] = -1
      this.#used[place] = 0
    }
    return false
  }

  #candidates(qubit: number): number[] {
    const { start, neighbours, distance, qubits } = this.#map
    const placed = this.#partners[qubit].filter((partner) => this.#places[partner] >= 0).map((partner) => this.#places[partner])
    const open = this.#partners[qubit].length - placed.length
    const from =
      placed.length > 0 ? neighbours.subarray(start[placed[0]], start[placed[0] + 1]) : Int32Array.from({ length: qubits }, (_, q) => q)
    const fits = [...from].filter(
      (place) =>
        this.#used[place] === 0 && placed.every((other) => distance[place * qubits + other] === 1) && this.#freeAround(place) >= open,
    )
    return fits
      .map((place) => [this.#freeAround(place), this.#ties[place], place])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
      .map(([, , place]) => place)
  }

  #freeAround(place: number): number {
    const { start, neighbours } = this.#map
    let free = 0
    for (let i = start[place]; i < start[place + 1]; i++) free += 1 - this.#used[neighbours[i]]
    return free
  }
}

/** Qubits that meet others: next always the one with the most placed partners, then the most partners. */
function connectedOrder(partners: readonly (readonly number[])[], random: RandomStream): number[] {
  const ties = random.permutation(partners.length)
  const left = new Set(partners.flatMap((each, qubit) => (each.length > 0 ? [qubit] : [])))
  const placed = new Int32Array(partners.length)
  const order: number[] = []
  while (left.size > 0) {
    let best = -1
    for (const qubit of left) {
      if (best < 0 || placed[qubit] > placed[best]) best = qubit
      else if (placed[qubit] === placed[best]) {
        // a component starts at an end of a path where it has one, and goes on where most is decided
        const better =
          order.length === 0 || placed[qubit] === 0
            ? partners[best].length - partners[qubit].length
            : partners[qubit].length - partners[best].length
        if (better > 0 || (better === 0 && ties[qubit] < ties[best])) best = qubit
      }
    }
    order.push(best)
    left.delete(best)
    for (const partner of partners[best]) placed[partner]++
  }
  return order
}

/** Gives qubits that meet none the places that are left, as near to their own number as the order allows. */
export function placeIdle(places: Int32Array, { qubits }: Pick<Interactions, 'qubits'>, map: Pick<CouplingMap, 'qubits'>): Int32Array {
  const used = new Set(places)
  const free = Array.from({ length: map.qubits }, (_, place) => place).filter((place) => !used.has(place))
  let next = 0
  for (let qubit = 0; qubit < qubits; qubit++) if (places[qubit] < 0) places[qubit] = free[next++]
  return places
}
