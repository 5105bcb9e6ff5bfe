/** Sets of qubits as 32-bit masks, of which the highest bit is a sign: they hold qubits 0 to 30, more than a state vector can have. */

export const MASK_QUBITS = 31

/** @throws RangeError for a qubit that no mask holds, which would be taken for another one */
export function qubitBit(qubit: number): number {
  if (!Number.isInteger(qubit) || qubit < 0 || qubit >= MASK_QUBITS)
    throw new RangeError(`qubit ${qubit} has no place in a mask: masks hold qubits 0 to ${MASK_QUBITS - 1}`)
  return 1 << qubit
}

/** The bits of these qubits. @throws RangeError for a qubit that no mask holds */
export function maskOf(qubits: readonly number[]): number {
  return qubits.reduce((mask, qubit) => mask | qubitBit(qubit), 0)
}
