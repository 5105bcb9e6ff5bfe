import { Circuit, feature, parameter, parsePauliSum, plus, scalePauliSum, times } from '@ketwork/circuit'
import { complexIdentity } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { lower } from './lower.ts'
import { structureKey } from './structureKey.ts'

/** A circuit with every place a number may stand in, all of them taken from one seed number. */
function circuitOf(value: number): Circuit {
  const angle = plus(times(value, parameter('w'), feature('x')), value)
  return new Circuit(2)
    .rx(value, 0)
    .crz(angle, 0, 1)
    .h(1)
    .depolarizing(value / 10, 0)
    .measure(0, 'm', { readout: { p01: value / 20, p10: value / 30 } })
    .when({ bits: ['m'], value: 1 }, (circuit) => circuit.ry(value, 1))
}

describe('lower', () => {
  test('gives circuits that differ in constants one structure and different constants', () => {
    const observable = parsePauliSum('0.5*Z0*Z1 - 2*X1')
    const first = lower(circuitOf(0.3), [observable])
    const second = lower(circuitOf(0.7), [scalePauliSum(observable, 3)])
    expect(second.structure).toEqual(first.structure)
    expect(structureKey(second.structure)).toBe(structureKey(first.structure))
    expect(second.constants).not.toEqual(first.constants)
    expect(second.constants).toHaveLength(first.constants.length)
  })

  test('keeps the structure where constants happen to be equal, or zero', () => {
    const structureOf = (a: number, b: number) => structureKey(lower(new Circuit(1).rx(a, 0).rx(b, 0)).structure)
    expect(structureOf(0.5, 0.5)).toBe(structureOf(0.5, 0.7))
    expect(structureOf(0, 0.5)).toBe(structureOf(0.5, 0.7))
  })

  test('lays constants out as angles, then instructions, then observables', () => {
    const circuit = new Circuit(1).rx(0.25, 0).unitary(complexIdentity(2), [0]).rz(0.75, 0)
    const { constants, structure } = lower(circuit, [parsePauliSum('1.5*Z0 + 2.5')])
    expect([...constants.subarray(0, 2)]).toEqual([0.25, 0.75])
    expect([...constants.subarray(2, 10)]).toEqual([1, 0, 0, 0, 0, 0, 1, 0])
    const [observable] = structure.observables
    const byText = new Map(observable.terms.map((term, i) => [term.pauli, constants[observable.coefficient + i]]))
    expect(byText).toEqual(new Map([['Z', 1.5], ['', 2.5]])) // prettier-ignore
    expect(structure.instructions[1]).toMatchObject({ kind: 'matrix', constant: 2 })
  })

  test('stores the matrix of a gate without angles once, but every matrix of the user', () => {
    const { structure } = lower(new Circuit(2).h(0).h(1).unitary(complexIdentity(2), [0]).unitary(complexIdentity(2), [1]))
    const places = structure.instructions.map((instruction) => (instruction.kind === 'matrix' ? instruction.constant : -1))
    expect(places[0]).toBe(places[1])
    expect(new Set(places).size).toBe(3)
  })

  test('gives each use of an angle a slot, in the order of the instructions', () => {
    const t = parameter('t')
    const { structure } = lower(new Circuit(2).rx(t, 0).rx(t, 1).p(t, 0))
    expect(structure.instructions.map((instruction) => ('angle' in instruction ? instruction.angle : -1))).toEqual([0, 1, 2])
    expect(structure.parameters).toEqual(['t'])
  })

  test('lowers measure, reset, channel and condition, and drops barriers', () => {
    const { structure, constants } = lower(circuitOf(0.3).barrier(0, 1).reset(1))
    const measure = structure.instructions.find((instruction) => instruction.kind === 'measure')
    expect(measure).toMatchObject({ qubit: 0, bit: 0 })
    const readout = measure?.readout ?? -1
    const p10 = 0.3 / 30
    const p01 = 0.3 / 20
    expect([...constants.subarray(readout, readout + 4)]).toEqual([1 - p10, p10, p01, 1 - p01])
    const channel = structure.instructions.find((instruction) => instruction.kind === 'channel')
    expect(channel).toMatchObject({ qubits: [0], kraus: 4 })
    expect(structure.instructions.filter(({ condition }) => condition !== undefined)).toEqual([
      { kind: 'rotation', pauli: 'Y', qubits: [1], controls: [], angle: 2, condition: { bits: [0], values: [1] } },
    ])
    expect(structure.instructions.at(-1)).toEqual({ kind: 'reset', qubit: 1 })
  })

  test('refuses observables that are not Hermitian or act on qubits that are not there', () => {
    expect(() => lower(new Circuit(2), [parsePauliSum('Z2')])).toThrow('observable 0 acts on qubit 2: the circuit has qubits 0 to 1')
    expect(() => lower(new Circuit(2), [scalePauliSum(parsePauliSum('Z1'), 0, 1)])).toThrow('not Hermitian')
  })

  test('is plain data that survives a structured clone', () => {
    const program = lower(circuitOf(0.3), [parsePauliSum('Z0')])
    expect(structuredClone(program)).toEqual(program)
    expect(structureKey(structuredClone(program).structure)).toBe(structureKey(program.structure))
  })
})

describe('structureKey', () => {
  test('tells every kind of difference apart', () => {
    const t = parameter('t')
    const circuits = [
      new Circuit(2).rx(t, 0),
      new Circuit(3).rx(t, 0),
      new Circuit(2).rx(t, 1),
      new Circuit(2).ry(t, 0),
      new Circuit(2).rx(feature('t'), 0),
      new Circuit(2).rx(times(t, t), 0),
      new Circuit(2).rx(0.5, 0),
      new Circuit(2).crx(t, 0, 1),
      new Circuit(2).crx(t, 1, 0),
      new Circuit(2).cx(0, 1),
      new Circuit(2).cx(1, 0),
      new Circuit(2).swap(0, 1),
      new Circuit(2).measure(0, 'a'),
      new Circuit(2).measure(0, 'b'),
      new Circuit(2).reset(0),
      new Circuit(2).measure(0, 'a').when({ bits: ['a'], value: 0 }, (circuit) => circuit.x(1)),
      new Circuit(2).measure(0, 'a').when({ bits: ['a'], value: 1 }, (circuit) => circuit.x(1)),
      new Circuit(2).measure(0, 'a').x(1),
    ]
    const observables = ['Z0', 'Z1', 'X0', 'Z0 + Z1'].map((text) => [parsePauliSum(text)])
    const keys = [...circuits.map((circuit) => lower(circuit)), ...observables.map((sums) => lower(new Circuit(2), sums))]
    expect(new Set(keys.map(({ structure }) => structureKey(structure))).size).toBe(keys.length)
  })
})
