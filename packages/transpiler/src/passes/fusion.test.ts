import { Circuit, parameter } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { fuseDiagonals } from './fuseDiagonals.ts'
import { fuseSingleQubitGates } from './fuseSingleQubitGates.ts'
import { fuseTwoQubitBlocks } from './fuseTwoQubitBlocks.ts'

function names({ operations }: Circuit): string {
  return operations.map(({ gate, qubits }) => `${gate}${qubits.length}`).join(' ')
}

const w = parameter('w')

describe('fuseSingleQubitGates', () => {
  test('keeps the law of passes', () => checkPassLaw(fuseSingleQubitGates, { circuits: 60, seed: 81 }))

  test('makes one matrix of a run and keeps a gate that stands alone', () => {
    expect(names(fuseSingleQubitGates(new Circuit(2).h(0).t(0).h(1).sx(0)))).toBe('unitary1 h1')
  })

  test('keeps symbols', () => {
    expect(names(fuseSingleQubitGates(new Circuit(1).h(0).t(0).rx(w, 0).s(0)))).toBe('unitary1 rx1 s1')
  })
})

describe('fuseTwoQubitBlocks', () => {
  test('keeps the law of passes', () => checkPassLaw(fuseTwoQubitBlocks, { circuits: 60, seed: 82 }))
  test('keeps the law when it fuses all it can', () =>
    checkPassLaw((circuit) => fuseTwoQubitBlocks(circuit, { atLeast: 2 }), { circuits: 60, seed: 83 }))

  test('fuses blocks that are long enough', () => {
    const circuit = new Circuit(3).h(0).cx(0, 1).t(1).cx(0, 1).cx(1, 2).t(2)
    expect(names(fuseTwoQubitBlocks(circuit))).toBe('unitary2 cx2 t1')
    expect(names(fuseTwoQubitBlocks(circuit, { atLeast: 2 }))).toBe('unitary2 unitary2')
  })

  test('keeps symbols', () => {
    expect(names(fuseTwoQubitBlocks(new Circuit(2).cx(0, 1).h(0).h(1).cx(0, 1).rzz(w, 0, 1)))).toBe('unitary2 rzz2')
  })
})

describe('fuseDiagonals', () => {
  const diagonal = ['z', 's', 't', 'rz', 'p', 'cz', 'cp', 'crz', 'rzz', 'ccz', 'mcp', 'globalPhase'] as const
  test('keeps the law of passes', () => checkPassLaw(fuseDiagonals, { circuits: 60, seed: 84 }))
  test('keeps the law where nearly all is diagonal', () =>
    checkPassLaw((circuit) => fuseDiagonals(circuit, { qubits: 3 }), { circuits: 60, seed: 85, gates: [...diagonal, 'h', 'cx'] }))

  test('fuses across gates on other qubits and across symbols', () => {
    expect(names(fuseDiagonals(new Circuit(4).cz(0, 1).rzz(w, 1, 2).h(3).t(1).cp(0.2, 1, 2)))).toBe('rzz2 h1 unitary3')
  })

  test('does not fuse across a gate that is not diagonal', () => {
    const circuit = new Circuit(2).t(0).h(0).t(0)
    expect(fuseDiagonals(circuit)).toBe(circuit)
  })

  test('opens another group where one would be too wide', () => {
    expect(names(fuseDiagonals(new Circuit(4).cz(0, 1).cz(1, 2).cz(2, 3).cz(3, 0), { qubits: 2 }))).toBe('cz2 cz2 cz2 cz2')
    expect(names(fuseDiagonals(new Circuit(4).cz(0, 1).cz(2, 3).s(0).s(3), { qubits: 2 }))).toBe('unitary2 unitary2')
    expect(() => fuseDiagonals(new Circuit(1), { qubits: 9 })).toThrow(RangeError)
  })
})
