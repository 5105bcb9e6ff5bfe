/** The coupling map that a target's circuits are routed on. */
import type { Target } from '../target.ts'
import { type CouplingMap, couplingMap } from './CouplingMap.ts'

/** The map, or undefined when every qubit meets every other. */
export function deviceMap({ qubits, coupling }: Target): CouplingMap | undefined {
  if (coupling === undefined || qubits === undefined) return undefined
  const pairs = new Set(coupling.map(([a, b]) => Math.min(a, b) * qubits + Math.max(a, b)))
  return pairs.size === (qubits * (qubits - 1)) / 2 ? undefined : couplingMap(qubits, coupling)
}
