/** The undirected coupling of a device in flat arrays: neighbours, and distances in SWAPs. */
import type { QubitPair } from '../target.ts'

/** Distance of qubits that no path joins. */
export const UNREACHABLE = 0xffff

export interface CouplingMap {
  readonly qubits: number
  /** Neighbours of q, rising: neighbours[start[q]] to neighbours[start[q + 1] - 1]. */
  readonly start: Int32Array
  readonly neighbours: Int32Array
  /** Edges on the shortest path from a to b at a * qubits + b. */
  readonly distance: Uint16Array
}

/** The coupling map of the pairs, in whatever direction they are given. O(qubits * pairs). */
export function couplingMap(qubits: number, pairs: readonly QubitPair[]): CouplingMap {
  const sets = Array.from({ length: qubits }, () => new Set<number>())
  for (const [a, b] of pairs) {
    sets[a].add(b)
    sets[b].add(a)
  }
  const start = new Int32Array(qubits + 1)
  sets.forEach((set, q) => (start[q + 1] = start[q] + set.size))
  const neighbours = Int32Array.from(sets.flatMap((set) => [...set].sort((a, b) => a - b)))
  const distance = new Uint16Array(qubits * qubits).fill(UNREACHABLE)
  const queue = new Int32Array(qubits)
  for (let source = 0; source < qubits; source++) breadthFirst(source, { qubits, start, neighbours, distance }, queue)
  return { qubits, start, neighbours, distance }
}

export function areNeighbours({ distance, qubits }: CouplingMap, a: number, b: number): boolean {
  return distance[a * qubits + b] === 1
}

function breadthFirst(source: number, { qubits, start, neighbours, distance }: CouplingMap, queue: Int32Array): void {
  const row = source * qubits
  distance[row + source] = 0
  let [head, tail] = [0, 1]
  queue[0] = source
  while (head < tail) {
    const qubit = queue[head++]
    for (let i = start[qubit]; i < start[qubit + 1]; i++) {
      const next = neighbours[i]
      if (distance[row + next] !== UNREACHABLE) continue
      distance[row + next] = distance[row + qubit] + 1
      queue[tail++] = next
    }
  }
}
