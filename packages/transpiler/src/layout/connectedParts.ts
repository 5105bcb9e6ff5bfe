/** Connected parts of a device and of a circuit: pairs that are broken leave device qubits apart from the others, and no SWAP reaches these. */
import { type Circuit, gateTable } from '@ketwork/circuit'
import type { QubitPair } from '../target.ts'
import { type CouplingMap, couplingMap, UNREACHABLE } from '../routing/CouplingMap.ts'

/** Qubits that all reach each other, rising; the largest part first, of several as large that with the lowest qubit. O(qubits^2). */
export function deviceParts({ qubits, distance }: CouplingMap): number[][] {
  const parts: number[][] = []
  const seen = new Uint8Array(qubits)
  for (let from = 0; from < qubits; from++) {
    if (seen[from] === 1) continue
    const part: number[] = []
    for (let to = 0; to < qubits; to++) {
      if (distance[from * qubits + to] === UNREACHABLE) continue
      seen[to] = 1
      part.push(to)
    }
    parts.push(part)
  }
  return parts.sort((a, b) => b.length - a.length)
}

/** Qubits that these groups join, rising; a qubit in no group is a part alone. The largest part first, of several as large that with the lowest qubit. */
export function joinedParts(qubits: number, groups: Iterable<readonly number[]>): number[][] {
  const root = Array.from({ length: qubits }, (_, qubit) => qubit)
  const rootOf = (qubit: number): number => {
    let at = qubit
    while (root[at] !== at) at = root[at] = root[root[at]]
    return at
  }
  for (const [first, ...others] of groups) for (const other of others) root[rootOf(other)] = rootOf(first)
  const parts = new Map<number, number[]>()
  for (let qubit = 0; qubit < qubits; qubit++) {
    const part = parts.get(rootOf(qubit))
    if (part === undefined) parts.set(rootOf(qubit), [qubit])
    else part.push(qubit)
  }
  return [...parts.values()].sort((a, b) => b.length - a.length)
}

/** Qubits of a circuit that must reach each other, because gates or channels act on them together. */
export function circuitParts({ qubitCount, operations }: Pick<Circuit, 'qubitCount' | 'operations'>): number[][] {
  const joins = operations.filter(({ gate, qubits }) => qubits.length > 1 && gateTable[gate].kind !== 'barrier')
  return joinedParts(
    qubitCount,
    joins.map(({ qubits }) => qubits),
  )
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
