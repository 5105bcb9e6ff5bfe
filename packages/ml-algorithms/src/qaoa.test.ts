import { readFileSync } from 'node:fs'
import { applyToState, pauliExpectation } from '@ketwork/circuit'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { afterAll, describe, expect, test } from 'vitest'
import { cutValue, readGraph } from './graphs/graph.ts'
import { cutObservable, qaoaCircuit, startAngles } from './graphs/qaoaCircuit.ts'
import { qaoa } from './qaoa.ts'

const backend = openCpuBackend()
afterAll(() => backend.dispose())
const graph = (name: string) => readGraph(readFileSync(new URL(`../testdata/${name}.txt`, import.meta.url), 'utf8'), { file: name })

describe('qaoa', () => {
  test('reproduces the published cut at the fixed angles and improves on it', async () => {
    const result = await qaoa({ backend, graph: graph('regular3_n16_s1'), layers: 3, seed: 7 })
    expect(result.startCut).toBeCloseTo(18.706468, 5)
    expect(result.expectedCut).toBeGreaterThan(result.startCut)
    expect(result.gradientNorm).toBeLessThan(1e-3)
    expect(result.bestCut).toBe(21)
    expect(cutValue(graph('regular3_n16_s1'), result.assignment)).toBe(21)
  })

  test('finds the optimum of a weighted graph, counted with its weights', async () => {
    const weighted = readGraph('4 5\n0 1 1\n1 2 2.5\n2 3 1\n0 3 0.5\n0 2 3')
    const best = Math.max(...Array.from({ length: 16 }, (_, k) => cutValue(weighted, [k & 1, (k >> 1) & 1, (k >> 2) & 1, (k >> 3) & 1])))
    const result = await qaoa({ backend, graph: weighted, layers: 2, seed: 1 })
    expect(result.bestCut).toBe(best)
    expect(result.expectedCut).toBeLessThanOrEqual(best + 1e-9)
  })

  describe('gives the same answer whatever the unit of the weights', () => {
    const edges = [
      [0, 1, 0.7],
      [1, 2, -0.4],
      [2, 3, 1.1],
      [3, 4, 0.9],
      [4, 0, -0.2],
      [0, 2, 0.5],
    ]
    const solve = (unit: number) =>
      qaoa({ backend, graph: { nodes: 5, edges: edges.map(([from, to, w]) => ({ from, to, weight: w * unit })) }, layers: 2, seed: 3 })

    test('to the last bit for powers of two', async () => {
      const one = await solve(1)
      for (const unit of [2 ** -900, 2 ** -30, 1024, 2 ** 1000]) {
        const other = await solve(unit)
        expect(other.history.map((cut) => cut / unit)).toEqual(one.history)
        expect(other.angles).toEqual({ gamma: one.angles.gamma.map((gamma) => gamma / unit), beta: one.angles.beta })
        expect(other.assignment).toEqual(one.assignment)
        expect([...other.parameters]).toEqual(Array.from(one.parameters, (angle, i) => (i % 2 === 0 ? angle / unit : angle)))
        expect({ ...other, parameters: 0, expectedCut: 0, startCut: 0, bestCut: 0, angles: 0, history: 0 }).toEqual({
          ...one,
          parameters: 0,
          expectedCut: 0,
          startCut: 0,
          bestCut: 0,
          angles: 0,
          history: 0,
        })
      }
    })

    test('to rounding for others', async () => {
      const one = await solve(1)
      expect(one.converged).toBe(true)
      for (const unit of [1e4, 1e6, 1e-9, 1e160, 1e-160, 1e307]) {
        const other = await solve(unit)
        expect(other.converged).toBe(true)
        expect(other.expectedCut / unit / one.expectedCut).toBeCloseTo(1, 9)
        expect(other.bestCut / unit / one.bestCut).toBeCloseTo(1, 12)
      }
    })

    test('and with a start of its own', async () => {
      const [graph, doubled] = [1, 1e6].map((weight) => ({ nodes: 2, edges: [{ from: 0, to: 1, weight }] }))
      const one = await qaoa({ backend, graph, layers: 1, seed: 1, start: { gamma: [1.2], beta: [0.3] } })
      const other = await qaoa({ backend, graph: doubled, layers: 1, seed: 1, start: { gamma: [1.2e-6], beta: [0.3] } })
      expect(one.startCut).toBeCloseTo(0.5 + (Math.sin(1.2) * Math.sin(1.2)) / 2, 12) // one edge: (1 + sin(4 beta) sin(gamma)) / 2
      expect(other.startCut).toBeCloseTo(1e6 * one.startCut, 5)
      expect(other.expectedCut).toBeCloseTo(1e6, 0)
    })
  })

  test('has the energy of its circuit as the oracle computes it', () => {
    const small = graph('regular3_n8_s1')
    const { gamma, beta } = startAngles(small, 2)
    const values = Object.fromEntries(
      [0, 1].flatMap((layer) => [[`gamma[${layer}]`, gamma[layer]] as const, [`beta[${layer}]`, beta[layer]] as const]),
    )
    const start = new Float64Array(2 * 256)
    start[0] = 1
    const state = applyToState(qaoaCircuit(small, 2).bind(values), start)
    const direct = Array.from(
      { length: 256 },
      (_, k) =>
        (state[2 * k] ** 2 + state[2 * k + 1] ** 2) *
        cutValue(
          small,
          Array.from({ length: 8 }, (_, node) => (k >> node) & 1),
        ),
    )
    expect(pauliExpectation(cutObservable(small), state)).toBeCloseTo(
      direct.reduce((sum, value) => sum + value, 0),
      10,
    )
  })

  test('carries its start to more layers and other degrees without leaving sensible ranges', () => {
    const angles = startAngles(graph('regular3_n8_s1'), 6)
    expect(angles.gamma).toHaveLength(6)
    for (const angle of [...angles.gamma, ...angles.beta]) expect(angle).toBeGreaterThan(0)
  })

  test('refuses layers below one and a graph without edges', async () => {
    await expect(qaoa({ backend, graph: graph('regular3_n8_s1'), layers: 0, seed: 0 })).rejects.toThrow('layers is 0')
    await expect(qaoa({ backend, graph: readGraph('3 0'), layers: 1, seed: 0 })).rejects.toThrow('no edges')
    await expect(qaoa({ backend, graph: readGraph('3 1\n0 1 0'), layers: 1, seed: 0 })).rejects.toThrow('every edge has weight 0')
    const start = { gamma: [0.1], beta: [NaN] }
    await expect(qaoa({ backend, graph: readGraph('2 1\n0 1'), layers: 1, seed: 0, start })).rejects.toThrow('start.beta[0] is NaN')
    await expect(qaoa({ backend, graph: readGraph('2 1\n0 1'), layers: 2, seed: 0, start })).rejects.toThrow('1 angles gamma: 2 are needed')
  })

  test('takes edges as pairs, and gives parameters and counts that fit its circuit', async () => {
    const edges = [[0, 1], [1, 2], [2, 3], [3, 0], [0, 2, 0.5]] as const // prettier-ignore
    const written = readGraph('4 5\n0 1\n1 2\n2 3\n3 0\n0 2 0.5')
    const options = { backend, layers: 2, seed: 3, shots: 200 }
    const result = await qaoa({ ...options, graph: edges })
    expect(result).toEqual(await qaoa({ ...options, graph: written }))
    expect(result).toEqual(await qaoa({ ...options, graph: { nodes: 4, edges } }))
    const executable = await backend.compile(qaoaCircuit(edges, 2), { observables: cutObservable(edges) })
    const { values } = await executable.expectations({ parameters: result.parameters })
    expect(values[0]).toBeCloseTo(result.expectedCut, 10)
    expect([...result.counts.values()].reduce((sum, count) => sum + count, 0)).toBe(200)
    expect(result.counts.get([...result.assignment].reverse().join(''))).toBeGreaterThan(0)
  })
})
