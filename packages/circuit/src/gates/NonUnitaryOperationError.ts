import type { Operation } from './Operation.ts'

/** A measurement, reset, channel or condition stands where only unitary operations make sense. */
export class NonUnitaryOperationError extends TypeError {
  override readonly name = 'NonUnitaryOperationError'
  readonly operation: Operation

  /** @param what that the operation does not have: `inverse`, `matrix`, ... */
  constructor(operation: Operation, what: string) {
    const { gate, qubits, condition } = operation
    const where = qubits.length === 0 ? '' : ` on qubit${qubits.length === 1 ? '' : 's'} ${qubits.join(', ')}`
    const when = condition === undefined ? '' : ` with a condition on ${condition.bits.join(', ')}`
    super(`${gate}${where}${when} has no ${what}: only unconditional unitary operations have`)
    this.operation = operation
  }
}
