import { Circuit, type OperationName, parameter, unitary } from '@ketwork/circuit'
import { maxAbsDifference, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { resynthesizeSmallBlocks } from './resynthesizeSmallBlocks.ts'

function twoQubitGates({ operations }: Circuit): number {
  return operations.filter(({ gate, qubits }) => gate !== 'barrier' && qubits.length > 1).length
}

const gates: readonly OperationName[] = ['h', 's', 't', 'cx', 'cz', 'swap', 'rz', 'rx', 'cp', 'rzz']

describe('resynthesizeSmallBlocks', () => {
  test('keeps the law of passes', () => checkPassLaw(resynthesizeSmallBlocks, { circuits: 10, seed: 101, cost: false }))
  test.each([3, 4])('keeps the law of passes on blocks of %d qubits', (qubits) =>
    checkPassLaw((circuit) => resynthesizeSmallBlocks(circuit, { qubits }), { circuits: 8, seed: 102, gates, cost: false }),
  )

  test('finds one CX in four, and a Clifford gate of three qubits', () => {
    expect(twoQubitGates(resynthesizeSmallBlocks(new Circuit(3).cx(0, 1).cx(1, 2).cx(0, 1).cx(1, 2)))).toBe(1)
    expect(twoQubitGates(resynthesizeSmallBlocks(new Circuit(3).swap(0, 1).cx(1, 2).swap(0, 1)))).toBe(1)
  })

  test('keeps to coupled pairs', () => {
    const random = new RandomStream(103)
    const coupling = [
      [0, 1],
      [2, 1],
      [2, 3],
      [4, 3],
    ] as const
    for (let i = 0; i < 8; i++) {
      const circuit = new Circuit(5)
      for (let k = 0; k < 40; k++) {
        const [a, b] = coupling[random.integer(4)]
        if (k % 4 === 0) circuit.swap(a, b)
        else if (k % 4 === 1) circuit.cx(b, a)
        else if (k % 4 === 2) circuit.h(a)
        else circuit.rz(parameter('w'), b)
      }
      const output = resynthesizeSmallBlocks(circuit, { qubits: 4, coupling })
      const isCoupled = ([a, b]: readonly number[]): boolean => coupling.some(([c, d]) => (a === c && b === d) || (a === d && b === c))
      expect(output.operations.every(({ qubits }) => qubits.length < 2 || isCoupled(qubits))).toBe(true)
      expect(maxAbsDifference(unitary(output.bind({ w: 0.6 })), unitary(circuit.bind({ w: 0.6 })))).toBeLessThan(1e-12)
    }
  })

  test('shortens a routed circuit: a SWAP and the gates around it are one unitary', () => {
    const circuit = new Circuit(3).cx(0, 1).swap(1, 2).cx(0, 1).cx(1, 2).swap(1, 2)
    const output = resynthesizeSmallBlocks(circuit, {
      coupling: [
        [0, 1],
        [1, 2],
      ],
    })
    expect(twoQubitGates(output)).toBeLessThan(6)
  })

  test('refuses blocks that are not small, and gates on pairs that are not coupled', () => {
    expect(() => resynthesizeSmallBlocks(new Circuit(3), { qubits: 9 })).toThrow(RangeError)
    expect(() => resynthesizeSmallBlocks(new Circuit(3), { qubits: 1 })).toThrow(RangeError)
    expect(() => resynthesizeSmallBlocks(new Circuit(3).cx(0, 2), { coupling: [[0, 1]] })).toThrow(/coupled pairs/)
  })
})
