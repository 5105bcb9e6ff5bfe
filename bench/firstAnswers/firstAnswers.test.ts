import { Circuit } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { type DrawnCircuit, drawCircuits, turned } from './drawnCircuits.ts'
import { lawOf, quantile } from './lawOf.ts'

describe('the drawn circuits', () => {
  const circuits = drawCircuits(200, 1)

  test('have 2 to 20 qubits and 10 to 10,000 operations, with some near either end', () => {
    const qubits = circuits.map((circuit) => circuit.qubits)
    const operations = circuits.map((circuit) => circuit.operations.length)
    expect([Math.min(...qubits), Math.max(...qubits)]).toEqual([2, 20])
    expect(Math.min(...operations)).toBeGreaterThanOrEqual(10)
    expect(Math.min(...operations)).toBeLessThan(15)
    expect(Math.max(...operations)).toBeLessThanOrEqual(10_000)
    expect(Math.max(...operations)).toBeGreaterThan(8000)
  })

  test('are the same for a seed, and others for another one', () => {
    const textOf = (drawn: readonly DrawnCircuit[]) => JSON.stringify(drawn.slice(0, 5))
    expect(textOf(drawCircuits(5, 1))).toBe(textOf(circuits))
    expect(textOf(drawCircuits(5, 2))).not.toBe(textOf(circuits))
  })

  test('are turned by exchanging qubits alone', () => {
    const circuit: DrawnCircuit = {
      qubits: 3,
      operations: [
        ['cx', [], [0, 2]],
        ['rz', [0.5], [1]],
      ],
    }
    expect(turned(circuit, 2)).toEqual({
      qubits: 3,
      operations: [
        ['cx', [], [2, 1]],
        ['rz', [0.5], [0]],
      ],
    })
  })

  test('are circuits of ours', () => {
    for (const { qubits, operations } of circuits.slice(0, 20)) {
      const circuit = new Circuit(qubits)
      const methods = circuit as unknown as Readonly<Record<string, (...operands: readonly number[]) => unknown>>
      for (const [gate, angles, on] of operations) methods[gate](...angles, ...on)
      expect(circuit.operations).toHaveLength(operations.length)
    }
  })
})

describe('the law', () => {
  const low = Array.from({ length: 95 }, (_, k) => k / 100)

  test('holds where 95 of 100 ratios are at most 1 and the energy comes in time', () => {
    const law = lawOf([...low, 5, 5, 5, 5, 5], [300, 99, 120])
    expect(law).toMatchObject({ circuits: 100, median: 0.49, percentile95: 0.94, energyMs: 99, holds: true })
    expect(law.text).toMatch(/^PASS 100 circuits over Aer: median 0.49, 95th percentile 0.94; UCCSD of H2O: first energy after 99 ms$/)
  })

  test.each([
    ['six of 100 are above', [...low.slice(1), 5, 5, 5, 5, 5, 5], [50]],
    ['the median is', [0.1, 1.01, 1.01], [50]],
    ['the energy comes late', low, [100]],
  ])('fails where %s', (_, ratios, energies) => {
    expect(lawOf(ratios, energies)).toMatchObject({ holds: false, text: expect.stringMatching(/^FAIL/) as string })
  })

  test('a quantile is a value that was there', () => {
    expect([0, 0.5, 0.95, 1].map((part) => quantile([3, 1, 2], part))).toEqual([1, 2, 3, 3])
  })
})
