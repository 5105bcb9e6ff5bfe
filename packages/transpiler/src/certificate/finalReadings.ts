/**
 * A circuit that only reads its qubits at the end, taken apart into what prepares the state and what is read from it.
 *
 * One walk forward. A qubit is closed by its measurement and a bit is closed by what is written into it; whatever touches a closed qubit or bit again
 * makes the measurement one in mid-circuit, and then the circuit is none of these. The passes have a rule of their own for the measurements that
 * they may drop: the certificate must not share it.
 */
import type { Circuit, Operation } from '@ketwork/circuit'

export interface FinalReadings {
  /** The unitary part, in order. */
  readonly body: Circuit
  /** The measurement that writes each bit. */
  readonly readings: ReadonlyMap<string, Operation>
}

/** Undefined where anything but gates and final measurements happens: reset, channels, conditions, a qubit used or a bit written after its reading. */
export function finalReadings(circuit: Circuit): FinalReadings | undefined {
  const closed = new Set<number>()
  const readings = new Map<string, Operation>()
  const body: Operation[] = []
  for (const operation of circuit.operations) {
    const { gate, qubits, bits } = operation
    if (gate === 'barrier') continue
    if (qubits.some((qubit) => closed.has(qubit)) || operation.condition !== undefined) return undefined
    if (gate === 'measure') {
      const [bit] = bits ?? []
      if (bit === undefined || readings.has(bit)) return undefined
      readings.set(bit, operation)
      closed.add(qubits[0])
    } else if (isUnitary(operation)) body.push(operation)
    else return undefined
  }
  return { body: circuit.withOperations(body), readings }
}

/** Whether an operation is a gate that runs whatever was measured. */
export function isUnitary({ gate, condition, bits, rates }: Operation): boolean {
  return condition === undefined && bits === undefined && rates === undefined && gate !== 'reset'
}
