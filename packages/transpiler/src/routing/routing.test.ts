import { Circuit, parameter, randomCircuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { certify } from '../certificate/certify.ts'
import { grid, heavyHex, line, ring } from '../devices/topologies.ts'
import { interactions } from '../layout/interactions.ts'
import { perfectMatch } from '../layout/perfectMatch.ts'
import { placeAndRoute } from '../layout/placeAndRoute.ts'
import { splitWideGates } from '../passes/splitWideGates.ts'
import type { Topology } from '../target.ts'
import { areNeighbours, type CouplingMap, couplingMap } from './CouplingMap.ts'
import { mustMeet, routingProblem } from './RoutingProblem.ts'

function mapOf({ qubits, coupling }: Topology): CouplingMap {
  return couplingMap(qubits, coupling)
}

function allCoupled(circuit: Circuit, map: CouplingMap): boolean {
  return circuit.operations.every((operation) => !mustMeet(operation) || areNeighbours(map, operation.qubits[0], operation.qubits[1]))
}

function checkRoute(circuit: Circuit, map: CouplingMap, seed: number, trials: number): void {
  const [placement] = placeAndRoute(circuit, map, { seed, trials })
  expect(allCoupled(placement.circuit, map)).toBe(true)
  const claim = { source: circuit, output: placement.circuit, initialLayout: placement.initial, finalLayout: placement.final }
  expect(certify(claim).verdict).toBe('equivalent')
}

describe('placeAndRoute', () => {
  const maps = [line(5), ring(5), grid(2, 3), heavyHex(3)].map(mapOf)

  test('does what the circuit did on coupled pairs alone, for random circuits with symbols', () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = new RandomStream(seed)
      const circuit = splitWideGates(randomCircuit({ qubits: 2 + random.integer(4), operations: 20, seed, symbols: [parameter('w')] }))
      checkRoute(circuit, maps[seed % 3], seed, seed % 5)
    }
  })

  test('keeps measurements, conditions, resets, channels and barriers where they belong', () => {
    const gates = ['h', 'cx', 'rzz', 'cp', 'rx', 'measure', 'reset', 'depolarizing', 'depolarizing2', 'barrier', 'setBit'] as const
    for (let seed = 0; seed < 30; seed++) {
      const circuit = randomCircuit({ qubits: 4, operations: 12, seed, gates, conditionProbability: 0.3 })
      checkRoute(circuit, mapOf(line(4)), seed, seed % 4)
    }
  })

  test('leaves qubits idle that broken pairs keep apart, and refuses a circuit that has no room without them', () => {
    const broken = couplingMap(8, [[1, 2], [2, 3], [3, 5], [5, 7], [0, 4]]) // prettier-ignore
    for (let seed = 0; seed < 8; seed++) {
      const circuit = splitWideGates(randomCircuit({ qubits: 5, operations: 15, seed }))
      checkRoute(circuit, broken, seed, seed % 3)
      for (const place of placeAndRoute(circuit, broken, { seed, trials: 2 })[0].initial) expect([1, 2, 3, 5, 7]).toContain(place)
    }
    const chain = new Circuit(6)
    for (let qubit = 1; qubit < 6; qubit++) chain.cx(qubit - 1, qubit)
    expect(() => placeAndRoute(chain, broken, { seed: 1, trials: 1 })).toThrow(
      /have 6 qubits, those of the device 5, 2 and 1 qubits: qubits 0, 1, 2, 3, 4 and 5 must reach each other/,
    )
  })

  test('needs no SWAP where the circuit fits', () => {
    const chain = new Circuit(14)
    for (let qubit = 0; qubit < 13; qubit++) chain.cx((5 * qubit) % 14, (5 * (qubit + 1)) % 14)
    expect(placeAndRoute(chain, maps[3], { seed: 1, trials: 4 })[0].swaps).toBe(0)
  })

  test('lets gates that commute change places: a star on a line takes one SWAP less than it has leaves past two', () => {
    const star = new Circuit(6)
    for (const leaf of [3, 1, 4, 2, 5]) star.cx(leaf, 0)
    expect(placeAndRoute(star, mapOf(line(6)), { seed: 1, trials: 8 })[0].swaps).toBeLessThanOrEqual(3)
  })

  test('gives the same circuit for the same seed, and never a costlier one for more trials', () => {
    const circuit = randomCircuit({ qubits: 9, operations: 60, seed: 5, gates: ['cx', 'h', 't'] })
    const map = mapOf(grid(3, 3))
    const at = (trials: number): number => placeAndRoute(circuit, map, { seed: 3, trials })[0].cost
    expect(placeAndRoute(circuit, map, { seed: 3, trials: 4 })).toEqual(placeAndRoute(circuit, map, { seed: 3, trials: 4 }))
    const costs = [1, 2, 4, 8, 16].map(at)
    expect(costs).toEqual(costs.toSorted((a, b) => b - a))
  })
})

describe('perfectMatch', () => {
  const match = (circuit: Circuit, topology: Topology): Int32Array | undefined =>
    perfectMatch(interactions(routingProblem(circuit, false)), mapOf(topology), { seed: 1, restarts: 4, steps: 2000 })

  test('finds a ring in a grid and gives idle qubits the rest', () => {
    const circuit = new Circuit(6).cx(0, 1).cx(1, 2).cx(2, 3).cx(3, 0)
    const layout = match(circuit, grid(3, 3))
    expect(new Set(layout).size).toBe(6)
    expect([0, 1, 2, 3].every((qubit) => areNeighbours(mapOf(grid(3, 3)), layout?.[qubit] ?? 0, layout?.[(qubit + 1) % 4] ?? 0))).toBe(true)
  })

  test('knows when there is none', () => {
    expect(match(new Circuit(3).cx(0, 1).cx(1, 2).cx(2, 0), grid(3, 3))).toBeUndefined()
    expect(match(new Circuit(5).cx(0, 1).cx(0, 2).cx(0, 3).cx(0, 4), line(9))).toBeUndefined()
  })
})
