import { Circuit, UnsupportedGateError } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { line } from '../devices/topologies.ts'
import type { Level } from '../pipeline.ts'
import { transpile } from '../transpile.ts'
import { splitWideGates } from './splitWideGates.ts'

const basis = ['cz', 'rz', 'sx', 'x'] as const
const upTo = (count: number): number[] => Array.from({ length: count }, (_, qubit) => qubit)

describe('gates with very many controls', () => {
  test.each([0, 1, 2, 3] as const)('are refused at once at level %d where they would take seconds', (level: Level) => {
    for (const circuit of [
      new Circuit(201).mcx(upTo(200), 200),
      new Circuit(201).mcp(0.3, upTo(200), 200),
      new Circuit(1).h(0).controlled(200),
    ]) {
      expect(() => transpile(circuit, { basis }, { level })).toThrow(UnsupportedGateError)
      expect(() => transpile(circuit, { ...line(201), basis }, { level })).toThrow(/on 201 qubits: .* at most 30000/)
    }
  })

  test('are refused together where each alone is not', () => {
    const circuit = new Circuit(46).mcx(upTo(45), 45)
    expect(splitWideGates(circuit).operations.length).toBeGreaterThan(1)
    expect(() => splitWideGates(circuit.repeat(2))).toThrow('about 33856 two-qubit gates')
  })

  test('are done with the help of one other qubit, and as rotations', () => {
    const { after } = transpile(new Circuit(202).mcx(upTo(200), 200), { basis }, { level: 1 })
    expect(after.twoQubitOperations).toBeLessThan(16 * 200)
    expect(transpile(new Circuit(1).ry(0.3, 0).controlled(20), { basis }, { level: 1 }).after.twoQubitOperations).toBeLessThanOrEqual(296)
    expect(transpile(new Circuit(1).ry(0.3, 0).controlled(9), { basis }, { level: 2 }).after.twoQubitOperations).toBeLessThanOrEqual(120)
  })
})
