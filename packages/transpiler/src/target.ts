/** What a device accepts: qubits, pairs that can meet, gates, and what is known of errors and times. Devices and generators are in `devices/`. */
import { type OperationName, gateTable } from '@ketwork/circuit'
import { anyValue, inWords, listValue, numberList, objectWith, type OptionChecks, optional } from '@ketwork/math'

/** Two qubits of a device, in the order in which a gate takes them. */
export type QubitPair = readonly [number, number]

/** What is known of one gate on certain qubits. */
export interface GateProperties {
  readonly gate: OperationName
  readonly qubits: readonly number[]
  /** Probability that the gate fails. */
  readonly error?: number
  readonly seconds?: number
}

/** What is known of one qubit. */
export interface QubitProperties {
  /** Relaxation time in seconds. */
  readonly t1?: number
  /** Coherence time in seconds, at most 2 t1. */
  readonly t2?: number
  /** Probability that a reading is wrong. */
  readonly readoutError?: number
}

export interface Target {
  /** How many qubits there are; any number when omitted, then there is no coupling either. */
  readonly qubits?: number
  /** The gates that the device runs; measurement, reset, barriers, channels and global phases are always accepted. */
  readonly basis: readonly OperationName[]
  /** Pairs on which a two-qubit gate may act, first qubit first; gates that are symmetric may act both ways. Every pair when omitted. */
  readonly coupling?: readonly QubitPair[]
  readonly gateProperties?: readonly GateProperties[]
  /** One for each qubit. */
  readonly qubitProperties?: readonly QubitProperties[]
}

/** Qubits and the pairs among them: what the generators of `devices/` give, to be spread into a target. */
export interface Topology {
  readonly qubits: number
  readonly coupling: readonly QubitPair[]
}

const FIELDS: OptionChecks<Target> = {
  qubits: anyValue,
  basis: listValue,
  coupling: optional(pairsOfQubits),
  gateProperties: optional(listValue),
  qubitProperties: optional(listValue),
}

function pairsOfQubits(name: string, pairs: unknown): void {
  listValue(name, pairs)
  for (let i = 0; i < pairs.length; i++) numberList(`${name}[${i}]`, pairs[i])
}

/**
 * Refuses a target that makes no sense.
 *
 * @throws RangeError when the number of qubits is not a whole number of at least 1, a name in the basis is not that of a gate, or a pair is not of two of the qubits
 */
export function validateTarget(target: Target): void {
  objectWith('a target { basis, qubits, coupling }', 'basis')('target', target)
  for (const [name, check] of Object.entries(FIELDS)) check(name, target[name as keyof Target])
  const { qubits, basis, coupling, qubitProperties } = target
  if (qubits !== undefined && (!Number.isInteger(qubits) || qubits < 1))
    throw new RangeError(`a target has at least 1 qubit, got ${inWords(qubits)}`)
  for (const gate of basis) {
    if (!Object.hasOwn(gateTable, gate) || gateTable[gate].kind !== 'gate') {
      throw new RangeError(`${inWords(gate)} is not a gate: a basis holds names of gates such as cz, rz, sx, x`)
    }
  }
  if (coupling === undefined) return
  if (qubits === undefined) throw new RangeError('a target with coupling needs its number of qubits')
  for (const [a, b] of coupling) {
    if (a === b || ![a, b].every((qubit) => Number.isInteger(qubit) && qubit >= 0 && qubit < qubits))
      throw new RangeError(`the pair ${a}, ${b} is not one of two qubits from 0 to ${qubits - 1}`)
  }
  if (qubitProperties !== undefined && qubitProperties.length !== qubits)
    throw new RangeError(`${qubits} qubits need as many properties, got ${qubitProperties.length}`)
}
