/** Turns a circuit into its JSON form. */
import { requireCircuit } from './requireCircuit.ts'
import { type Angle, isConstant } from './angles/index.ts'
import type { CircuitData } from './CircuitData.ts'
import type { Operation } from './gates/Operation.ts'
import type { AngleJson, CircuitJson, NumberJson, OperationJson } from './CircuitJson.ts'

/**
 * The circuit as plain data for `JSON.stringify`; `circuitFromJson` makes the very same circuit of it.
 *
 * Every gate, polynomial, matrix, channel, condition, readout error and name comes back to the last bit, minus zeros included.
 *
 * @example
 * const text = JSON.stringify(new Circuit(2).h(0).cx(0, 1)) // which calls it
 * circuitFromJson(JSON.parse(text)).operations.length // 2
 */
export function circuitToJson(circuit: CircuitData): CircuitJson {
  requireCircuit('circuit', circuit)
  return {
    format: 'ketwork-circuit',
    version: 1,
    qubits: circuit.qubitCount,
    parameters: [...circuit.parameters],
    features: [...circuit.features],
    bits: [...circuit.bits],
    operations: circuit.operations.map(operationJson),
  }
}

function operationJson({ gate, qubits, angles, matrix, pauli, controls, rates, bits, readout, condition }: Operation): OperationJson {
  return {
    gate,
    qubits: [...qubits],
    ...(angles.length > 0 && { angles: angles.map(angleJson) }),
    ...(matrix !== undefined && { matrix: Array.from(matrix.data, numberJson) }),
    ...(pauli !== undefined && { pauli }),
    ...(controls !== undefined && { controls }),
    ...(rates !== undefined && { rates: rates.map(numberJson) }),
    ...(bits !== undefined && { bits: [...bits] }),
    ...(readout !== undefined && { readout: { p01: numberJson(readout.p01), p10: numberJson(readout.p10) } }),
    ...(condition !== undefined && { condition: { bits: [...condition.bits], value: wholeNumberJson(condition.value) } }),
  }
}

function angleJson(angle: Angle): AngleJson {
  if (isConstant(angle)) return numberJson(angle)
  return { terms: angle.terms.map(({ coefficient, symbols }) => [numberJson(coefficient), ...symbols.map(({ name }) => name)] as const) }
}

function wholeNumberJson(value: number | bigint): number | string {
  return typeof value === 'bigint' ? String(value) : value
}

function numberJson(value: number): NumberJson {
  return Object.is(value, -0) ? '-0' : value
}
