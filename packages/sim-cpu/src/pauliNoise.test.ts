/** Shots of Pauli noise against exact density matrices. */
import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import { chiSquaredTest } from '@ketwork/math'
import { afterAll, describe, expect, test } from 'vitest'
import { openCpuBackend } from './index.ts'

const backend = openCpuBackend()
afterAll(() => backend.dispose())

/** A correct estimate is farther off once in 10^8 runs. */
const MOST_SIGMAS = 5.8
const FALSE_ALARM_RATE = 1e-8

function noisyLayers(qubits: number, rate: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < 2; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      circuit.ry(parameter(`w${qubit % 3}`), qubit).depolarizing(rate, qubit)
      circuit.rz(feature('x'), qubit).t(qubit)
    }
    for (let qubit = 0; qubit + 1 < qubits; qubit++) circuit.cx(qubit, qubit + 1).depolarizing2(rate, qubit, qubit + 1)
    circuit.crx(0.7, 0, 1).phaseDamping(rate, 1)
  }
  return circuit
}

const inputs = { parameters: [0.4, 1.1, -0.8], features: [[0.3], [1.2]] }

describe('shots of Pauli noise', () => {
  test('have the expectations and probabilities of the density matrix', async () => {
    const observables = [parsePauliSum('Z0*X1 - 0.5*Y2'), parsePauliSum('Z3 + 2')]
    const circuit = noisyLayers(4, 0.1)
    await using exact = await backend.compile(circuit, { observables, method: 'densityMatrix' })
    await using drawn = await backend.compile(circuit, { observables })
    const shots = { ...inputs, shots: 20_000, seed: 5 }
    const pairs = [
      [await exact.expectations(inputs), await drawn.expectations(shots)],
      [await exact.probabilities(inputs, [2, 0]), await drawn.probabilities(shots, [2, 0])],
    ]
    for (const [right, found] of pairs) {
      expect(found.rows).toBe(2)
      expect(found.values).toHaveLength(right.values.length)
      found.values.forEach((value, i) => {
        expect(found.standardErrors![i]).toBeGreaterThan(0)
        expect(Math.abs(value - right.values[i])).toBeLessThan(MOST_SIGMAS * found.standardErrors![i])
      })
      expect(found.ranOn).toMatchObject({ method: 'trajectories', plan: expect.stringContaining('a row for each noise of a shot') })
    }
  })

  test.each([
    ['from tables of basis states', 4],
    ['state by state', 13],
  ])('have the bits of the density matrix, readout error included, %s', async (_, qubits) => {
    const readout = { p01: 0.1, p10: 0.3 }
    const measured = [0, 1, 3]
    const circuit = new Circuit(qubits).compose(noisyLayers(4, 0.1))
    for (const qubit of measured) circuit.measure(qubit, `c${qubit}`, { readout })
    await using executable = await backend.compile(circuit, { method: 'trajectories' })
    const shots = 4000
    const { samples, columns } = await executable.sample({ ...inputs, features: [[0.3]], shots, seed: 5 })
    expect(columns).toEqual(['c0', 'c1', 'c3'])
    const counts = new Float64Array(8)
    for (let at = 0; at < samples.length; at += 3) counts[samples[at] + 2 * samples[at + 1] + 4 * samples[at + 2]]++
    await using exact = await backend.compile(noisyLayers(4, 0.1), { method: 'densityMatrix' })
    const { values } = await exact.probabilities({ ...inputs, features: [[0.3]] }, measured)
    const read = Array.from({ length: 8 }, (_unused, reading) =>
      values.reduce((sum, probability, outcome) => sum + probability * chanceOf(reading, outcome, readout), 0),
    )
    expect(chiSquaredTest([...counts], read).pValue).toBeGreaterThan(FALSE_ALARM_RATE)
  })

  test.each([5, 13])('of %i qubits are the same bits for any threads and memory, and for more shots around them', async (qubits) => {
    await using single = openCpuBackend({ threads: 0 })
    await using small = openCpuBackend({ threads: 0, memoryBytes: 2 ** 20 })
    const circuit = new Circuit(qubits).compose(noisyLayers(5, 0.2))
    const bits = async (which: typeof backend, shots: number): Promise<Uint8Array> => {
      await using executable = await which.compile(circuit, { method: 'trajectories' })
      return (await executable.sample({ ...inputs, shots, seed: 9 })).samples
    }
    const few = await bits(single, 100)
    expect(await bits(backend, 100)).toEqual(few)
    expect((await bits(backend, 300)).subarray(0, qubits * 100)).toEqual(few.subarray(0, qubits * 100))
    const many = await bits(single, 3000)
    expect(await bits(small, 3000)).toEqual(many)
  })

  test('fit into little memory', async () => {
    await using small = openCpuBackend({ threads: 0, memoryBytes: 2 ** 19 })
    await using executable = await small.compile(noisyLayers(8, 0.3), { observables: [parsePauliSum('Z0*Z1')] })
    const draws = { ...inputs, shots: 5000, seed: 2 }
    for (const call of ['expectations', 'probabilities', 'sample'] as const)
      expect((await executable[call](draws)).ranOn.method).toBe('trajectories')
  })

  test('lose what a measurement at the end destroys', async () => {
    const circuit = new Circuit(2).h(0).depolarizing(0.1, 0).measure(0, 'a')
    await using executable = await backend.compile(circuit, { observables: [parsePauliSum('X0'), parsePauliSum('Z0')] })
    const { values } = await executable.expectations({ shots: 100, seed: 1 })
    expect(Math.abs(values[0])).toBeLessThan(1e-12)
  })
})

describe('samples that nobody asked to be trajectories', () => {
  const circuit = noisyLayers(3, 0.1).measureAll()

  test('come from the density matrix where it has no more numbers than the states of all shots', async () => {
    await using executable = await backend.compile(circuit)
    const method = async (shots: number) => (await executable.sample({ ...inputs, features: [[0.3]], shots, seed: 1 })).ranOn.method
    expect(await method(7)).toBe('trajectories')
    expect(await method(8)).toBe('densityMatrix')
    await using asked = await backend.compile(circuit, { method: 'trajectories' })
    expect((await asked.sample({ ...inputs, features: [[0.3]], shots: 100, seed: 1 })).ranOn.method).toBe('trajectories')
  })
})

/** Of a reading of bits with readout errors, given the outcome. */
function chanceOf(reading: number, outcome: number, { p01, p10 }: { p01: number; p10: number }): number {
  let chance = 1
  for (let bit = 0; bit < 3; bit++) {
    const [read, was] = [(reading >>> bit) & 1, (outcome >>> bit) & 1]
    const wrong = was === 1 ? p01 : p10
    chance *= read === was ? 1 - wrong : wrong
  }
  return chance
}
