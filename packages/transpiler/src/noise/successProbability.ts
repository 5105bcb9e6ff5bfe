/** How likely a circuit runs on a device without an error, as far as the device's error rates tell: what noise-aware choices are made by. */
import { type Circuit, gateTable, type Operation } from '@ketwork/circuit'
import type { Target } from '../target.ts'

/** Error rates by device qubit and pair, whatever the order and the gate. */
export interface ErrorRates {
  readonly single: Float64Array
  readonly readout: Float64Array
  /** At a * qubits + b. */
  readonly pair: Float64Array
}

/** An error of 1 would make all else alike. */
const WORST = 0.999

/** The rates of a target, or undefined when it gives none for its two-qubit gates. Pairs without a rate get the mean. */
export function errorRates({ qubits, gateProperties = [], qubitProperties = [] }: Target): ErrorRates | undefined {
  const pairs = gateProperties.filter((each) => each.qubits.length === 2 && each.error !== undefined && each.error < 1)
  if (qubits === undefined || pairs.length === 0) return undefined
  const single = new Float64Array(qubits)
  for (const { qubits: on, error = 0 } of gateProperties)
    if (on.length === 1) single[on[0]] = Math.max(single[on[0]], Math.min(error, WORST))
  const mean = pairs.reduce((sum, { error = 0 }) => sum + error, 0) / pairs.length
  const pair = new Float64Array(qubits * qubits).fill(mean)
  for (const { qubits: on, error = 0 } of gateProperties) {
    if (on.length === 2) pair[on[0] * qubits + on[1]] = pair[on[1] * qubits + on[0]] = Math.min(error, WORST)
  }
  const readout = Float64Array.from({ length: qubits }, (_, qubit) => Math.min(qubitProperties[qubit]?.readoutError ?? 0, WORST))
  return { single, readout, pair }
}

/** The logarithm of the probability that no operation fails; gates that only turn about Z are free. */
export function logSuccess(circuit: Circuit, rates: ErrorRates): number {
  return circuit.operations.reduce((sum, operation) => sum + Math.log1p(-errorOf(operation, rates, circuit.qubitCount)), 0)
}

function errorOf({ gate, qubits }: Operation, { single, readout, pair }: ErrorRates, deviceQubits: number): number {
  if (gate === 'measure') return readout[qubits[0]]
  if (gate === 'barrier' || qubits.length === 0 || qubits.length > 2) return 0
  if (qubits.length === 2) return pair[qubits[0] * deviceQubits + qubits[1]]
  const row = gateTable[gate]
  return row.kind === 'gate' && row.diagonal === true ? 0 : single[qubits[0]]
}
