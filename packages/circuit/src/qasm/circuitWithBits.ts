/** A circuit that lists its bits in the order in which a file declares them. */
import { Circuit } from '../Circuit.ts'
import type { Operation } from '../gates/Operation.ts'

/** The circuit of these operations; of the declared bits it has those that are written or read, in that order. */
export function circuitWithBits(qubits: number, declared: readonly string[], operations: readonly Operation[]): Circuit {
  const used = new Set<string>()
  for (const { bits = [], condition } of operations) {
    for (const bit of bits) used.add(bit)
    if (condition !== undefined) for (const bit of condition.bits) used.add(bit)
  }
  const circuit = new Circuit(qubits)
  for (const bit of declared) if (used.has(bit)) circuit.measure(0, bit) // `withOperations` keeps the order of the names
  return circuit.withOperations(operations)
}
