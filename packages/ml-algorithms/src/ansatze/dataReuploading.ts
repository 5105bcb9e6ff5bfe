/**
 * A circuit that encodes its features again in every layer, with a trainable scale and offset: the ansatz of
 * `QuantumClassifier`.
 *
 * Perez-Salinas et al., Quantum 4, 226 (2020). Layer l turns qubit q by RY(scale x_q + offset) and RZ(turn), then joins
 * neighbours by CZ on a ring; the last layer is RY alone, since what is measured are Z expectations.
 */
import { Circuit, feature, parameter, plus, times } from '@ketwork/circuit'
import { wholeNumber } from '@ketwork/math'

/**
 * Parameters scale[l,q], offset[l,q], turn[l,q] in that order (no turn in the last layer); features x[0] to x[qubits -
 * 1].
 */
export function dataReuploading(qubits: number, layers: number): Circuit {
  requireSizes(qubits, layers)
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < layers; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      const name = (what: string) => parameter(`${what}[${layer},${qubit}]`)
      circuit.ry(plus(times(name('scale'), feature(`x[${qubit}]`)), name('offset')), qubit)
      if (layer + 1 < layers) circuit.rz(name('turn'), qubit)
    }
    if (layer + 1 < layers) entangleRing(circuit)
  }
  return circuit
}

/** CZ between neighbours on a ring; a single one for two qubits, none for one. */
export function entangleRing(circuit: Circuit): void {
  const { qubitCount } = circuit
  for (let qubit = 0; qubit + 1 < qubitCount; qubit++) circuit.cz(qubit, qubit + 1)
  if (qubitCount > 2) circuit.cz(qubitCount - 1, 0)
}

const atLeastOne = wholeNumber(1)

export function requireSizes(qubits: number, layers: number): void {
  atLeastOne('qubits', qubits)
  atLeastOne('layers', layers)
}
