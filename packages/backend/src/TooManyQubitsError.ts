import { formatBytes } from '@ketwork/math'

/** The run does not fit into the memory that this backend may use. Nothing was allocated. */
export class TooManyQubitsError extends RangeError {
  override readonly name = 'TooManyQubitsError'
  readonly qubits: number
  readonly bytesNeeded: number
  readonly bytesAvailable: number

  constructor(qubits: number, bytesNeeded: number, bytesAvailable: number) {
    const sizes = `${qubits} qubits need ${formatBytes(bytesNeeded)} and ${formatBytes(bytesAvailable)} are available`
    super(`${sizes}: use precision 'f32', fewer rows or qubits, or a backend with more memory`)
    this.qubits = qubits
    this.bytesNeeded = bytesNeeded
    this.bytesAvailable = bytesAvailable
  }
}
