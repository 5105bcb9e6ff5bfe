import { type TraceEvent, TooManyQubitsError, openReferenceBackend } from '@ketwork/backend'
import { Circuit, feature, parameter, parameters, parsePauliSum, times } from '@ketwork/circuit'
import { RandomStream, matrix } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { openCpuBackend } from '../openCpuBackend.ts'

/** RY and RZ on all qubits and a ring of CX, some times over: angles w[i]. */
function layeredCircuit(qubits: number, layers: number): Circuit {
  const angles = parameters('w', 2 * qubits * layers)
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < layers; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      circuit.ry(angles[2 * (layer * qubits + qubit)], qubit).rz(angles[2 * (layer * qubits + qubit) + 1], qubit)
    }
    for (let qubit = 0; qubit < qubits; qubit++) circuit.cx(qubit, (qubit + 1) % qubits)
  }
  return circuit
}

/** One layer of QAOA on a ring with chords; `split` puts something between the gates of the cost, so that no table can hold them. */
function costCircuit(qubits: number, weightOf: (edge: number) => number, split: boolean): Circuit {
  const circuit = new Circuit(qubits)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.h(qubit)
  const edges = Array.from({ length: 2 * qubits }, (_, i) => [i % qubits, (i + (i < qubits ? 1 : 3)) % qubits])
  edges.forEach(([a, b], edge) => {
    circuit.rzz(times(weightOf(edge), parameter('gamma')), a, b)
    if (split)
      circuit
        .x(a)
        .x(a === 0 ? 1 : 0)
        .x(a === 0 ? 1 : 0)
        .x(a)
  })
  circuit.cp(times(0.5, parameter('gamma')), 0, 2)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.rx(parameter('beta'), qubit)
  return circuit
}

describe('a table of diagonal gates', () => {
  const observables = [parsePauliSum('Z0*Z1 + 0.5*Y1*X2'), parsePauliSum('X0')]
  const inputs = { parameters: [0.7, 0.3], cotangents: Float64Array.of(0.4, -1.2) }

  test.each([
    ['equal weights', () => 1],
    ['weights without a common unit', (edge: number) => Math.sqrt(edge + 2)],
  ])('gives the values and derivatives of the gates one by one: %s', async (_, weightOf) => {
    await using backend = openCpuBackend({ variant: 'plain' })
    const reference = openReferenceBackend()
    const circuit = costCircuit(6, weightOf, false)
    const tabled = await backend.compile(circuit, { observables })
    const plain = await reference.compile(circuit, { observables })
    const [found, expected] = [await tabled.gradient(inputs), await plain.gradient(inputs)]
    expect(found.ranOn.plan).toContain('1 diagonal table')
    expect(found.values).toEqual(closeTo(expected.values))
    expect(found.parameters).toEqual(closeTo(expected.parameters ?? []))
  })
})

describe('states of several tiles', () => {
  test('agree with the reference in values and derivatives', async () => {
    await using backend = openCpuBackend({ variant: 'plain' })
    const reference = openReferenceBackend()
    const circuit = layeredCircuit(15, 1).pauliRotation(feature('x'), 'XYZX', [14, 3, 9, 0]).swap(2, 13)
    const observables = [parsePauliSum('Z0*Z14 + 0.3*X3*Y13 - 0.2')]
    const random = new RandomStream(3)
    const inputs = {
      parameters: random.fillNormal(new Float64Array(30)),
      features: matrix(1, 1, [0.4]),
      wrt: ['parameters', 'features'] as const,
    }
    const found = await (await backend.compile(circuit, { observables })).gradient(inputs)
    const expected = await (await reference.compile(circuit, { observables })).gradient(inputs)
    expect(found.ranOn.plan).toMatch(/steps in \d+ passes/)
    expect(found.values).toEqual(closeTo(expected.values))
    expect(found.parameters).toEqual(closeTo(expected.parameters ?? []))
    expect(found.features).toEqual(closeTo(expected.features ?? []))
  })
})

describe('memory', () => {
  test('a circuit of which no state fits is refused when it is compiled, with the bytes needed and the bytes there are', async () => {
    await using backend = openCpuBackend({ variant: 'plain', memoryBytes: 2 ** 20 })
    const refused = backend.compile(new Circuit(20).h(0))
    await expect(refused).rejects.toThrow(TooManyQubitsError)
    await expect(refused).rejects.toMatchObject({ qubits: 20, bytesNeeded: 2 ** 24, bytesAvailable: 2 ** 20 })
    await expect(backend.compile(new Circuit(40).h(39))).rejects.toThrow(TooManyQubitsError)
  })

  test('forward states that do not fit are computed again, with the same results, and the plan says so', async () => {
    const observables = [parsePauliSum('Z0'), parsePauliSum('X1*X2')]
    const random = new RandomStream(4)
    const inputs = {
      parameters: { rows: 20, columns: 12, data: random.fillNormal(new Float64Array(240)) },
      cotangents: (values: Float64Array) => values.map((value) => 2 * value),
    }
    const gradients = []
    for (const memoryBytes of [2 ** 24, 1200]) {
      await using backend = openCpuBackend({ variant: 'plain', memoryBytes })
      gradients.push(await (await backend.compile(layeredCircuit(3, 2), { observables })).gradient(inputs))
    }
    const [kept, recomputed] = gradients
    expect(kept.ranOn.plan).not.toContain('recomputed')
    expect(recomputed.ranOn.plan).toContain('recomputed')
    expect(recomputed.parameters).toEqual(kept.parameters)
  })

  test('overlaps in tiles are the overlaps of whole batches', async () => {
    const random = new RandomStream(5)
    const left = { parameters: { rows: 9, columns: 6, data: random.fillNormal(new Float64Array(54)) } }
    const right = { parameters: { rows: 7, columns: 6, data: random.fillNormal(new Float64Array(42)) } }
    const results = []
    for (const memoryBytes of [2 ** 24, 2000]) {
      await using backend = openCpuBackend({ variant: 'plain', memoryBytes })
      const executable = await backend.compile(layeredCircuit(3, 1))
      results.push([await executable.overlaps(left, right), await executable.overlaps(left)])
    }
    expect(results[1][0].ranOn.plan).toContain('tiles of')
    expect(results[1][0].values).toEqual(closeTo(results[0][0].values))
    expect(results[1][1].values).toEqual(closeTo(results[0][1].values))
  })

  test('stays flat over 1,000 runs: after the first, no buffer is allocated', async () => {
    await using backend = openCpuBackend({ variant: 'plain' })
    const executable = await backend.compile(layeredCircuit(4, 2), { observables: [parsePauliSum('Z0')] })
    const inputs = { parameters: new Float64Array(16).fill(0.3), cotangents: (values: Float64Array) => values }
    await executable.gradient(inputs)
    let allocated = 0
    backend.observe((events) => (allocated += events[0].bytesAllocated))
    for (let run = 0; run < 1000; run++) await executable.gradient(inputs)
    expect(allocated).toBe(0)
  })
})

describe('long runs', () => {
  test('leave the event loop a turn every few milliseconds and stop soon after an abort', async () => {
    await using backend = openCpuBackend({ variant: 'plain' })
    const executable = await backend.compile(layeredCircuit(18, 40), { observables: [parsePauliSum('Z0*X17')] })
    const abort = new AbortController()
    let [longest, last, turns] = [0, performance.now(), 0]
    const timer = setInterval(() => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
      if (++turns === 10) abort.abort(new Error('enough'))
    }, 1)
    const start = performance.now()
    const run = executable.gradient({ parameters: new Float64Array(1440).fill(0.1), signal: abort.signal })
    await expect(run).rejects.toThrow('enough')
    clearInterval(timer)
    expect(turns).toBeGreaterThanOrEqual(10)
    expect(performance.now() - start).toBeLessThan(5000)
    expect(longest).toBeLessThan(500) // usually 15 ms; a loaded machine may sleep in between
  })

  test('overlapping calls do not disturb each other', async () => {
    await using backend = openCpuBackend({ variant: 'plain' })
    const executable = await backend.compile(layeredCircuit(15, 3), { observables: [parsePauliSum('Z0*X14')] })
    const inputs = [0.1, 0.2, 0.3].map((angle) => ({ parameters: new Float64Array(90).fill(angle) }))
    const alone = []
    for (const input of inputs) alone.push((await executable.gradient(input)).parameters)
    const together = await Promise.all(inputs.map((input) => executable.gradient(input)))
    expect(together.map((gradient) => gradient.parameters)).toEqual(alone)
  })
})

test('an observed run tells its passes, in order and inside the run', async () => {
  await using backend = openCpuBackend({ variant: 'plain' })
  const executable = await backend.compile(layeredCircuit(3, 1), { observables: [parsePauliSum('Z0')] })
  const seen: TraceEvent[] = []
  const stop = backend.observe((events) => seen.push(...events))
  await executable.expectations({ parameters: new Float64Array(6) })
  stop()
  await executable.expectations({ parameters: new Float64Array(6) })
  expect(seen[0]).toMatchObject({ phase: 'run', kernel: 'expectations' })
  const passes = seen.filter((event) => event.phase === 'pass')
  expect(passes.map((event) => event.kernel)).toEqual(['single', 'single', 'exchange', 'single', 'exchange', 'exchange', 'expectations'])
  expect(seen.filter((event) => event.phase === 'run')).toHaveLength(1)
})

/** Matches an array whose numbers are within 1e-10. */
function closeTo(expected: ArrayLike<number>): { asymmetricMatch: (actual: unknown) => boolean } {
  return {
    asymmetricMatch: (actual) =>
      actual instanceof Float64Array &&
      actual.length === expected.length &&
      actual.every((value, i) => Math.abs(value - expected[i]) < 1e-10),
  }
}
