/**
 * Drops the measurements that nothing comes after, so that a circuit that only reads its qubits at the end has amplitudes and exact expectations.
 *
 * A measurement is final when it is unconditional, no operation but barriers and other final measurements follows on its qubit, and no condition reads the bit it
 * writes: then it only reports the state that the rest prepares. It is not a pass that keeps the law of passes, since the bits are gone: it says how many it took.
 * One sweep from the end, O(operations).
 */
import type { Circuit, Operation } from '@ketwork/circuit'

export interface WithoutFinalMeasurements {
  readonly circuit: Circuit
  /** How many measurements were dropped. */
  readonly removed: number
}

/**
 * The circuit without its final measurements; those in its middle stay.
 *
 * @example
 * removeFinalMeasurements(new Circuit(1).h(0).measureAll()) // { circuit: H alone, removed: 1 }
 */
export function removeFinalMeasurements(circuit: Circuit): WithoutFinalMeasurements {
  const busy = new Set<number>() // qubits that something later acts on
  const read = new Set<string>() // bits that a later condition reads
  const kept: Operation[] = []
  for (const operation of circuit.operations.toReversed()) {
    if (isFinal(operation, busy, read)) continue
    kept.push(operation)
    if (operation.gate !== 'barrier') for (const qubit of operation.qubits) busy.add(qubit)
    for (const bit of operation.condition?.bits ?? []) read.add(bit)
  }
  return { circuit: circuit.withOperations(kept.reverse()), removed: circuit.operations.length - kept.length }
}

function isFinal({ gate, qubits, bits = [], condition }: Operation, busy: ReadonlySet<number>, read: ReadonlySet<string>): boolean {
  return gate === 'measure' && condition === undefined && !qubits.some((qubit) => busy.has(qubit)) && !bits.some((bit) => read.has(bit))
}
