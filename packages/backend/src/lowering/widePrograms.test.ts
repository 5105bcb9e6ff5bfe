/** Programs have any number of qubits: they are lowered, checked, encoded and given inputs; only what runs them has a limit. */
import { Circuit, feature, parameter } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import type { Backend } from '../backend.ts'
import { programFromJson, programToJson } from '../codecs/programJson.ts'
import { requireProgram } from '../codecs/requireProgram.ts'
import { resolveInputs } from '../inputs.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { measurementPlan } from '../shots/measurementPlan.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { compileProgram } from './compileProgram.ts'
import { deferMeasurements, dynamicReason } from './dynamics.ts'
import { qubitBit } from './schedule/qubitBit.ts'

const WIDTHS = [30, 31, 32, 33, 53, 64, 1000]

/** Every kind of instruction, on low and high qubits, with measured and conditional ones. */
function wideCircuit(qubits: number): Circuit {
  const [last, middle] = [qubits - 1, qubits >> 1]
  return new Circuit(qubits)
    .h(0)
    .rx(parameter('w'), last)
    .rzz(feature('x'), 0, last)
    .swap(middle, last)
    .mcx([0, 1, middle], last)
    .pauliRotation(0.3, 'XYZ', [0, middle, last])
    .measure(last, 'a')
    .when({ bits: ['a'], value: 1 }, (then) => then.x(middle))
    .reset(last)
    .depolarizing(0.1, middle)
}

describe.each(WIDTHS)('a program of %i qubits', (qubits) => {
  const program = compileProgram(wideCircuit(qubits), { observables: ['X0', `0.5*Z${qubits - 1} + Y0*Z${qubits >> 1}`] })

  test('names the qubits of its circuit', () => {
    expect(program.structure.qubits).toBe(qubits)
    const named = program.structure.instructions.flatMap((instruction) => ('qubits' in instruction ? instruction.qubits : []))
    expect(named).toContain(qubits - 1)
    expect(named.every((qubit) => qubit >= 0 && qubit < qubits)).toBe(true)
    expect(dynamicReason(program)).toMatch(/measure/)
    expect(deferMeasurements(program).rest.structure.qubits).toBe(qubits)
    expect(measurementPlan(program).observables).toBe(2)
  })

  test('is checked and comes back from JSON and from a structured clone', () => {
    const text = JSON.stringify(programToJson(program))
    expect(programFromJson(JSON.parse(text))).toEqual(program)
    expect(() => requireProgram(structuredClone(program))).not.toThrow()
    const short = { ...program, structure: { ...program.structure, qubits: qubits - 1 } }
    expect(() => requireProgram(short)).toThrow(`${qubits - 1}`)
  })

  test('takes inputs by their names and rows', () => {
    const { rows, parameters, features } = resolveInputs(program, { parameters: { w: 0.2 }, features: [[0.1], [0.3]] })
    expect([rows, [...parameters.data], [...features.data]]).toEqual([2, [0.2], [0.1, 0.3]])
  })
})

test.each(WIDTHS.filter((qubits) => qubits > 30))('%i qubits are refused where they would run, by masks and by size', async (qubits) => {
  await using backend: Backend = openReferenceBackend()
  const amplitudes = async () => (await backend.load(compileProgram(ladder(qubits)))).amplitudes()
  await expect(amplitudes()).rejects.toThrow(TooManyQubitsError)
  if (qubits > 31) expect(() => qubitBit(qubits - 1)).toThrow(`qubit ${qubits - 1} has no place in a mask`)
})

/** No two groups of its qubits are apart. */
function ladder(qubits: number): Circuit {
  const circuit = new Circuit(qubits).h(0)
  for (let qubit = 0; qubit + 1 < qubits; qubit++) circuit.cx(qubit, qubit + 1)
  return circuit
}
