/** Circuits of many qubits that fall into groups, on generated kernels and threads. */
import { Circuit, feature, parameter, randomCircuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { openCpuBackend } from './openCpuBackend.ts'

type Edge = readonly [a: number, b: number]

/** A random 3-regular graph: pairs of free ends, drawn again until no edge is a loop or stands twice. */
function drawRegularGraph(vertices: number, seed: number): Edge[] {
  const random = new RandomStream(seed)
  for (;;) {
    const ends = [...random.permutation(3 * vertices)].map((end) => end % vertices)
    const edges = Array.from({ length: ends.length / 2 }, (_, i): Edge => [ends[2 * i], ends[2 * i + 1]])
    const names = new Set(edges.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`))
    if (names.size === edges.length && edges.every(([a, b]) => a !== b)) return edges
  }
}

/** Sum of <Z_u Z_v> under QAOA with p = 1: Wang, Hadfield, Jiang and Rieffel, Phys. Rev. A 97, 022304 (2018), theorem 1, for degree 3. */
function closedForm(edges: readonly Edge[], gamma: number, beta: number): number {
  const neighbours = new Map<number, Set<number>>()
  for (const [a, b] of edges)
    for (const [u, v] of [
      [a, b],
      [b, a],
    ])
      neighbours.set(u, (neighbours.get(u) ?? new Set()).add(v))
  const [cos, sin] = [Math.cos(gamma), Math.sin(gamma)]
  return edges.reduce((sum, [a, b]) => {
    const triangles = [...(neighbours.get(a) ?? [])].filter((each) => neighbours.get(b)?.has(each)).length
    const shared = Math.sin(beta) ** 2 * cos ** (4 - 2 * triangles) * (1 - Math.cos(2 * gamma) ** triangles)
    return sum + Math.sin(2 * beta) * sin * cos ** 2 + shared / 2
  }, 0)
}

function qaoaCircuit(vertices: number, edges: readonly Edge[]): Circuit {
  const circuit = new Circuit(vertices)
  for (let vertex = 0; vertex < vertices; vertex++) circuit.h(vertex)
  for (const [a, b] of edges) circuit.rzz(parameter('gamma'), a, b)
  for (let vertex = 0; vertex < vertices; vertex++) circuit.rx(parameter('beta'), vertex)
  return circuit
}

describe('groups of qubits', () => {
  test('QAOA with p = 1 on random 3-regular graphs of 200 vertices has the values and the gradient of the closed form', async () => {
    await using backend = openCpuBackend({ threads: 0 })
    for (const seed of [1, 2, 3]) {
      const edges = drawRegularGraph(200, seed)
      const observables = edges.map(([a, b]) => `Z${a}*Z${b}`).join(' + ')
      await using executable = await backend.compile(qaoaCircuit(200, edges), { observables })
      const [gamma, beta] = [0.31 * seed, 0.42]
      const { values, parameters, ranOn } = await executable.gradient({ parameters: { gamma, beta } })
      expect(values[0]).toBeCloseTo(closedForm(edges, gamma, beta), 10)
      const slope = (dGamma: number, dBeta: number) =>
        (closedForm(edges, gamma + dGamma, beta + dBeta) - closedForm(edges, gamma - dGamma, beta - dBeta)) / 2e-5
      expect(parameters?.[0]).toBeCloseTo(slope(1e-5, 0), 5)
      expect(parameters?.[1]).toBeCloseTo(slope(0, 1e-5), 5)
      expect(ranOn.plan).toMatch(/^300 groups of at most 6 of 200 qubits/)
    }
  })

  test('give the same bits on any number of threads', async () => {
    const circuit = new Circuit(36)
    for (let block = 0; block < 3; block++) {
      const drawn = randomCircuit({ qubits: 12, operations: 80, seed: block, gates: ['rx', 'ry', 'cx', 'rzz'] })
      circuit.compose(
        drawn,
        Array.from({ length: 12 }, (_, qubit) => 3 * qubit + block),
      )
      circuit.ry(feature(`x[${block}]`), block)
    }
    const features = { rows: 3, columns: 3, data: new RandomStream(8).fillNormal(new Float64Array(9)) }
    const noisy = circuit.copy().depolarizing(0.1, 0).measure(0, 'a').measure(4, 'b')
    const answers: number[][] = []
    for (const threads of [0, 2]) {
      await using backend = openCpuBackend({ threads })
      await using executable = await backend.compile(circuit, { observables: ['Z0 + X3*Z1', 'Z0*Z1*Z2'] })
      await using dynamic = await backend.compile(noisy, { observables: ['Z0', 'Z4*Z2'] })
      const draws = { features, shots: 300, seed: 4 }
      const gradient = await executable.gradient({ features, wrt: ['features'] })
      const estimates = [await executable.expectations(draws), await dynamic.expectations(draws)]
      const samples = [await executable.sample(draws), await dynamic.sample(draws)]
      answers.push([
        ...gradient.values,
        ...(gradient.features ?? []),
        ...estimates.flatMap(({ values, standardErrors }) => [...values, ...(standardErrors ?? [])]),
        ...samples.flatMap((batch) => [...batch.samples]),
      ])
    }
    expect(answers[1]).toEqual(answers[0])
  })

  test('are refused by their size, with the reason, where one is too large', async () => {
    await using backend = openCpuBackend({ memoryBytes: 2 ** 22, threads: 0 })
    const chain = new Circuit(40)
    for (let qubit = 0; qubit < 24; qubit++) chain.ry(0.3, qubit).cx(qubit, qubit + 1)
    await expect(backend.compile(chain, { observables: ['Z24'] })).rejects.toThrow('an observable feels a group of 25 of 40 qubits')
    await using executable = await backend.compile(chain, { observables: ['Z30'] })
    await expect(executable.sample({ shots: 1, seed: 1 })).rejects.toThrow('a sample has a group of 25 of 40 qubits')
    await expect(executable.probabilities({}, [24])).rejects.toThrow('the qubits that are asked for feel a group of 25 of 40 qubits')
    await expect(executable.overlaps({})).rejects.toThrow('an overlap has a group of 25 of 40 qubits')
    await expect(executable.amplitudes()).rejects.toThrow('2^40 amplitudes a row are asked for; 40 qubits need 16.0 TiB')
  })

  test('leave circuits that meet in all their qubits whole', async () => {
    await using backend = openCpuBackend({ threads: 0 })
    const circuit = randomCircuit({ qubits: 16, operations: 400, seed: 5, gates: ['rx', 'ry', 'cx'] })
    await using executable = await backend.compile(circuit, { observables: ['Z0', 'X3*Y15'] })
    const { ranOn } = await executable.expectations()
    expect(ranOn.plan).not.toContain('group')
    const given = new Float64Array(2 ** 17)
    given[2 * 5] = 1
    await using product = await backend.compile(new Circuit(16).x(3), { observables: ['Z0', 'Z2', 'Z3'] })
    const { values } = await product.expectations({ initial: { rows: 1, qubits: 16, data: given } })
    expect([...values]).toEqual([-1, -1, -1]) // 5 is qubits 0 and 2, and X turns qubit 3
    const { initial } = await product.gradient({ wrt: ['initial'], cotangents: Float64Array.of(1, 0, 0) })
    expect(initial?.data[0]).toBeCloseTo(2, 12)
  })
})
