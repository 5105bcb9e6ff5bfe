import { Circuit, applyToState, parsePauliSum, pauliExpectation } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { drawCircuit } from '../conformance/drawnCircuits.ts'
import { LightCones } from './lightCone.ts'
import { lower } from './lower.ts'

/** One instruction an operation, so that indices of both agree. */
function randomCircuit(random: RandomStream, qubits: number, length: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let i = 0; i < length; i++) {
    const [a, b] = random.permutation(qubits)
    const kind = random.integer(5)
    if (kind === 0) circuit.rx(random.normal(), a)
    else if (kind === 1) circuit.cx(a, b)
    else if (kind === 2) circuit.rxx(random.normal(), a, b)
    else if (kind === 3) circuit.h(a)
    else circuit.rzz(random.normal(), a, b)
  }
  return circuit
}

function zeroState(qubits: number): Float64Array {
  const state = new Float64Array(2 * 2 ** qubits)
  state[0] = 1
  return state
}

function cone(circuit: Circuit, question: Parameters<LightCones['components']>[0]) {
  const cones = new LightCones(lower(circuit).structure)
  return cones
    .components(question)
    ?.map(({ instructions, wires }) => ({ instructions, qubits: wires.flatMap((wire) => cones.wires.qubitOf[wire] ?? []) }))
}

describe('light cones', () => {
  test('hold all that an expectation depends on, and its components multiply', () => {
    const random = new RandomStream(11)
    let [dropped, cut] = [0, 0]
    for (let repetition = 0; repetition < 200; repetition++) {
      const circuit = randomCircuit(random, 5, 10)
      const string = { pauli: 'ZYX', qubits: [0, 1, 3] }
      const components = cone(circuit, string) ?? []
      const value = (of: Circuit, text: string) => pauliExpectation(parsePauliSum(text), applyToState(of, zeroState(5)))
      let product = 1
      for (const { instructions, qubits } of components) {
        const inside = circuit.withOperations(circuit.operations.filter((_, index) => instructions.includes(index)))
        expect(inside.operations.flatMap((operation) => operation.qubits).every((qubit) => qubits.includes(qubit))).toBe(true)
        const own = string.qubits.flatMap((qubit, i) => (qubits.includes(qubit) ? [`${string.pauli[i]}${qubit}`] : []))
        product *= value(inside, own.join('*'))
        dropped += circuit.operations.length - instructions.length
      }
      expect(product).toBeCloseTo(value(circuit, 'Z0*Y1*X3'), 12)
      cut += components.length - 1
    }
    expect(dropped).toBeGreaterThan(0)
    expect(cut).toBeGreaterThan(0)
  })

  test('have every qubit whose outcome is asked for once', () => {
    for (let seed = 0; seed < 30; seed++) {
      const circuit = drawCircuit({ qubits: 4, operations: 12, random: new RandomStream(seed), angles: 'constant' })
      const outcomes = cone(circuit, { outcomes: [0, 1, 2, 3] }) ?? []
      expect(outcomes.flatMap(({ qubits }) => qubits).toSorted()).toEqual([0, 1, 2, 3])
    }
  })

  test('follow qubits through controls, and leave later and foreign instructions out', () => {
    const circuit = new Circuit(4).h(0).h(3).cx(0, 1).ry(0.1, 2).cx(1, 2).h(3).ry(0.2, 2)
    expect(cone(circuit, { pauli: 'Z', qubits: [1] })).toEqual([{ instructions: [0, 2], qubits: [0, 1] }])
    expect(cone(circuit, { pauli: 'Y', qubits: [1] })).toEqual([{ instructions: [0, 2, 3, 4], qubits: [0, 1, 2] }])
    expect(cone(circuit, { pauli: 'Z', qubits: [3] })).toEqual([{ instructions: [1, 5], qubits: [3] }])
  })

  test('do not spread along diagonal gates beside those that are felt', () => {
    const circuit = new Circuit(5)
    for (let qubit = 0; qubit < 5; qubit++) circuit.h(qubit)
    for (let qubit = 0; qubit < 4; qubit++) circuit.rzz(0.3, qubit, qubit + 1)
    circuit.rx(0.4, 2)
    expect(cone(circuit, { pauli: 'Z', qubits: [2] })).toEqual([{ instructions: [1, 2, 3, 6, 7, 9], qubits: [1, 2, 3] }])
  })

  test('keep a rotation that anticommutes with the string, and drop one that does not', () => {
    const circuit = new Circuit(2).rxx(0.3, 0, 1)
    expect(cone(circuit, { pauli: 'ZZ', qubits: [0, 1] })?.every(({ instructions }) => instructions.length === 0)).toBe(true)
    expect(cone(circuit, { pauli: 'Z', qubits: [0] })).toEqual([{ instructions: [0], qubits: [0, 1] }])
  })

  test('follow conditions to the measurements and assignments that write their bits, and to no others', () => {
    const measured = new Circuit(3)
      .h(0)
      .measure(0, 'a')
      .h(2)
      .when({ bits: ['a'], value: 1 }, (inner) => inner.x(1))
    expect(cone(measured, { pauli: 'Z', qubits: [1] })).toEqual([{ instructions: [0, 1, 3], qubits: [0, 1] }])
    const assigned = new Circuit(2)
      .setBit('c')
      .setBit('a')
      .when({ bits: ['a'], value: 1 }, (inner) => inner.x(1))
    expect(cone(assigned, { pauli: 'Z', qubits: [1] })).toEqual([{ instructions: [1, 2], qubits: [1] }])
  })

  test('end at a reset and at a bit that is written anew', () => {
    const circuit = new Circuit(2).h(0).cx(0, 1).reset(1).h(1).measure(0, 'a').measure(1, 'a')
    expect(cone(circuit, { bits: [0] })).toEqual([{ instructions: [2, 3, 5], qubits: [1] }])
  })

  test('give up where more wires are met than are allowed', () => {
    const cones = new LightCones(lower(new Circuit(3).h(0).cx(0, 1).cx(1, 2)).structure)
    expect(cones.components({ pauli: 'Z', qubits: [2] }, 2)).toBeUndefined()
    expect(cones.components({ pauli: 'Z', qubits: [2] }, 3)).toHaveLength(1)
    expect(cones.components({}, 0)).toEqual([])
  })
})
