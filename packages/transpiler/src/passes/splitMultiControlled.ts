/**
 * Writes X gates and Pauli rotations with many controls with the help of the circuit's other qubits, whatever their state, which are given back as they were.
 *
 * Without help a gate with k controls takes 2^(k + 1) - 2 CX up to seven controls and about 15 k^2 beyond; with k - 2 other qubits it takes 12 k - 18, with one of them about twice
 * as many (`decompose` of circuit). Few controls, and gates that leave no other qubit, are left to the basis translation.
 */
import { type Circuit, controlCount, decompose, type Operation } from '@ketwork/circuit'

/** Up to so many controls other qubits are no help. */
const FEW_CONTROLS = 4

/**
 * The circuit with each `mcx` and `pauliRotation` on five or more controls in one-qubit gates and cx, where there is another qubit; the same unitary, global phase included.
 *
 * @example
 * splitMultiControlled(new Circuit(9).mcx([0, 1, 2, 3, 4], 5)) // 42 cx instead of 62
 */
export function splitMultiControlled(circuit: Circuit): Circuit {
  const isWide = (operation: Operation): boolean => {
    const { gate, qubits } = operation
    return (gate === 'mcx' || gate === 'pauliRotation') && controlCount(operation) > FEW_CONTROLS && qubits.length < circuit.qubitCount
  }
  if (!circuit.operations.some(isWide)) return circuit
  const all = Array.from({ length: circuit.qubitCount }, (_, qubit) => qubit)
  return circuit.withOperations(
    circuit.operations.flatMap((operation) =>
      isWide(operation)
        ? decompose(
            operation,
            all.filter((qubit) => !operation.qubits.includes(qubit)),
          )
        : [operation],
    ),
  )
}
