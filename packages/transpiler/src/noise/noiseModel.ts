/**
 * The noise of a device as channels: what follows each gate on its qubits, and how readings go wrong.
 *
 * Where a gate's time and the T1 and T2 of its qubits are known, they relax for that time; what is left of the gate's error is depolarizing. A gate error is an average
 * infidelity r; a depolarizing channel with probability p on d dimensions has r = p d / (d + 1), relaxation of one qubit for a time t
 * r = 1/2 - exp(-t / T1) / 6 - exp(-t / T2) / 3. Idle qubits and crosstalk are left out.
 */
import { type OperationName, type ReadoutError, type ThermalRelaxation } from '@ketwork/circuit'
import type { GateProperties, QubitProperties, Target } from '../target.ts'

/** What follows a gate. */
export interface GateNoise {
  /** Probability of a Pauli error on the gate's qubits, each as likely. */
  readonly depolarizing: number
  /** One for each of the gate's qubits, or none. */
  readonly relaxation: readonly ThermalRelaxation[]
}

/** Plain data: it can be posted to a worker or edited before it is applied. */
export interface NoiseModel {
  /** By gate and qubits, see `noiseKey`. */
  readonly gates: Readonly<Record<string, GateNoise>>
  /** By qubit. */
  readonly readout: readonly (ReadoutError | undefined)[]
}

/** `cz 3 4`: the key of a gate on its qubits. */
export function noiseKey(gate: OperationName, qubits: readonly number[]): string {
  return `${gate} ${qubits.join(' ')}`
}

/**
 * The noise model of what a target says of its gates and qubits.
 *
 * @example
 * applyNoise(transpile(circuit, device).circuit, noiseModel(device))
 */
export function noiseModel({ gateProperties = [], qubitProperties = [] }: Target): NoiseModel {
  const gates = gateProperties.map((given) => [noiseKey(given.gate, given.qubits), gateNoise(given, qubitProperties)] as const)
  const readout = qubitProperties.map(({ readoutError }) =>
    readoutError === undefined || readoutError === 0 ? undefined : { p01: readoutError, p10: readoutError },
  )
  return {
    gates: Object.fromEntries(gates.filter(([, { depolarizing, relaxation }]) => depolarizing > 0 || relaxation.length > 0)),
    readout,
  }
}

function gateNoise({ qubits, error = 0, seconds = 0 }: GateProperties, properties: readonly QubitProperties[]): GateNoise {
  const relaxation =
    seconds === 0 ? [] : qubits.map((qubit) => relaxationOf(properties[qubit], seconds)).filter((each) => each !== undefined)
  const kept = relaxation.reduce((fidelity, each) => fidelity * (1 - relaxationError(each)), 1)
  const rest = Math.max(0, error - (1 - kept))
  const dimension = 2 ** qubits.length
  return {
    depolarizing: Math.min(1, (rest * (dimension + 1)) / dimension),
    relaxation: relaxation.length === qubits.length ? relaxation : [],
  }
}

function relaxationOf(properties: QubitProperties | undefined, time: number): ThermalRelaxation | undefined {
  if (properties?.t1 === undefined || properties.t2 === undefined) return undefined
  const { t1, t2 } = properties
  return { t1, t2: Math.min(t2, 2 * t1), time }
}

/** Average infidelity. */
function relaxationError({ t1, t2, time }: ThermalRelaxation): number {
  return 1 / 2 - Math.exp(-time / t1) / 6 - Math.exp(-time / t2) / 3
}
