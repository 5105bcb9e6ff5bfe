/** A circuit that lists its bits in the order in which a file declares them. */
import { Circuit } from '../Circuit.ts'
import type { Operation } from '../gates/Operation.ts'

/** What a file has come to. */
export interface ReadProgram {
  readonly qubits: number
  /** All bits, in the order of declaration. */
  readonly bits: readonly string[]
  readonly operations: readonly Operation[]
  /** Bits that the file writes or reads where no operation is left of it. */
  readonly named?: ReadonlySet<string>
}

/** The circuit; of the declared bits it has those that are written or read, in their order. A program without qubits has one that stays 0. */
export function circuitWithBits({ qubits, bits, operations, named }: ReadProgram): Circuit {
  const used = new Set(named)
  for (const { bits: written = [], condition } of operations) {
    for (const bit of written) used.add(bit)
    if (condition !== undefined) for (const bit of condition.bits) used.add(bit)
  }
  const circuit = new Circuit(Math.max(qubits, 1))
  for (const bit of bits) if (used.has(bit)) circuit.measure(0, bit) // `withOperations` keeps the order of the names
  return circuit.withOperations(operations)
}
