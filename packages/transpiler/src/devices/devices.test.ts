import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { couplingMap, UNREACHABLE } from '../routing/CouplingMap.ts'
import { type Topology, validateTarget } from '../target.ts'
import { readDevice } from './readDevice.ts'
import { allToAll, grid, heavyHex, line, ring } from './topologies.ts'

const brisbane = readFileSync(new URL('../../testdata/ibm_brisbane.json', import.meta.url), 'utf8')

function degrees({ qubits, coupling }: Topology): number[] {
  const result = Array.from({ length: qubits }, () => 0)
  for (const [a] of coupling) result[a]++
  return result
}

function isConnected({ qubits, coupling }: Topology): boolean {
  return !couplingMap(qubits, coupling).distance.includes(UNREACHABLE)
}

describe('topologies', () => {
  test('have the pairs of their names, each in both directions', () => {
    expect(line(4).coupling).toEqual([
      [0, 1],
      [1, 0],
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 2],
    ])
    expect(degrees(ring(5))).toEqual([2, 2, 2, 2, 2])
    expect(grid(4, 5).coupling).toHaveLength(2 * (4 * 4 + 3 * 5))
    expect(allToAll(6).coupling).toHaveLength(30)
  })

  test('a heavy-hex lattice has (5 d^2 - 2 d - 1) / 2 connected qubits of degree at most 3', () => {
    for (const d of [3, 5, 7]) {
      const lattice = heavyHex(d)
      expect(lattice.qubits).toBe((5 * d * d - 2 * d - 1) / 2)
      expect(Math.max(...degrees(lattice))).toBe(3)
      expect(isConnected(lattice)).toBe(true)
      expect(lattice.coupling).toHaveLength(2 * (2 * d * (d - 1) + (d - 1) * (d + 1)))
    }
  })

  test('refuse sizes that make no sense', () => {
    expect(() => line(0)).toThrow(RangeError)
    expect(() => heavyHex(4)).toThrow('odd')
  })
})

describe('readDevice', () => {
  test('reads qubits, one-way pairs, errors and times of a real device', () => {
    const device = readDevice(brisbane)
    validateTarget(device)
    expect(device.name).toBe('ibm_brisbane')
    expect(device.qubits).toBe(127)
    expect(device.basis).toEqual(['ecr', 'i', 'rz', 'sx', 'x'])
    expect(device.coupling?.some(([a, b]) => a === 1 && b === 0)).toBe(true)
    expect(device.coupling?.some(([a, b]) => a === 0 && b === 1)).toBe(false)
    expect(device.qubitProperties?.[0].t1).toBeCloseTo(237e-6, 6)
    expect(device.gateProperties?.every(({ error = 0 }) => error >= 0 && error <= 1)).toBe(true)
  })

  test('reads a file with qubits, coupling and basis alone', () => {
    const coupling = [
      [0, 1],
      [2, 3],
    ]
    const basis = ['cx', 'id', 'rz', 'sx', 'x']
    expect(readDevice(JSON.stringify({ qubits: 4, coupling, basis }))).toEqual({
      ...{ name: 'device', qubits: 4, coupling, basis: ['cx', 'i', 'rz', 'sx', 'x'] },
    })
    expect(readDevice(JSON.stringify({ name: 'all', qubits: 4, basis })).coupling).toBeUndefined()
  })

  test.each([
    [{ qubits: '4' }, 'qubits is the number of qubits, found "4"'],
    [{ qubits: 0 }, 'a target has at least 1 qubit'],
    [{ coupling: [[0, 1, 2]] }, 'coupling is a list of pairs'],
    [{ coupling: [[0, 4]] }, 'the pair 0, 4 is not one of two qubits from 0 to 3'],
    [{ basis: ['cx', 'foo'] }, '"foo" in the basis is not a gate'],
    [{ basis: 'cx' }, 'basis is a list'],
    [{ edges: [] }, 'not edges'],
  ])('refuses such a file with %j', (wrong, text) => {
    const good = { qubits: 4, coupling: [[0, 1]], basis: ['cx', 'u'] }
    expect(() => readDevice(JSON.stringify({ ...good, ...wrong }))).toThrow(text)
  })

  test('says which fields are missing', () => {
    expect(() => readDevice('{"name": "x"}')).toThrow('missing: qubits')
  })
})
