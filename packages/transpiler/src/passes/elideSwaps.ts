/**
 * Takes SWAPs out of a circuit and lets the wires cross instead: what follows acts on the exchanged qubits, and the permutation that is left at the end is reported.
 *
 * iSWAP and DCX are a SWAP and one gate of the class of CX, so they become that gate: iSWAP = SWAP CZ (S x S), DCX = SWAP CX(b, a).
 * It is not a pass that keeps the unitary: whoever calls it must carry the permutation.
 */
import type { Circuit, Operation } from '@ketwork/circuit'

export interface WithoutSwaps {
  readonly circuit: Circuit
  /** The qubit of the new circuit that holds each qubit of the old one at the end. */
  readonly places: readonly number[]
}

/**
 * The circuit without unconditional SWAPs and the permutation of its qubits at the end.
 *
 * @example
 * elideSwaps(new Circuit(2).swap(0, 1).x(0)) // { circuit: X on qubit 1, places: [1, 0] }
 */
export function elideSwaps(circuit: Circuit): WithoutSwaps {
  const places = Array.from({ length: circuit.qubitCount }, (_, qubit) => qubit)
  const result: Operation[] = []
  for (const operation of circuit.operations) {
    const { gate, qubits, condition } = operation
    const moved = qubits.map((qubit) => places[qubit])
    const exchanged = condition === undefined ? exchanges[gate] : undefined
    if (exchanged === undefined) {
      result.push(qubits.every((qubit, i) => qubit === moved[i]) ? operation : { ...operation, qubits: moved })
      continue
    }
    for (const each of exchanged(moved[0], moved[1])) result.push(each)
    const [a, b] = qubits
    ;[places[a], places[b]] = [places[b], places[a]]
  }
  return { circuit: circuit.withOperations(result), places }
}

/** What is left of a gate when a SWAP is taken from its end. */
const exchanges: Partial<Record<Operation['gate'], (a: number, b: number) => Operation[]>> = {
  swap: () => [],
  iswap: (a, b) => [
    { gate: 's', qubits: [a], angles: [] },
    { gate: 's', qubits: [b], angles: [] },
    { gate: 'cz', qubits: [a, b], angles: [] },
  ],
  // CX(a, b) CX(b, a) = SWAP CX(b, a) with the rightmost first
  dcx: (a, b) => [{ gate: 'cx', qubits: [b, a], angles: [] }],
}
