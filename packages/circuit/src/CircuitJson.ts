/**
 * The JSON form of a circuit, version 1: plain data that `JSON.stringify` writes and `JSON.parse` reads back without loss.
 *
 * Files of version 1 stay readable: `testdata/json` keeps one. A change that old readers would misread gets a new version.
 */

/** A double; minus zero, which JSON text would lose, as a string. */
export type NumberJson = number | '-0'

/** A number, or a polynomial: each term a coefficient and the names of its symbols, in the circuit's canonical order. */
export type AngleJson = NumberJson | { readonly terms: readonly (readonly [NumberJson, ...string[]])[] }

/** An operation as in a circuit; what is empty or absent there is left out. */
export interface OperationJson {
  readonly gate: string
  readonly qubits: readonly number[]
  readonly angles?: readonly AngleJson[]
  /** Row by row, `re, im` each: 2 * 4^k numbers on k qubits, controls not counted. */
  readonly matrix?: readonly NumberJson[]
  readonly pauli?: string
  /** Of a unitary or Pauli rotation: how many of the leading qubits are controls. */
  readonly controls?: number
  readonly rates?: readonly NumberJson[]
  readonly bits?: readonly string[]
  readonly readout?: { readonly p01: NumberJson; readonly p10: NumberJson }
  /** A value from 2^53 on is a string of decimal digits. */
  readonly condition?: { readonly bits: readonly string[]; readonly value: number | string }
}

/** A circuit as plain data. */
export interface CircuitJson {
  readonly format: 'ketwork-circuit'
  readonly version: 1
  readonly qubits: number
  /** In the circuit's order, those included that no operation uses any more; likewise `features` and `bits`. */
  readonly parameters: readonly string[]
  readonly features: readonly string[]
  readonly bits: readonly string[]
  readonly operations: readonly OperationJson[]
}
