/**
 * The truth that results are compared with: circuit's slow oracles on bound circuits, one row at a time.
 */
import { applyToState, type Circuit, pauliExpectation, type PauliSum, totalOfPauliSums } from '@ketwork/circuit'
import { gatherBits, type Matrix } from '@ketwork/math'
import type { AmplitudeBatch } from '../backend.ts'

/** |0...0> of n qubits. */
function zeroState(qubits: number): Float64Array {
  const state = new Float64Array(2 * 2 ** qubits)
  state[0] = 1
  return state
}

/** The values of both kinds of symbols in one row of a batch. */
export function rowValues(
  circuit: Circuit,
  row: number,
  parameters: ArrayLike<number> | Matrix,
  features?: Matrix,
): Record<string, number> {
  const values: Record<string, number> = {}
  circuit.parameters.forEach((name, i) => {
    values[name] = 'data' in parameters ? parameters.data[row * parameters.columns + i] : parameters[i]
  })
  circuit.features.forEach((name, i) => {
    if (features !== undefined) values[name] = features.data[row * features.columns + i]
  })
  return values
}

/** The state after the circuit with these values. */
export function oracleState(circuit: Circuit, values: Record<string, number>, initial = zeroState(circuit.qubitCount)): Float64Array {
  return applyToState(circuit.bind(values), initial)
}

/** Inputs in the forms that the suite draws. */
export interface OracleInputs {
  readonly parameters?: ArrayLike<number> | Matrix
  readonly features?: Matrix
  readonly initial?: AmplitudeBatch
}

/** The state of each row. */
export function oracleStates(circuit: Circuit, { parameters = [], features, initial }: OracleInputs): Float64Array[] {
  const rows = features?.rows ?? ('data' in parameters ? parameters.rows : (initial?.rows ?? 1))
  const width = 2 * 2 ** circuit.qubitCount
  return Array.from({ length: rows }, (_, row) => {
    const first = initial?.rows === 1 ? 0 : row * width
    const start = initial && Float64Array.from(initial.data.subarray(first, first + width))
    return oracleState(circuit, rowValues(circuit, row, parameters, features), start)
  })
}

/** B x 2^n. */
export function oracleAmplitudes(circuit: Circuit, inputs: OracleInputs = {}): number[] {
  return oracleStates(circuit, inputs).flatMap((state) => [...state])
}

/** B x K. */
export function oracleValues(circuit: Circuit, inputs: OracleInputs, observables: readonly PauliSum[]): number[] {
  return oracleStates(circuit, inputs).flatMap((state) => observables.map((observable) => pauliExpectation(observable, state)))
}

/** One number for each observable. */
export function oracleExpectations(
  circuit: Circuit,
  values: Record<string, number>,
  observables: readonly PauliSum[],
  initial?: Float64Array,
): number[] {
  const state = oracleState(circuit, values, initial)
  return observables.map((observable) => pauliExpectation(observable, state))
}

/** The absolute coefficients added up: a bound of the expectation. */
export function pauliWeight(...observables: readonly PauliSum[]): number {
  return totalOfPauliSums(observables).terms.reduce((sum, { re, im }) => sum + Math.hypot(re, im), 0)
}

/** |amplitude|^2 summed over the other qubits: bit i of the result's index is `qubits[i]`. */
export function marginal(state: Float64Array, qubits: readonly number[]): Float64Array {
  const result = new Float64Array(2 ** qubits.length)
  for (let x = 0; 2 * x < state.length; x++) result[gatherBits(x, qubits)] += state[2 * x] ** 2 + state[2 * x + 1] ** 2
  return result
}
