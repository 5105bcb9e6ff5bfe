/** What a device accepts. */
import { type OperationName, gateTable } from '@ketwork/circuit'

export interface Target {
  /** How many qubits there are; any number when omitted. */
  readonly qubits?: number
  /** The gates that the device runs; measurement, reset, barriers, channels and global phases are always accepted. */
  readonly basis: readonly OperationName[]
}

/**
 * Refuses a target that makes no sense.
 *
 * @throws RangeError when the number of qubits is not a whole number of at least 1, or a name in the basis is not that of a gate
 */
export function validateTarget({ qubits, basis }: Target): void {
  if (qubits !== undefined && (!Number.isInteger(qubits) || qubits < 1))
    throw new RangeError(`a target has at least 1 qubit, got ${qubits}`)
  for (const gate of basis) {
    if (!Object.hasOwn(gateTable, gate) || gateTable[gate].kind !== 'gate') {
      throw new RangeError(`'${gate}' is not a gate: a basis holds names of gates such as cz, rz, sx, x`)
    }
  }
}
