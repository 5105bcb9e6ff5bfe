/** The depth that counts on devices, where gates between qubits are the slow and the wrong ones. */
import type { Circuit } from '../Circuit.ts'
import { gateTable } from '../gates/gateTable.ts'
import { depth } from './depth.ts'

/**
 * The number of layers of gates on two or more qubits: the longest chain of them, other operations taking no time. O(operations).
 *
 * @example
 * twoQubitDepth(new Circuit(3).h(0).cx(0, 1).t(1).cx(1, 2)) // 2
 */
export function twoQubitDepth(circuit: Circuit): number {
  return depth(circuit, { counted: ({ gate, qubits }) => qubits.length > 1 && gateTable[gate].kind === 'gate' })
}
