/** The whole matrix of a small circuit, the truth that passes and simulators are compared with. */
import { requireCircuit } from '../requireCircuit.ts'
import { complexIdentity, type ComplexMatrix, formatBytes } from '@ketwork/math'
import type { Circuit } from '../Circuit.ts'
import { operationMatrix } from '../gates/operationMatrix.ts'
import { applyMatrix, requireUnitary } from './applyToState.ts'

const MOST_QUBITS = 12

/**
 * The 2^n x 2^n matrix of a circuit, global phase included. O(4^n 2^k) for each gate on k qubits.
 *
 * @throws NonUnitaryOperationError when there is a measurement, reset, channel or condition
 * @throws RangeError when an angle holds a symbol, or there are more than 12 qubits
 *
 * @example
 * unitary(new Circuit(2).cx(0, 1)).data[2 * (4 * 3 + 1)] // 1: |01> goes to |11>
 */
export function unitary(circuit: Circuit): ComplexMatrix {
  requireCircuit('circuit', circuit)
  const { qubitCount } = circuit
  if (qubitCount > MOST_QUBITS) {
    throw new RangeError(
      `the matrix of ${qubitCount} qubits needs ${formatBytes(16 * 4 ** qubitCount)}: unitary takes at most ${MOST_QUBITS} qubits`,
    )
  }
  requireUnitary(circuit)
  const result = complexIdentity(2 ** qubitCount)
  for (const operation of circuit.operations) {
    if (operation.gate === 'barrier') continue
    // row-major: the row is the upper half of an entry's index, so qubit q of the row is bit n + q
    const rows = operation.qubits.map((qubit) => qubit + qubitCount)
    applyMatrix(operationMatrix(operation), rows, result.data)
  }
  return result
}
