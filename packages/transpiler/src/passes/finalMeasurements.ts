/** Takes the measurements at the end of a circuit off and puts them on again, so that what is between need not know of them. */
import type { Circuit, Operation } from '@ketwork/circuit'
import { removeFinalMeasurements } from './removeFinalMeasurements.ts'

export interface SplitMeasurements {
  readonly body: Circuit
  /** In their order. */
  readonly measurements: readonly Operation[]
}

/** The circuit without its final measurements, and those. */
export function splitFinalMeasurements(circuit: Circuit): SplitMeasurements {
  const { circuit: body, removed } = removeFinalMeasurements(circuit)
  if (removed === 0) return { body: circuit, measurements: [] }
  const kept = new Set(body.operations)
  return { body, measurements: circuit.operations.filter((operation) => !kept.has(operation)) }
}

/** The circuit with measurements at its end, the qubit q of each on `places[q]`. */
export function withFinalMeasurements(circuit: Circuit, measurements: readonly Operation[], places: readonly number[]): Circuit {
  if (measurements.length === 0) return circuit
  const moved = measurements.map((operation) => ({ ...operation, qubits: operation.qubits.map((qubit) => places[qubit]) }))
  return circuit.withOperations([...circuit.operations, ...moved])
}
