import { type Angle, Circuit, parameter, parsePauliSum, pauliSumFrom, type PauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { absorbIntoObservables, observedProgram } from './absorbIntoObservables.ts'
import { type HalvedStructure, halveBySymmetry, isHadamard } from './halveBySymmetry.ts'
import { lower } from './lower.ts'

const backend = openReferenceBackend()

function halved(circuit: Circuit, ...observables: PauliSum[]): HalvedStructure | undefined {
  return halveBySymmetry(absorbIntoObservables(lower(circuit, observables).structure))
}

function plusStates(qubits: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.h(qubit)
  return circuit
}

/** Letters on all qubits, an even number of them Z or Y. */
function drawString(qubits: number, random: RandomStream): { pauli: string; qubits: number[] } {
  for (;;) {
    const letters = Array.from({ length: qubits }, () => 'IXYZ'[random.integer(4)])
    const all = Array.from({ length: qubits }, (_, qubit) => qubit).filter((qubit) => letters[qubit] !== 'I')
    const odd = letters.filter((letter) => letter === 'Y' || letter === 'Z').length % 2 === 1
    if (!odd && all.length > 0) return { pauli: all.map((qubit) => letters[qubit]).join(''), qubits: all }
  }
}

describe('halveBySymmetry', () => {
  test('keeps expectations and gradients on 200 drawn circuits of even strings', async () => {
    let found = 0
    for (let seed = 1; seed <= 200; seed++) {
      const random = new RandomStream(seed)
      const qubits = 2 + random.integer(4)
      const circuit = plusStates(qubits)
      for (let gate = 0; gate < 6; gate++) {
        const { pauli, qubits: on } = drawString(qubits, random)
        circuit.pauliRotation(parameter(`w${random.integer(4)}`), pauli, on)
      }
      const observable = () =>
        pauliSumFrom(Array.from({ length: 3 }, () => ({ re: random.normal(), im: 0, ...drawString(qubits, random) })))
      const program = lower(circuit, [observable(), observable()])
      const plan = halveBySymmetry(absorbIntoObservables(program.structure))
      if (plan === undefined) continue // a rotation that would turn the other way
      found++
      expect(plan.structure.qubits).toBeLessThan(qubits)
      expect(isHadamard(program.constants, plan.hadamard)).toBe(true)
      const parameters = random.fillNormal(new Float64Array(program.structure.parameters.length))
      const [whole, half] = await Promise.all([program, observedProgram(program, plan)].map((each) => backend.load(each)))
      const inputs = { parameters, cotangents: Float64Array.of(0.7, -0.4) }
      const [a, b] = [await whole.gradient(inputs), await half.gradient(inputs)]
      a.values.forEach((value, k) => expect(b.values[k]).toBeCloseTo(value, 12))
      a.parameters!.forEach((value, k) => expect(b.parameters![k]).toBeCloseTo(value, 11))
    }
    expect(found).toBeGreaterThan(40)
  })

  test('makes a rotation about X on the last qubit one about X on all others, and forgets qubits above that nobody sees', () => {
    const circuit = plusStates(4).rzz(parameter('g'), 0, 2).rzz(parameter('g'), 1, 2).rx(parameter('b'), 2)
    const { structure } = halved(circuit, parsePauliSum('Z0*Z2'))!
    expect(structure.qubits).toBe(2)
    expect(structure.instructions.map((each) => (each.kind === 'rotation' ? `${each.pauli} ${each.qubits.join()}` : each.kind))).toEqual([
      ...['matrix', 'matrix', 'Z 0', 'Z 1', 'XX 0,1'],
    ])
    expect(structure.observables[0].terms).toEqual([{ pauli: 'Z', qubits: [0] }])
  })

  const angle: Angle = parameter('w')
  const cost = () => plusStates(3).rzz(angle, 0, 1).rzz(angle, 1, 2).rzz(angle, 0, 2)
  test.each<[string, Circuit, string]>([
    ['a field', cost().rz(angle, 1).rx(angle, 1), 'Z0*Z1'],
    ['an observable that flips', cost().rx(angle, 1), 'Z0*Z1 + Z2'],
    ['a qubit without H', new Circuit(3).h(0).h(1).rx(angle, 2).rzz(angle, 0, 2).rxx(angle, 0, 1).rx(angle, 0), 'Z0*Z2'],
    ['H twice on one qubit', new Circuit(2).h(0).rx(angle, 0).h(0).rzz(angle, 0, 1).rx(angle, 0), 'Z0*Z1'],
    ['a controlled rotation', cost().crx(angle, 0, 1).rx(angle, 0), 'Z0*Z1'],
    ['another gate', cost().cp(angle, 0, 1).rx(angle, 0), 'Z0*Z1'],
    ['a rotation that would turn the other way', plusStates(3).pauliRotation(angle, 'YY', [0, 2]).rx(angle, 0), 'Z0*Z1'],
  ])('leaves a circuit with %s alone', (_, circuit, observable) => expect(halved(circuit, parsePauliSum(observable))).toBeUndefined())

  test('knows H from another matrix', () => {
    const { constants } = lower(new Circuit(1).sx(0))
    expect(isHadamard(constants, 0)).toBe(false)
    expect(isHadamard(lower(new Circuit(1).h(0)).constants, 0)).toBe(true)
  })
})
