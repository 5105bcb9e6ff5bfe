/**
 * Drops diagonal gates whose qubits are all measured next: they change phases of outcomes, which no reading shows.
 *
 * A diagonal gate goes when on each of its qubits nothing but diagonal gates that go too, and barriers, stand between it and a measurement without a condition. It changes
 * the state that the measurement leaves by a phase that depends on the outcome alone; so the joint state of outcomes and other qubits stays. One sweep from the end, O(operations).
 */
import { type Circuit, isDiagonal, type Operation } from '@ketwork/circuit'

/**
 * The circuit without diagonal gates in front of measurements; the outcomes have the same distribution, and the states after them are the same up to a phase of each.
 *
 * @example
 * removeDiagonalsBeforeMeasure(new Circuit(2).h(0).cz(0, 1).measureAll()).operations.length // 3
 */
export function removeDiagonalsBeforeMeasure(circuit: Circuit): Circuit {
  if (!circuit.operations.some(({ gate }) => gate === 'measure')) return circuit
  const measuredNext = new Uint8Array(circuit.qubitCount)
  const kept: Operation[] = []
  for (const operation of circuit.operations.toReversed()) {
    const { gate, qubits, condition } = operation
    if (condition === undefined && qubits.length > 0 && isDiagonal(operation) && qubits.every((qubit) => measuredNext[qubit] === 1))
      continue
    kept.push(operation)
    if (gate === 'barrier') continue
    const measures = gate === 'measure' && condition === undefined ? 1 : 0
    for (const qubit of qubits) measuredNext[qubit] = measures
  }
  return kept.length === circuit.operations.length ? circuit : circuit.withOperations(kept.reverse())
}
