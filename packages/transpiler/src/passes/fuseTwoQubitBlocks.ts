/**
 * Fuses two-qubit blocks of constant gates into one 4 x 4 matrix each, for simulators.
 *
 * A dense matrix on two qubits costs a simulator about as much as two or three of the gates it is made of, so that only blocks of some length gain. Gates with symbols or
 * conditions stay and bound the blocks (`twoQubitBlocks.ts`). O(operations).
 */
import type { Circuit, Operation } from '@ketwork/circuit'
import { complexMatrix } from '@ketwork/math'
import { twoQubitBlocks } from './twoQubitBlocks.ts'

export interface FusionOptions {
  /** How many operations a block has at least, 4 by default. */
  readonly atLeast?: number
}

/**
 * The circuit with each two-qubit block of at least so many operations as one `unitary`; the same unitary, global phase included.
 *
 * @example
 * fuseTwoQubitBlocks(new Circuit(2).h(0).cx(0, 1).t(1).cx(0, 1)).operations.length // 1
 */
export function fuseTwoQubitBlocks(circuit: Circuit, { atLeast = 4 }: FusionOptions = {}): Circuit {
  const long = twoQubitBlocks(circuit).filter(({ indices }) => indices.length >= Math.max(2, atLeast))
  if (long.length === 0) return circuit
  const slots: (Operation | null)[] = [...circuit.operations]
  for (const { indices, place, qubits, matrix, phase } of long) {
    for (const index of indices) slots[index] = null
    slots[place] = { gate: 'unitary', qubits, angles: [], matrix: complexMatrix(4, 4, timesPhase(matrix, phase)) }
  }
  return circuit.withOperations(slots.filter((operation) => operation !== null))
}

function timesPhase(matrix: Float64Array, phase: number): Float64Array {
  const [cos, sin] = [Math.cos(phase), Math.sin(phase)]
  return matrix.map((value, q) => (q % 2 === 0 ? cos * value - sin * matrix[q + 1] : cos * value + sin * matrix[q - 1]))
}
