/** Which qubits of a circuit meet, and how much that weighs: early meetings more, since a layout is only the start of a route. */
import type { RoutingProblem } from '../routing/RoutingProblem.ts'

export interface Interactions {
  readonly qubits: number
  /** For each qubit the qubits that it meets, with weights. */
  readonly partners: readonly ReadonlyMap<number, number>[]
}

/** Qubits that meet early weigh up to twice as much as those that meet at the end. */
export function interactions({ qubits, order, first, second }: RoutingProblem): Interactions {
  const partners = Array.from({ length: qubits }, () => new Map<number, number>())
  order.forEach((node, i) => {
    const weight = 2 - i / order.length
    const add = (a: number, b: number): unknown => partners[a].set(b, (partners[a].get(b) ?? 0) + weight)
    add(first[node], second[node])
    add(second[node], first[node])
  })
  return { qubits, partners }
}
