/** Whether a circuit is one that a target runs. */
import { type Circuit, gateTable, type Operation } from '@ketwork/circuit'
import type { Target } from './target.ts'

/**
 * The first operation that the target does not run, because its gate is not in the basis or its qubits are not coupled that way round; undefined when there is none.
 *
 * @example
 * firstUnsupported(new Circuit(2).h(0), { basis: ['cz', 'rz', 'sx'] }) // the h
 */
export function firstUnsupported(circuit: Circuit, target: Target): Operation | undefined {
  const basis = new Set(target.basis)
  const runsOn = pairTest(target)
  return circuit.operations.find((operation) => {
    const { gate, qubits } = operation
    const row = gateTable[gate]
    if (gate === 'globalPhase' || row.kind === 'barrier') return false
    if (row.kind === 'gate' && !basis.has(gate)) return true
    if (target.qubits !== undefined && qubits.some((qubit) => qubit >= (target.qubits ?? 0))) return true
    if (target.coupling === undefined || qubits.length === 1) return false
    if (qubits.length > 2) return true
    return !runsOn(qubits[0], qubits[1]) && !(isSymmetric(operation) && runsOn(qubits[1], qubits[0]))
  })
}

/** Whether a gate runs on a pair in this order. */
export function pairTest({ qubits = 0, coupling }: Target): (a: number, b: number) => boolean {
  if (coupling === undefined) return () => true
  const pairs = new Set(coupling.map(([a, b]) => a * qubits + b))
  return (a, b) => pairs.has(a * qubits + b)
}

/** Whether it does not matter which of two qubits comes first. */
export function isSymmetric({ gate }: Operation): boolean {
  const row = gateTable[gate]
  return row.symmetric === true || row.kind === 'channel'
}
