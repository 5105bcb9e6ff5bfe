import { formatBytes } from '@ketwork/math'

/** The run does not fit into the memory that this backend may use. Nothing was allocated. */
export class TooManyQubitsError extends RangeError {
  override readonly name = 'TooManyQubitsError'
  readonly qubits: number
  readonly bytesNeeded: number
  readonly bytesAvailable: number

  /** @param why so many qubits are needed, where it is not the whole circuit */
  constructor(qubits: number, bytesNeeded: number, bytesAvailable: number, why?: string) {
    const sizes = `${qubits} qubits need ${formatBytes(bytesNeeded)} and ${formatBytes(bytesAvailable)} are available`
    super(`${why === undefined ? '' : `${why}; `}${sizes}: use precision 'f32', fewer rows or qubits, or a backend with more memory`)
    this.qubits = qubits
    this.bytesNeeded = bytesNeeded
    this.bytesAvailable = bytesAvailable
  }
}
