import { Circuit } from '@ketwork/circuit'
import { haarUnitary, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { grid, heavyHex, line } from '../devices/topologies.ts'
import { transpile } from '../transpile.ts'
import { lowerBound } from './lowerBound.ts'
import { quekoCircuit } from './quekoCircuit.ts'

const basis = ['cz', 'rz', 'sx', 'x'] as const

describe('lowerBound', () => {
  test('is the Weyl bound of the whole unitary on two qubits, and transpile reaches it', () => {
    const circuit = new Circuit(2).unitary(haarUnitary(4, new RandomStream(1)), [0, 1])
    expect(transpile(circuit, { basis }).lowerBound).toEqual({ twoQubitOperations: 3, gap: 0, kind: 'unitary' })
    const swapped = new Circuit(2).cx(0, 1).rz(0.1, 1).cx(0, 1).cx(0, 1).cx(1, 0).cx(0, 1)
    expect(lowerBound(swapped, { basis: ['cx', 'u'] })).toEqual({ twoQubitOperations: 3, gap: 2, kind: 'unitary' })
  })

  test('is no bound of a unitary where there is a channel', () => {
    const circuit = new Circuit(2).cx(0, 1).depolarizing2(0.1, 0, 1)
    expect(lowerBound(circuit, { basis: ['cx', 'u'] })).toEqual({ twoQubitOperations: 1, gap: 0, kind: 'blocks' })
  })

  test('counts block by block on more qubits', () => {
    const circuit = new Circuit(3).cx(0, 1).cx(0, 1).cx(1, 2)
    expect(lowerBound(circuit, { basis: ['cx', 'u'] })).toEqual({ twoQubitOperations: 1, gap: 2, kind: 'blocks' })
  })
})

describe('quekoCircuit', () => {
  test.each([line(8), grid(3, 3), heavyHex(3)])('has the optimum that it says, and transpile finds it', (topology) => {
    const { circuit, layout, optimum } = quekoCircuit(topology, { depth: 12, density: 0.6, seed: 3 })
    expect(new Set(layout).size).toBe(topology.qubits)
    const { after } = transpile(circuit, { ...topology, basis }, { verify: 'never' })
    expect(after.twoQubitOperations).toBeLessThanOrEqual(optimum.twoQubitOperations)
    expect(after.twoQubitDepth).toBeLessThanOrEqual(optimum.twoQubitDepth)
  })

  test('refuses what has no pairs', () => {
    expect(() => quekoCircuit(line(1), { depth: 1, density: 1, seed: 1 })).toThrow(RangeError)
  })
})
