import { Circuit } from '@ketwork/circuit'

/** A circuit in which each qubit feels all others, for tests: no part of it can be simulated alone. */
export function allMeeting(qubits: number): Circuit {
  return new Circuit(qubits).pauliRotation(
    0.3,
    'Y'.repeat(qubits),
    Array.from({ length: qubits }, (_, qubit) => qubit),
  )
}
