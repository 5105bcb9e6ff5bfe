/** The depth in two-qubit gates, which on devices are slower and less accurate than gates on one qubit. */
import { requireCircuit } from '../requireCircuit.ts'
import type { Circuit } from '../Circuit.ts'
import { gateTable } from '../gates/gateTable.ts'
import type { Operation } from '../gates/Operation.ts'
import { depth } from './depth.ts'

/**
 * Whether an operation is a unitary gate on two or more qubits, with or without a condition; channels, measurements, resets and barriers are not.
 *
 * Two-qubit depth and two-qubit gate counts are defined by it, in drawings as in the report of a transpilation: a Toffoli gate counts as one.
 */
export function isMultiQubitGate({ gate, qubits }: Operation): boolean {
  return qubits.length > 1 && gateTable[gate].kind === 'gate'
}

/**
 * The number of layers of gates on two or more qubits (`isMultiQubitGate`): the longest chain of such gates that share qubits or bits.
 *
 * All other operations take no time but keep their order: a gate after a barrier, a channel or a measurement waits for the gates before it. O(operations).
 *
 * @example
 * twoQubitDepth(new Circuit(3).h(0).cx(0, 1).t(1).cx(1, 2)) // 2
 */
export function twoQubitDepth(circuit: Circuit): number {
  requireCircuit('circuit', circuit)
  return depth(circuit, { counted: isMultiQubitGate })
}
