/** Writes gates on more than two qubits with one-qubit gates and CX, so that a router can bring their qubits together pair by pair. */
import { type Circuit, decompose, gateTable, type Operation, UnsupportedGateError } from '@ketwork/circuit'
import { rewriteOperations } from './rewriteOperations.ts'

/** Gates on more qubits than this grow with the square of their width. */
const NARROW = 6
/** Two-qubit gates that wide gates of a circuit may take together, as far as `wideGateCost` tells: some seconds of work. */
const MOST_TWO_QUBIT_GATES = 30_000

/** About how many two-qubit gates an operation takes that is much wider than two qubits, 0 for all others. */
export function wideGateCost({ gate, qubits }: Operation): number {
  return qubits.length > NARROW && gateTable[gate].kind === 'gate' ? 8 * qubits.length ** 2 : 0
}

/**
 * The circuit with gates on at most two qubits; the same unitary, global phase included.
 *
 * @throws UnsupportedGateError for a unitary on more than 8 qubits, controls not counted, and for gates with so many controls that they take more than 30,000 two-qubit gates
 */
export function splitWideGates(circuit: Circuit): Circuit {
  requireBounded(circuit)
  const isNarrow = ({ gate, qubits }: Operation): boolean => qubits.length <= 2 || gateTable[gate].kind !== 'gate'
  return circuit.operations.every(isNarrow) ? circuit : rewriteOperations(circuit, isNarrow, decompose)
}

function requireBounded({ operations }: Circuit): void {
  let sum = 0
  for (const operation of operations) {
    sum += wideGateCost(operation)
    if (sum <= MOST_TWO_QUBIT_GATES) continue
    const help =
      operation.gate === 'mcx'
        ? 'with one qubit more in the circuit, in whatever state, it takes 16 for each control'
        : 'use fewer controls'
    throw new UnsupportedGateError(
      operation,
      `with the wide gates before it about ${sum} two-qubit gates are needed, at most ${MOST_TWO_QUBIT_GATES} are made: ${help}`,
    )
  }
}
