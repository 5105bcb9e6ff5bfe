/**
 * The noise of a device as channels: what follows each gate on its qubits, and how readings go wrong.
 *
 * Where a gate's time and the T1 and T2 of one of its qubits are known, that qubit relaxes for that time; the rest of the gate's error is depolarizing, so that the average
 * gate infidelity of all that follows the gate is the error. Average fidelities of channels one after the other do not multiply; process fidelities F do here:
 *
 *     relaxation for a time t            F = (1 + exp(-t / T1) + 2 exp(-t / T2)) / 4, on several qubits the product
 *     then depolarizing by a share q     F becomes (1 - q) F + q / d^2 on d dimensions, q = p d^2 / (d^2 - 1) for a probability p of a Pauli error
 *     average gate infidelity            r = d (1 - F) / (d + 1)
 *
 * Horodecki, Horodecki and Horodecki, Phys. Rev. A 60, 1888 (1999); Nielsen, Phys. Lett. A 303, 249 (2002). Idle qubits and crosstalk are left out.
 */
import { type OperationName, type ReadoutError, type ThermalRelaxation } from '@ketwork/circuit'
import type { GateProperties, QubitProperties, Target } from '../target.ts'

/** What follows a gate. */
export interface GateNoise {
  /** Probability of a Pauli error, each as likely: on both qubits of a two-qubit gate together, of other gates on each qubit alone. */
  readonly depolarizing: number
  /** For each of the gate's qubits; undefined where the gate's time or the qubit's T1 or T2 is not known. */
  readonly relaxation: readonly (ThermalRelaxation | undefined)[]
}

/** A gate whose channels do not have its error. */
export interface UnmetError {
  /** See `noiseKey`. */
  readonly gate: string
  /** What the target says. */
  readonly error: number
  /** Average gate infidelity of its channels: above the error where relaxation alone is, below it where no depolarizing is as bad. */
  readonly infidelity: number
}

/** Plain data: it can be posted to a worker or edited before it is applied. */
export interface NoiseModel {
  /** By gate and qubits, see `noiseKey`. */
  readonly gates: Readonly<Record<string, GateNoise>>
  /** By qubit. */
  readonly readout: readonly (ReadoutError | undefined)[]
  /** Gates whose error cannot be met; all others have it within rounding. */
  readonly unmet: readonly UnmetError[]
}

/** Infidelities this close are the same: rounding. */
const SAME_ERROR = 1e-12
/** Halvings of an interval until its ends are neighbouring doubles. */
const HALVINGS = 60

/** `cz 3 4`: the key of a gate on its qubits. */
export function noiseKey(gate: OperationName, qubits: readonly number[]): string {
  return `${gate} ${qubits.join(' ')}`
}

/**
 * The noise model of what a target says of its gates and qubits. A T2 above 2 T1, which no qubit has, counts as 2 T1; a gate without an error only relaxes.
 *
 * @throws RangeError when an error is not a probability, or a time is not above 0
 *
 * @example
 * applyNoise(transpile(circuit, device).circuit, noiseModel(device))
 */
export function noiseModel({ gateProperties = [], qubitProperties = [] }: Target): NoiseModel {
  qubitProperties.forEach(checkQubit)
  const gates: Record<string, GateNoise> = {}
  const unmet: UnmetError[] = []
  for (const given of gateProperties) {
    const gate = noiseKey(given.gate, given.qubits)
    checkGate(gate, given)
    const { noise, infidelity } = gateNoise(given, qubitProperties)
    if (noise.depolarizing > 0 || noise.relaxation.some((each) => each !== undefined)) gates[gate] = noise
    const { error } = given
    if (error !== undefined && Math.abs(infidelity - error) > SAME_ERROR) unmet.push({ gate, error, infidelity })
  }
  const readout = qubitProperties.map(({ readoutError }) =>
    readoutError === undefined || readoutError === 0 ? undefined : { p01: readoutError, p10: readoutError },
  )
  return { gates, readout, unmet }
}

interface FoundNoise {
  readonly noise: GateNoise
  /** Average gate infidelity of all of it. */
  readonly infidelity: number
}

function gateNoise({ qubits, error, seconds = 0 }: GateProperties, properties: readonly QubitProperties[]): FoundNoise {
  const relaxation = qubits.map((qubit) => relaxationOf(properties[qubit], seconds))
  const relaxed = relaxation.map((each) => (each === undefined ? 1 : relaxationFidelity(each)))
  // a pair is depolarized as one system, other qubits one by one
  const systems =
    qubits.length === 2 ? [{ fidelity: relaxed[0] * relaxed[1], dimension: 4 }] : relaxed.map((fidelity) => ({ fidelity, dimension: 2 }))
  const fidelityAfter = (share: number): number =>
    systems.reduce((product, { fidelity, dimension }) => product * ((1 - share) * fidelity + share / dimension ** 2), 1)
  const d = 2 ** qubits.length
  const infidelityAfter = (share: number): number => (d * (1 - fidelityAfter(share))) / (d + 1)
  const least = systems.length === 0 ? 1 : systems[0].dimension ** 2
  // at the largest share each Pauli error has its largest probability, all together 1
  const most = least === 1 ? 0 : least / (least - 1)
  const share = error === undefined ? 0 : shareFor((error * (d + 1)) / d, (each) => 1 - fidelityAfter(each), most)
  const depolarizing = most === 0 ? 0 : Math.min(1, share / most)
  return { noise: { depolarizing, relaxation }, infidelity: infidelityAfter(share) }
}

/** Where a rising function of a share from 0 to `most` has a value; an end where it has not. Exact for a straight line. */
function shareFor(value: number, rising: (share: number) => number, most: number): number {
  const [bottom, top] = [rising(0), rising(most)]
  if (value <= bottom) return 0
  if (value >= top) return most
  const straight = (most * (value - bottom)) / (top - bottom)
  let [low, high] = [0, most]
  let share = straight
  for (let i = 0; i < HALVINGS && Math.abs(rising(share) - value) > Number.EPSILON; i++) {
    if (rising(share) < value) low = share
    else high = share
    share = (low + high) / 2
  }
  return share
}

function relaxationOf(properties: QubitProperties | undefined, time: number): ThermalRelaxation | undefined {
  if (time === 0 || properties?.t1 === undefined || properties.t2 === undefined) return undefined
  const { t1, t2 } = properties
  return { t1, t2: Math.min(t2, 2 * t1), time }
}

/** Process fidelity. */
function relaxationFidelity({ t1, t2, time }: ThermalRelaxation): number {
  return (1 + Math.exp(-time / t1) + 2 * Math.exp(-time / t2)) / 4
}

function checkQubit({ t1, t2, readoutError }: QubitProperties, qubit: number): void {
  for (const [name, time] of Object.entries({ t1, t2 })) {
    if (time !== undefined && !(time > 0 && time < Infinity))
      throw new RangeError(`${name} of qubit ${qubit} is ${time}: it must be a finite time above 0, or left out where it is not known`)
  }
  if (readoutError !== undefined) checkProbability(`the readout error of qubit ${qubit}`, readoutError)
}

function checkGate(gate: string, { error, seconds }: GateProperties): void {
  if (error !== undefined) checkProbability(`the error of ${gate}`, error)
  if (seconds !== undefined && !(seconds >= 0 && seconds < Infinity))
    throw new RangeError(`the time of ${gate} is ${seconds} s: it must be finite and not below 0`)
}

function checkProbability(what: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${what} is ${value}: a probability is from 0 to 1`)
}
