/** The part of a device that circuits can be routed on: pairs that are broken leave qubits apart from the others, and no SWAP reaches these. */
import type { QubitPair } from '../target.ts'
import { type CouplingMap, couplingMap, UNREACHABLE } from '../routing/CouplingMap.ts'

/** The most qubits that all reach each other, rising; the first such part where several are as large. */
export function largestPart({ qubits, distance }: CouplingMap): number[] {
  let largest: number[] = []
  const seen = new Uint8Array(qubits)
  for (let from = 0; from < qubits; from++) {
    if (seen[from] === 1) continue
    const part: number[] = []
    for (let to = 0; to < qubits; to++) {
      if (distance[from * qubits + to] === UNREACHABLE) continue
      seen[to] = 1
      part.push(to)
    }
    if (part.length > largest.length) largest = part
  }
  return largest
}

/** The coupling among some qubits; its qubit i is `places[i]`. */
export function partOfMap({ start, neighbours }: CouplingMap, places: readonly number[]): CouplingMap {
  const numbers = new Map(places.map((place, i) => [place, i]))
  const pairs = places.flatMap((place, i) =>
    [...neighbours.subarray(start[place], start[place + 1])].flatMap((next): QubitPair[] => {
      const other = numbers.get(next)
      return other === undefined ? [] : [[i, other]]
    }),
  )
  return couplingMap(places.length, pairs)
}
