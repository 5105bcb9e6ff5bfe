/**
 * An operation is a gate, channel, measurement, reset or barrier on qubits, or an assignment of a classical bit: plain data, one entry of a circuit.
 *
 * What its name means stands in the gate table; what is a valid operation is checked when it is appended to a `Circuit`.
 */
import type { ComplexMatrix } from '@ketwork/math'
import type { Angle } from '../angles/angle.ts'
import type { GateRows } from './gateTable.ts'

/** The name of a row of the gate table. */
export type OperationName = keyof GateRows

/** Readings of a measurement that are wrong; the qubit itself is left as the true outcome says. */
export interface ReadoutError {
  /** Probability that the bit reads 0 although the qubit is 1. */
  readonly p01: number
  /** Probability that the bit reads 1 although the qubit is 0. */
  readonly p10: number
}

/** Holds when the bits, the first one least significant, spell the value. A bit that was never written is 0. */
export interface Condition {
  readonly bits: readonly string[]
  /** A bigint from 2^53 on; a circuit keeps a smaller one as a number. */
  readonly value: number | bigint
}

/** All of an operation but its name and condition. */
export interface OperationFields {
  /** Controls first, then targets. */
  readonly qubits: readonly number[]
  /** Empty for what has no angle. */
  readonly angles: readonly Angle[]
  /** Of `unitary`: bit i of its index is `qubits[i]`, controls not counted. */
  readonly matrix?: ComplexMatrix
  /** Of `pauliRotation`: letter i, one of X, Y and Z, acts on `qubits[i]`, controls not counted. */
  readonly pauli?: string
  /** Of `unitary` and `pauliRotation`: how many of the leading qubits are controls, at least 1; left out where none is. */
  readonly controls?: number
  /** Of channels: see the row of the gate table. */
  readonly rates?: readonly number[]
  /** Of `measure`, `setBit` and `clearBit`: the one bit that it writes. */
  readonly bits?: readonly string[]
  /** Of `measure`. */
  readonly readout?: ReadoutError
}

export interface Operation extends OperationFields {
  readonly gate: OperationName
  readonly condition?: Condition
}
