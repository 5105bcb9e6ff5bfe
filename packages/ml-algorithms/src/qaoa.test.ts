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

  test('converges alike whatever the unit of the weights', async () => {
    const scaled = (unit: number) => readGraph(`4 4\n0 1 ${unit}\n1 2 ${2 * unit}\n2 3 ${unit}\n0 2 ${3 * unit}`)
    const [small, large] = [
      await qaoa({ backend, graph: scaled(1), layers: 2, seed: 1 }),
      await qaoa({ backend, graph: scaled(1000), layers: 2, seed: 1 }),
    ]
    expect([small.converged, large.converged]).toEqual([true, true])
    expect(large.bestCut).toBe(1000 * small.bestCut)
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
  })
})
