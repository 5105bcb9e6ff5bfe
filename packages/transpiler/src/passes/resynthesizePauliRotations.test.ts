import { Circuit, parameter, times, unitary } from '@ketwork/circuit'
import { maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { resynthesizePauliRotations } from './resynthesizePauliRotations.ts'

function twoQubitGates({ operations }: Circuit): number {
  return operations.filter(({ gate, qubits }) => gate !== 'barrier' && qubits.length > 1).length
}

describe('resynthesizePauliRotations', () => {
  test('keeps the law of passes', () => checkPassLaw(resynthesizePauliRotations, { circuits: 10, seed: 71, cost: false }))
  test('keeps the law on Clifford circuits', () =>
    checkPassLaw(resynthesizePauliRotations, {
      circuits: 10,
      seed: 72,
      gates: ['h', 's', 'sxdg', 'cx', 'cz', 'y', 'swap', 'iswap'],
      cost: false,
    }))
  test('keeps the law on phase polynomials and Pauli gadgets', () =>
    checkPassLaw(resynthesizePauliRotations, {
      circuits: 10,
      seed: 73,
      gates: ['cx', 't', 'tdg', 'p', 'h', 'ccx', 'pauliRotation', 'rzz'],
      cost: false,
    }))

  test('writes the eight gadgets of a double excitation with few CX', () => {
    const strings = ['XXXY', 'XXYX', 'XYXX', 'YXXX', 'YYYX', 'YYXY', 'YXYY', 'XYYY']
    const circuit = new Circuit(4)
    strings.forEach((letters, i) => circuit.pauliRotation(times(i < 4 ? 1 : -1, parameter('w')), letters, [0, 1, 2, 3]))
    const output = resynthesizePauliRotations(circuit)
    expect(twoQubitGates(output)).toBeLessThan(24)
    expect(output.parameters).toEqual(['w'])
    expect(maxAbsDifference(unitary(output.bind({ w: 0.7 })), unitary(circuit.bind({ w: 0.7 })))).toBeLessThan(1e-12)
  })

  test('writes all phases of pairs with little more than a CX a pair', () => {
    const circuit = new Circuit(6)
    for (let a = 0; a < 6; a++) for (let b = 0; b < a; b++) circuit.cp(0.1 * (a + b), a, b)
    expect(twoQubitGates(resynthesizePauliRotations(circuit))).toBeLessThan(24)
  })

  test('shortens random Clifford circuits to the length that their width needs, phase included', () => {
    const random = new RandomStream(74)
    const circuit = new Circuit(5)
    for (let i = 0; i < 200; i++) {
      const [a, b] = random.permutation(5)
      if (i % 3 === 0) circuit.cx(a, b)
      else if (i % 3 === 1) circuit.h(a)
      else circuit.s(b)
    }
    const output = resynthesizePauliRotations(circuit)
    expect(twoQubitGates(output)).toBeLessThan(20)
    expect(maxAbsDifference(unitary(output), unitary(circuit))).toBeLessThan(1e-12)
  })

  test('a measurement bounds what is rewritten', () => {
    const circuit = new Circuit(2).cx(0, 1).measure(0, 'm').cx(0, 1)
    expect(resynthesizePauliRotations(circuit).operations).toEqual(circuit.operations)
  })
})
