/**
 * The general-purpose ansatz: layers of RY and RZ on every qubit and CZ between neighbours on a ring, closed by one
 * more layer of rotations.
 *
 * Kandala et al., Nature 549, 242 (2017).
 */
import { Circuit, parameter } from '@ketwork/circuit'
import { entangleRing, requireSizes } from './dataReuploading.ts'

/** Parameters w[0], w[1], ...: 2 qubits (layers + 1) of them. */
export function hardwareEfficient(qubits: number, layers: number): Circuit {
  requireSizes(qubits, layers)
  const circuit = new Circuit(qubits)
  let count = 0
  for (let layer = 0; layer <= layers; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) circuit.ry(parameter(`w[${count++}]`), qubit).rz(parameter(`w[${count++}]`), qubit)
    if (layer < layers) entangleRing(circuit)
  }
  return circuit
}
