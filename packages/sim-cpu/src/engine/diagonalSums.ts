/** The table T of a group of diagonal gates: what it multiplies by, for each basis state. */
import { type DiagonalGroup, diagonalTable, maskOf, walshHadamard } from '@ketwork/backend/simulator'

/** T by one Walsh-Hadamard transform of the weights where no gate has controls: n 2^n additions, however many gates. */
export function diagonalSums(group: DiagonalGroup, weights: Float64Array, qubits: number): Float64Array {
  if (group.entries.some((entry) => entry.controls.length > 0)) return diagonalTable(group, weights, qubits)
  const table = new Float64Array(2 ** qubits)
  group.entries.forEach((entry, index) => (table[maskOf(entry.qubits)] += weights[index]))
  walshHadamard(table)
  return table
}

/** Equal for groups with the same table, such as the layers of one cost function. */
export function diagonalKey(group: DiagonalGroup, constants: Float64Array): string {
  return group.entries
    .map(({ controls, qubits, factor, coefficient }) => `${maskOf(controls)} ${maskOf(qubits)} ${factor * constants[coefficient]}`)
    .join(',')
}
