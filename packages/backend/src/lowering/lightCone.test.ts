import { Circuit, applyToState, parsePauliSum, pauliExpectation } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { lightCone } from './lightCone.ts'
import { lower } from './lower.ts'

/** One instruction an operation, so that indices of both agree. */
function randomCircuit(random: RandomStream, qubits: number, length: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let i = 0; i < length; i++) {
    const [a, b] = random.permutation(qubits)
    const kind = random.integer(3)
    if (kind === 0) circuit.rx(random.normal(), a)
    else if (kind === 1) circuit.cx(a, b)
    else circuit.rzz(random.normal(), a, b)
  }
  return circuit
}

function zeroState(qubits: number): Float64Array {
  const state = new Float64Array(2 * 2 ** qubits)
  state[0] = 1
  return state
}

describe('lightCone', () => {
  test('holds all that an expectation depends on', () => {
    const random = new RandomStream(11)
    let dropped = 0
    for (let repetition = 0; repetition < 50; repetition++) {
      const circuit = randomCircuit(random, 5, 8)
      const observable = parsePauliSum('0.5*Z0*Y1 + 2*X1')
      const { instructions, qubits } = lightCone(lower(circuit, [observable]), 0)
      const inside = circuit.withOperations(circuit.operations.filter((_, index) => instructions.includes(index)))
      expect(inside.operations.flatMap((operation) => operation.qubits).every((qubit) => qubits.includes(qubit))).toBe(true)
      const value = (of: Circuit) => pauliExpectation(observable, applyToState(of, zeroState(5)))
      expect(value(inside)).toBeCloseTo(value(circuit), 12)
      dropped += circuit.operations.length - instructions.length
    }
    expect(dropped).toBeGreaterThan(0)
  })

  test('follows qubits through controls, and leaves later and foreign instructions out', () => {
    const circuit = new Circuit(4).h(0).h(3).cx(0, 1).rx(0.1, 2).cx(1, 2).h(3).rx(0.2, 2)
    expect(lightCone(lower(circuit, [parsePauliSum('Z1')]), 0)).toEqual({ instructions: [0, 2, 3, 4], qubits: [0, 1, 2] })
    expect(lightCone(lower(circuit, [parsePauliSum('Z3')]), 0)).toEqual({ instructions: [1, 5], qubits: [3] })
  })

  test('follows conditions to the measurements that write their bits', () => {
    const circuit = new Circuit(3)
      .h(0)
      .measure(0, 'a')
      .h(2)
      .when({ bits: ['a'], value: 1 }, (inner) => inner.x(1))
    expect(lightCone(lower(circuit, [parsePauliSum('Z1')]), 0)).toEqual({ instructions: [0, 1, 3], qubits: [0, 1] })
  })

  test('follows conditions to the assignments that write their bits, and leaves other assignments out', () => {
    const circuit = new Circuit(2)
      .setBit('c')
      .setBit('a')
      .when({ bits: ['a'], value: 1 }, (inner) => inner.x(1))
    expect(lightCone(lower(circuit, [parsePauliSum('Z1')]), 0)).toEqual({ instructions: [1, 2], qubits: [1] })
  })

  test('is empty for a constant observable, and refuses one that is not there', () => {
    const program = lower(new Circuit(1).h(0), [parsePauliSum('3')])
    expect(lightCone(program, 0)).toEqual({ instructions: [], qubits: [] })
    expect(() => lightCone(program, 1)).toThrow('observable 1 is out of range: the program has 1')
  })
})
