/** Method 'densityMatrix' of the CPU simulator against the reference backend's density matrices, and the suite as far as it needs no state vector. */
import {
  type Backend,
  type Executable,
  type Inputs,
  openReferenceBackend,
  TooManyQubitsError,
  UnsupportedOperationError,
} from '@ketwork/backend'
import { conformanceCases } from '@ketwork/backend/conformance'
import { Circuit, feature, gateTable, type OperationName, parameter, parsePauliSum, pauliTerm, randomCircuit } from '@ketwork/circuit'
import { chiSquaredTest, haarState, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { CpuVariant } from './CpuSimulator.ts'
import { allMeeting } from './allMeeting.ts'
import { openCpuBackend } from './openCpuBackend.ts'

/** A right sampler fails with this probability. */
const FALSE_ALARM = 1e-9
const names = Object.keys(gateTable) as OperationName[]
const kindsOf = (...kinds: readonly string[]): OperationName[] => names.filter((name) => kinds.includes(gateTable[name].kind))
const UNITARY = kindsOf('gate')
const EVERYTHING: OperationName[] = [...UNITARY.slice(0, 20), ...kindsOf('channel'), 'measure', 'measure', 'measure', 'reset']

/** All Pauli words on some qubits: what they expect is the whole density matrix. */
function allWords(qubits: number) {
  return Array.from({ length: 4 ** qubits - 1 }, (_, i) => {
    const letters = Array.from({ length: qubits }, (_letter, qubit) => 'IXYZ'[Math.floor((i + 1) / 4 ** qubit) % 4])
    const chosen = letters.flatMap((letter, qubit) => (letter === 'I' ? [] : [qubit]))
    return pauliTerm(chosen.map((qubit) => letters[qubit]).join(''), chosen)
  })
}

/** Expectations of all Pauli words, and probabilities, are those of the reference. */
async function expectAsReference(
  circuit: Circuit,
  { inputs = {}, precision = 'f64', variant }: { inputs?: Inputs; precision?: 'f64' | 'f32'; variant?: CpuVariant } = {},
): Promise<void> {
  const options = { method: 'densityMatrix', observables: allWords(circuit.qubitCount), precision } as const
  await using backend = openCpuBackend(variant === undefined ? {} : { variant })
  const [found, expected] = [await backend.compile(circuit, options), await openReferenceBackend().compile(circuit, options)]
  const digits = precision === 'f64' ? 12 : 5
  const pairs = [
    [await found.expectations(inputs), await expected.expectations(inputs)],
    [await found.probabilities(inputs), await expected.probabilities(inputs)],
  ]
  for (const [ours, theirs] of pairs) {
    expect(ours.values.length).toBe(theirs.values.length)
    ours.values.forEach((value, i) => expect(value).toBeCloseTo(theirs.values[i], digits))
  }
}

/** How often each row of columns came, as numbers. */
function histogram(samples: Uint8Array, columns: number): Float64Array {
  const counts = new Float64Array(2 ** columns)
  for (let at = 0; at < samples.length; at += columns)
    counts[samples.subarray(at, at + columns).reduce((sum, bit, i) => sum + bit * 2 ** i, 0)]++
  return counts
}

describe('method densityMatrix agrees with the reference', () => {
  test.each(UNITARY)('gate %s turns rows and columns of rho', async (gate) => {
    const prepared = randomCircuit({ qubits: 4, operations: 6, seed: 1, gates: ['ry', 'rx', 'cx', 'depolarizing', 'rzz'] })
    await expectAsReference(prepared.compose(randomCircuit({ qubits: 4, operations: 3, seed: 2, gates: [gate] })))
  })

  test.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'circuit %i of gates, channels, measurements, resets and conditions',
    async (seed) => {
      const circuit = randomCircuit({ qubits: 3, operations: 14, seed, gates: EVERYTHING, conditionProbability: 0.4 })
      for (const variant of [undefined, 'plain'] as const)
        await expectAsReference(circuit, { precision: seed % 5 === 0 ? 'f32' : 'f64', ...(variant && { variant }) })
    },
  )

  test('rows with their own parameters, features and initial states', async () => {
    const symbols = [parameter('a'), feature('x'), parameter('b')]
    const gates: OperationName[] = ['rx', 'ry', 'rz', 'cp', 'rzz', 'ryy', 'u', 'amplitudeDamping', 'depolarizing2', 'measure']
    const circuit = randomCircuit({ qubits: 3, operations: 20, seed: 8, gates, symbols, conditionProbability: 0.2 })
    const random = new RandomStream(3)
    const initial = { rows: 2, qubits: 3, data: Float64Array.from([...haarState(8, random), ...haarState(8, random)]) }
    const features = { rows: 2, columns: circuit.features.length, data: Float64Array.of(0.4, -1.3) }
    const inputs = { parameters: circuit.parameters.map((_, i) => 0.3 + i), features, initial }
    await expectAsReference(circuit, { inputs })
    await expectAsReference(circuit, { inputs, variant: 'plain' })
  })

  test('samples of every bit follow the distribution of the reference: conditions, overwritten bits, readout errors', async () => {
    for (let seed = 0; seed < 6; seed++) {
      const circuit = randomCircuit({ qubits: 3, operations: 12, seed: 100 + seed, gates: EVERYTHING, conditionProbability: 0.3 })
        .ry(0.7, 0)
        .measure(0, 'm[0]', { readout: { p01: 0.2, p10: 0.1 } })
        .measure(1, 'm[1]')
      const columns = circuit.bits.length
      const shots = 4000
      const inputs = { shots, seed: 5 }
      await using backend = openCpuBackend()
      const sampled = await (await backend.compile(circuit, { method: 'densityMatrix' })).sample(inputs)
      const other = await (await openReferenceBackend().compile(circuit, { method: 'densityMatrix' })).sample({ shots: 200_000, seed: 6 })
      expect(sampled.columns).toEqual(circuit.bits)
      const expected = histogram(other.samples, columns).map((count) => count / 200_000)
      const found = histogram(sampled.samples, columns)
      const likely = [...expected.keys()].filter((i) => expected[i] * shots >= 5)
      const rest = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, v, i) => sum + (likely.includes(i) ? 0 : v), 0)
      const pool = (values: ArrayLike<number>): number[] =>
        [...likely.map((i) => values[i]), rest(values)].filter((_, i) => i < likely.length || rest(expected) > 0)
      expect(chiSquaredTest(pool(found), pool(expected)).pValue).toBeGreaterThan(FALSE_ALARM)
    }
  })
})

/** Cases of the suite that ask for nothing but expectations, probabilities, samples and estimates. */
const WITHIN_DOMAIN =
  /^(expectations|probabilities of all|samples of|a column a qubit|the same seed|the standard error|estimates repeat|a vector of parameters|refuses|density matrix of|a disposed backend|a program without)/

describe('the conformance suite where every executable is a density matrix', () => {
  const open = (): Backend => {
    const backend = openCpuBackend()
    const method = 'densityMatrix'
    return {
      name: backend.name,
      capabilities: () => backend.capabilities(),
      compile: (circuit, options) => backend.compile(circuit, { method, ...options }),
      load: (program, options) => backend.load(program, { method, ...options }),
      observe: (listener) => backend.observe(listener),
      dispose: () => backend.dispose(),
      [Symbol.asyncDispose]: () => backend.dispose(),
    }
  }
  const cases = (['f64', 'f32'] as const).flatMap((precision) => conformanceCases({ precision }).map((each) => ({ ...each, precision })))
  const within = cases.filter(({ name }) => WITHIN_DOMAIN.test(name))

  test('there are such cases', () => expect(within.length).toBeGreaterThan(80))
  for (const { name, precision, run } of within) test(`${precision}: ${name}`, () => run(open), 60_000)
})

describe('method densityMatrix', () => {
  const noisy = new Circuit(2).h(0).depolarizing(0.1, 0).cx(0, 1)
  const observables = [parsePauliSum('Z0*Z1')]
  const compile = (backend: Backend, circuit = noisy): Promise<Executable> =>
    backend.compile(circuit, { method: 'densityMatrix', observables })

  test('is exact without shots, and auto goes on taking trajectories', async () => {
    await using backend = openCpuBackend()
    const { values, standardErrors, ranOn } = await (await compile(backend)).expectations()
    expect(values[0]).toBeCloseTo(1, 14)
    expect(standardErrors).toBeUndefined()
    expect(ranOn).toMatchObject({ device: 'cpu', method: 'densityMatrix' })
    expect(ranOn.plan).toContain('4 index bits of a density matrix')
    const automatic = await backend.compile(noisy, { observables })
    expect((await automatic.expectations({ shots: 2, seed: 1 })).ranOn.method).toBe('trajectories')
  })

  test.each(['f64', 'f32'] as const)('a noisy pair among twelve qubits, more than a block, is what it is alone, %s', async (precision) => {
    const pair = (circuit: Circuit, a: number, b: number) =>
      circuit.ry(0.7, a).amplitudeDamping(0.3, a).cx(a, b).depolarizing2(0.2, a, b).rx(0.4, b).phaseDamping(0.1, a).ry(-0.3, a)
    await using backend = openCpuBackend()
    const expected = await (
      await backend.compile(pair(new Circuit(2), 0, 1), { method: 'densityMatrix', observables: allWords(2), precision })
    ).expectations()
    for (const [a, b] of [
      [0, 1],
      [11, 0],
      [5, 10],
    ]) {
      const circuit = new Circuit(12)
      for (let qubit = 0; qubit < 12; qubit++) if (qubit !== a && qubit !== b) circuit.h(qubit).cx(qubit, qubit === 3 ? 4 : 3)
      const words = allWords(2).map(({ terms: [{ pauli, qubits }] }) =>
        pauliTerm(
          pauli,
          qubits.map((qubit) => [a, b][qubit]),
        ),
      )
      const { values } = await (
        await backend.compile(pair(circuit, a, b), { method: 'densityMatrix', observables: words, precision })
      ).expectations()
      values.forEach((value, i) => expect(value).toBeCloseTo(expected.values[i], precision === 'f64' ? 11 : 4))
    }
  })

  test('refuses what needs one state, with the reason', async () => {
    await using backend = openCpuBackend()
    const [dynamic, unitary] = [await compile(backend), await compile(backend, new Circuit(2).h(0))]
    for (const call of ['amplitudes', 'gradient', 'jacobian'] as const)
      await expect(dynamic[call]()).rejects.toThrow(UnsupportedOperationError)
    await expect(dynamic.overlaps({})).rejects.toThrow('has a channel on qubit 0')
    await expect(unitary.amplitudes()).rejects.toThrow("it was loaded with method 'densityMatrix'")
  })

  test('refuses 14 qubits with the reason, and what does not fit with the bytes', async () => {
    await using backend = openCpuBackend({ memoryBytes: 2 ** 20 })
    await expect(compile(backend, allMeeting(14))).rejects.toThrow('a density matrix of n qubits has 4^n numbers: at most 13')
    await expect(compile(backend, allMeeting(9))).rejects.toThrow(TooManyQubitsError)
    await expect(compile(backend, allMeeting(9))).rejects.toMatchObject({ bytesNeeded: 16 * 4 ** 9 })
    const measured = allMeeting(8)
    for (let qubit = 0; qubit < 4; qubit++) measured.measure(qubit, `b${qubit}`).h(qubit) // each bit needs a wire
    await expect(compile(backend, measured)).rejects.toMatchObject({ bytesNeeded: 16 * 4 ** 8 * 2 ** 4 })
  })

  test('stops when it is aborted, and rejects when it is disposed', async () => {
    await using backend = openCpuBackend()
    const long = randomCircuit({ qubits: 10, operations: 60, seed: 1, gates: ['rx', 'depolarizing', 'cx'] })
    const executable = await compile(backend, long)
    const stop = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => stop.abort(reason), 20)
    await expect(executable.expectations({ signal: stop.signal })).rejects.toBe(reason)
    await executable.dispose()
    await expect(executable.expectations()).rejects.toThrow('disposed')
    await expect(executable.gradient()).rejects.toThrow('disposed')
  })

  test('keeps nothing of a run: the next one starts from the beginning', async () => {
    await using backend = openCpuBackend()
    const executable = await compile(backend, new Circuit(2).ry(parameter('t'), 0).amplitudeDamping(0.5, 0))
    const first = await executable.expectations({ parameters: [0.3] })
    await executable.expectations({ parameters: [2] })
    expect((await executable.expectations({ parameters: [0.3] })).values).toEqual(first.values)
  })
})
