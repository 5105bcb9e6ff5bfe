/** Writes gates on more than two qubits with one-qubit gates and CX, so that a router can bring their qubits together pair by pair. */
import { type Circuit, decompose, gateTable, type Operation } from '@ketwork/circuit'
import { rewriteOperations } from './rewriteOperations.ts'

/**
 * The circuit with gates on at most two qubits; the same unitary, global phase included.
 *
 * @throws UnsupportedGateError for a unitary on more than 8 qubits
 */
export function splitWideGates(circuit: Circuit): Circuit {
  const isNarrow = ({ gate, qubits }: Operation): boolean => qubits.length <= 2 || gateTable[gate].kind !== 'gate'
  return circuit.operations.every(isNarrow) ? circuit : rewriteOperations(circuit, isNarrow, decompose)
}
