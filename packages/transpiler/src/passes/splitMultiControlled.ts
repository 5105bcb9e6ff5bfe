/**
 * Writes X gates with many controls with the help of the circuit's other qubits, whatever their state, which are given back as they were.
 *
 * Without help a gate with k controls takes 2^(k + 1) - 2 CX up to five controls and about 8 k^2 beyond; with k - 2 other qubits it takes 8 k - 6, with one of them about twice
 * as many (`decompose` of circuit). Few controls, and gates that leave no other qubit, are left to the basis translation.
 */
import { type Circuit, decompose, type Operation } from '@ketwork/circuit'

/** Up to so many controls other qubits are no help. */
const FEW_CONTROLS = 4

export interface SplitOptions {
  /** Qubits that may help each other, each qubit in one of the lists; all of the circuit's by default. */
  readonly parts?: readonly (readonly number[])[]
}

/**
 * The circuit with each `mcx` on five or more controls in one-qubit gates and cx, where there is another qubit; the same unitary, global phase included.
 *
 * @example
 * splitMultiControlled(new Circuit(9).mcx([0, 1, 2, 3, 4], 5)) // 34 cx instead of 62
 */
export function splitMultiControlled(circuit: Circuit, options: SplitOptions = {}): Circuit {
  const { parts = [Array.from({ length: circuit.qubitCount }, (_, qubit) => qubit)] } = options
  const partOf = new Map(parts.flatMap((part) => part.map((qubit) => [qubit, part])))
  const split = (operation: Operation): Operation[] => {
    const { gate, qubits } = operation
    if (gate !== 'mcx' || qubits.length <= FEW_CONTROLS + 1) return [operation]
    const spare = (partOf.get(qubits[0]) ?? []).filter((qubit) => !qubits.includes(qubit))
    return spare.length === 0 ? [operation] : decompose(operation, spare)
  }
  const operations = circuit.operations.flatMap(split)
  return operations.every((operation, i) => operation === circuit.operations[i]) ? circuit : circuit.withOperations(operations)
}
