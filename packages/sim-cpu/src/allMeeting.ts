import { Circuit } from '@ketwork/circuit'

/** A circuit of two qubits and more whose outcomes and pairs of outcomes feel all qubits, for tests: no part of it can be simulated alone. */
export function allMeeting(qubits: number): Circuit {
  const all = Array.from({ length: qubits }, (_, qubit) => qubit)
  return new Circuit(qubits).pauliRotation(0.4, `YZ${'Y'.repeat(qubits - 2)}`, all).pauliRotation(0.3, 'Y'.repeat(qubits), all)
}
