import { Circuit, type Operation, type OperationName, parameter, unitary } from '@ketwork/circuit'
import { haarUnitary, maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { resynthesizeTwoQubitBlocks } from './resynthesizeTwoQubitBlocks.ts'

const bases: readonly (readonly OperationName[])[] = [
  ['cz', 'rz', 'sx', 'x'],
  ['cx', 'u'],
  ['ecr', 'rz', 'sx', 'x'],
  ['iswap', 'rx', 'ry', 'rz'],
  ['rxx', 'rx', 'ry', 'rz'],
  ['rzz', 'cx', 'swap', 'u'],
  ['cs', 'h', 'rz'],
  ['xxPlusYy', 'rz', 'rx'],
]

function twoQubitGates({ operations }: Circuit): number {
  return operations.filter(({ gate, qubits }) => gate !== 'barrier' && qubits.length === 2).length
}

function isConstantPair({ gate, qubits, angles, condition }: Operation): boolean {
  return (
    gate !== 'barrier' &&
    gate !== 'depolarizing2' &&
    qubits.length === 2 &&
    condition === undefined &&
    angles.every((angle) => typeof angle === 'number')
  )
}

describe('resynthesizeTwoQubitBlocks', () => {
  test.each(bases)('keeps the law of passes and adds no two-qubit gate to what is in the basis, %s %s %s %s', (...given) => {
    const basis = given.filter((gate) => gate !== undefined)
    checkPassLaw((circuit) => resynthesizeTwoQubitBlocks(circuit, basis), { circuits: 15, seed: 51, gates: basis, cost: twoQubitGates })
  })

  test.each(bases)('writes all constant two-qubit gates of the table in the basis, %s %s %s %s', (...given) => {
    const basis = given.filter((gate) => gate !== undefined)
    checkPassLaw((circuit) => resynthesizeTwoQubitBlocks(circuit, basis), {
      circuits: 15,
      seed: 52,
      cost: false,
      alsoWrong: ({ operations }) => {
        const foreign = operations.find((operation) => isConstantPair(operation) && !basis.includes(operation.gate))
        return foreign && `${foreign.gate} is not in the basis`
      },
    })
  })

  test('keeps the law of passes on deep circuits of two and three qubits', () => {
    const random = new RandomStream(53)
    for (let i = 0; i < 20; i++) {
      const circuit = new Circuit(3)
      for (let k = 0; k < 60; k++) {
        const [a, b] = random.permutation(3)
        if (k % 3 === 0) circuit.unitary(haarUnitary(2, random), [a])
        else circuit.cx(a, k % 7 === 0 ? b : (a + 1) % 3)
      }
      const output = resynthesizeTwoQubitBlocks(circuit, ['cz', 'rz', 'sx', 'x'])
      expect(maxAbsDifference(unitary(output), unitary(circuit))).toBeLessThan(1e-12)
      expect(output.operations.filter(({ qubits }) => qubits.length === 2).every(({ gate }) => gate === 'cz')).toBe(true)
    }
  })

  test('makes a SWAP and what stands around it one block', () => {
    const circuit = new Circuit(2).cx(0, 1).swap(0, 1).cx(1, 0).rz(0.3, 0).cx(0, 1)
    expect(twoQubitGates(resynthesizeTwoQubitBlocks(circuit, ['cx', 'u']))).toBe(2)
  })

  test('needs three gates for any unitary and two for a controlled one', () => {
    const random = new RandomStream(54)
    const any = new Circuit(2).unitary(haarUnitary(4, random), [1, 0])
    const controlled = new Circuit(2).cu(0.1, 0.2, 0.3, 0.4, 0, 1)
    expect(twoQubitGates(resynthesizeTwoQubitBlocks(any, ['cz', 'u']))).toBe(3)
    expect(twoQubitGates(resynthesizeTwoQubitBlocks(controlled, ['cz', 'u']))).toBe(2)
  })

  test('lets blocks meet when the one between them is local', () => {
    const circuit = new Circuit(3).cx(0, 1).cz(1, 2).cz(2, 1).cx(0, 1)
    expect(resynthesizeTwoQubitBlocks(circuit, ['cx', 'cz', 'u']).operations).toEqual([])
  })

  test('a symbol bounds a block', () => {
    const circuit = new Circuit(2).cx(0, 1).rz(parameter('w'), 1).cx(0, 1)
    expect(resynthesizeTwoQubitBlocks(circuit, ['cx', 'u', 'rz']).operations).toEqual(circuit.operations)
  })

  test('writes gates in the order that is asked for, or in the one that stands there', () => {
    const circuit = new Circuit(2).cx(1, 0).h(0).cx(1, 0).cx(1, 0)
    const orders = (options?: Parameters<typeof resynthesizeTwoQubitBlocks>[2]): unknown[] =>
      resynthesizeTwoQubitBlocks(circuit.copy().swap(0, 1), ['cx', 'u'], options).operations.flatMap(({ gate, qubits }) =>
        gate === 'cx' ? [qubits] : [],
      )
    expect(new Set(orders().map(String))).toEqual(new Set(['1,0']))
    expect(new Set(orders({ order: () => [0, 1] }).map(String))).toEqual(new Set(['0,1']))
  })

  test('leaves out a small interaction only when told to', () => {
    const circuit = new Circuit(2).cp(1e-7, 0, 1).x(0)
    expect(twoQubitGates(resynthesizeTwoQubitBlocks(circuit, ['cx', 'u']))).toBe(2)
    const output = resynthesizeTwoQubitBlocks(circuit, ['cx', 'u'], { tolerance: 1e-6 })
    expect(twoQubitGates(output)).toBe(0)
    expect(maxAbsDifference(unitary(output), unitary(circuit))).toBeLessThan(1e-7)
  })
})
