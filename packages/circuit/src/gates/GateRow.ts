/** What a row of the gate table says about its gate, channel, measurement, reset, barrier or assignment of a classical bit. */
import type { ComplexMatrix } from '@ketwork/math'
import type { OperationFields } from './Operation.ts'
import type { Primitive } from './Primitive.ts'

/** An operation's fields once its angles are numbers. */
export interface NumericFields extends OperationFields {
  readonly angles: readonly number[]
}

interface Row {
  /** How many qubits, controls included. */
  readonly qubits: number | 'any'
  /** How many of the leading qubits are controls; `given`: the operation says it (`controls`), none by default. */
  readonly controls: number | 'all but last' | 'given'
  readonly angles: number
  /** Turns the arguments of the `Circuit` method of this name into the fields of an operation. */
  readonly build: (...given: never[]) => OperationFields
  /** Refuses fields that only this row can judge: a matrix, letters, rates, bits. Numbers of qubits and angles are checked for all rows alike. */
  readonly check?: (fields: OperationFields) => void
  /** The same whatever the order of its qubits. Controls are always interchangeable. */
  readonly symmetric?: true
  /** Its name in qelib1.inc, or Qiskit's where that file lacks it. */
  readonly qasm?: string
  /**
   * How it is drawn, a symbol a qubit; a single one for several qubits is a box around them all. Where the number of qubits is open, the first one
   * of several is repeated. ●, ⊕, × and ░ are marks on the wire, all else stands in a box.
   */
  readonly symbols: readonly string[]
}

/** A gate at angles that are always the same. */
export interface FixedGate {
  readonly gate: string
  readonly angles: readonly number[]
}

/** A unitary. */
export interface UnitaryRow extends Row {
  readonly kind: 'gate'
  /** Bit i of the index is `qubits[i]`. */
  readonly matrix: (fields: NumericFields) => ComplexMatrix
  /** In the order in which they act; their product is `matrix`, phase included. Angles stay polynomial. */
  readonly primitives: (fields: OperationFields) => Primitive[]
  /** The name of the gate that undoes it with the same fields, or with these angles; or the fields with which the gate itself does. */
  readonly inverse: string | FixedGate | ((fields: OperationFields) => OperationFields)
  /** The gate with one more control in front, if it has a row. */
  readonly controlled?: string
  /** Whatever its angles, the matrix is Hermitian. */
  readonly hermitian?: true
  /** Whatever its angles, the matrix is diagonal. */
  readonly diagonal?: true
  /** Whatever its angles, it takes Pauli strings to Pauli strings. */
  readonly clifford?: true
}

/** A completely positive, trace preserving map: rho -> sum of K rho K^dagger. */
export interface ChannelRow extends Row {
  readonly kind: 'channel'
  /** Their number depends on no rate. */
  readonly kraus: (rates: readonly number[]) => ComplexMatrix[]
}

export interface OtherRow extends Row {
  readonly kind: 'measure' | 'reset' | 'barrier' | 'assign'
}

export type GateRow = UnitaryRow | ChannelRow | OtherRow
