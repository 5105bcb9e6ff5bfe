import { Circuit, type Operation, type OperationName, parameter, randomCircuit, unitary } from '@ketwork/circuit'
import { maxAbsDifference } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { certify } from '../certificate/certify.ts'
import { firstUnsupported } from '../conformance.ts'
import { line } from '../devices/topologies.ts'
import type { Target } from '../target.ts'
import { checkPassLaw } from '../testing/index.ts'
import { directGates } from './directGates.ts'
import { elideSwaps } from './elideSwaps.ts'
import { flipWith } from './flipWith.ts'
import { removeDiagonalsBeforeMeasure } from './removeDiagonalsBeforeMeasure.ts'
import { splitWideGates } from './splitWideGates.ts'
import { translateBasis } from './translateBasis.ts'

const entanglers = [
  ...['cx', 'cz', 'ecr', 'cy', 'ch', 'cp', 'mcp', 'mcx', 'crz', 'crx', 'cry', 'cu', 'rzz', 'rxx', 'ryy', 'rzx'],
  ...['cs', 'csdg', 'csx', 'iswap', 'xxPlusYy', 'xxMinusYy', 'dcx'],
] as OperationName[]

function layouts(places: readonly number[]): { initialLayout: number[]; finalLayout: readonly number[] } {
  return { initialLayout: places.map((_, qubit) => qubit), finalLayout: places }
}

describe('elideSwaps', () => {
  test('keeps what a circuit does up to the permutation that it reports', () => {
    for (let seed = 0; seed < 30; seed++) {
      const source = randomCircuit({
        qubits: 4,
        operations: 14,
        seed,
        gates: ['swap', 'iswap', 'dcx', 'cx', 'rz', 'h', 'measure'],
        conditionProbability: 0.2,
      })
      const { circuit, places } = elideSwaps(source)
      expect(certify({ source, output: circuit, ...layouts(places) }).verdict).toBe('equivalent')
    }
  })

  test('leaves SWAPs with a condition', () => {
    const circuit = new Circuit(2).measure(0, 'c').when({ bits: ['c'], value: 1 }, (each) => each.swap(0, 1))
    expect(elideSwaps(circuit).places).toEqual([0, 1])
  })
})

describe('removeDiagonalsBeforeMeasure', () => {
  test('keeps the outcomes and the states they leave', () => {
    for (let seed = 0; seed < 40; seed++) {
      const source = randomCircuit({
        qubits: 3,
        operations: 10,
        seed,
        gates: ['cz', 'rz', 'ccz', 'h', 'measure', 'cx', 'barrier'],
        conditionProbability: 0.1,
      })
      const output = removeDiagonalsBeforeMeasure(source)
      expect(certify({ source, output, ...layouts([0, 1, 2]) }).verdict).toBe('equivalent')
    }
  })

  test('drops a CZ whose qubits are both measured, and keeps one where a single qubit is', () => {
    expect(
      removeDiagonalsBeforeMeasure(new Circuit(2).h(0).cz(0, 1).barrier().measureAll()).operations.map(({ gate }) => gate),
    ).not.toContain('cz')
    expect(removeDiagonalsBeforeMeasure(new Circuit(2).h(0).cz(0, 1).measure(0, 'c')).operations).toHaveLength(3)
  })
})

describe('splitWideGates', () => {
  test('keeps the law of passes', () => checkPassLaw(splitWideGates, { circuits: 15, seed: 3, cost: false }))

  test('leaves nothing on more than two qubits', () => {
    const circuit = splitWideGates(new Circuit(4).mcx([0, 1, 2], 3).ccx(0, 1, 2))
    expect(circuit.operations.every(({ qubits }) => qubits.length <= 2)).toBe(true)
  })
})

describe('flipWith', () => {
  test('writes CX exactly with each entangling gate of the table', () => {
    for (const gate of entanglers) {
      const circuit = new Circuit(2)
      for (const operation of flipWith(new Set([gate]), 1, 0) ?? []) circuit.append(operation)
      expect(maxAbsDifference(unitary(circuit), unitary(new Circuit(2).cx(1, 0))), gate).toBeLessThan(1e-12)
    }
  })

  test('knows no CX without an entangling gate', () => {
    expect(flipWith(new Set(['swap', 'rz']), 0, 1)).toBeUndefined()
  })
})

describe('directGates', () => {
  test('turns every gate into the direction of the device, for each entangling gate', () => {
    for (const gate of entanglers) {
      const target: Target = { qubits: 2, coupling: [[1, 0]], basis: [gate, 'u'] }
      const source = translateBasis(
        randomCircuit({ qubits: 2, operations: 6, seed: 2, gates: [gate, 'cx', 'h', 'rx'], symbols: [parameter('w')] }),
        target.basis,
      )
      const output = directGates(source, target)
      expect(firstUnsupported(output, target), gate).toBeUndefined()
      expect(certify({ source, output, ...layouts([0, 1]) }), gate).toMatchObject({ verdict: 'equivalent', method: 'unitary' })
    }
  })

  test('leaves what runs already', () => {
    const circuit = new Circuit(3).cz(0, 1).cz(2, 1)
    expect(directGates(circuit, { ...line(3), basis: ['cz', 'rz', 'sx'] })).toBe(circuit)
  })
})

describe('firstUnsupported', () => {
  test('names gates outside the basis and pairs that are not coupled', () => {
    const target: Target = { ...line(3), basis: ['cz', 'rz'] }
    const bad = (circuit: Circuit): Operation | undefined => firstUnsupported(circuit, target)
    expect(bad(new Circuit(3).rz(0.1, 0).cz(0, 1).measureAll())).toBeUndefined()
    expect(bad(new Circuit(3).h(0))?.gate).toBe('h')
    expect(bad(new Circuit(3).cz(0, 2))?.gate).toBe('cz')
  })
})
