import { type Gradient, type TraceEvent, TooManyQubitsError } from '@ketwork/backend'
import { Circuit, feature, parameters, parsePauliSum } from '@ketwork/circuit'
import { RandomStream, matrix } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { allMeeting } from '../allMeeting.ts'
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

describe('states of several slices', () => {
  test('agree with generated kernels in values and derivatives', async () => {
    const circuit = layeredCircuit(20, 1).pauliRotation(feature('x'), 'XYZX', [19, 3, 9, 0]).swap(2, 18)
    const observables = [parsePauliSum('Z0*Z19 + 0.3*X3*Y13 - 0.2')]
    const random = new RandomStream(3)
    const inputs = {
      parameters: random.fillNormal(new Float64Array(40)),
      features: matrix(1, 1, [0.4]),
      wrt: ['parameters', 'features'] as const,
    }
    const results: Gradient[] = []
    for (const options of [{ variant: 'plain' }, { threads: 0 }] as const) {
      await using backend = openCpuBackend(options)
      results.push(await (await backend.compile(circuit, { observables })).gradient(inputs))
    }
    const [found, expected] = results
    expect(found.ranOn.plan).toContain('plain kernels')
    expect(found.values).toEqual(closeTo(expected.values))
    expect(found.parameters).toEqual(closeTo(expected.parameters ?? []))
    expect(found.features).toEqual(closeTo(expected.features ?? []))
  })
})

describe('memory', () => {
  test('a circuit of which no state fits is refused when it is compiled, with the bytes needed and the bytes there are', async () => {
    await using backend = openCpuBackend({ variant: 'plain', memoryBytes: 2 ** 20 })
    const refused = backend.compile(allMeeting(20))
    await expect(refused).rejects.toThrow(TooManyQubitsError)
    await expect(refused).rejects.toMatchObject({ qubits: 20, bytesNeeded: 2 ** 24, bytesAvailable: 2 ** 20 })
    await expect(backend.compile(allMeeting(40))).rejects.toThrow(TooManyQubitsError)
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
    expect(results[1][0].ranOn.plan).toContain('states at a time')
    expect(results[1][0].values).toEqual(closeTo(results[0][0].values))
    expect(results[1][1].values).toEqual(closeTo(results[0][1].values))
  })
})

describe('long runs', () => {
  // retried: a machine that is busy with something else may take longer
  test('leave the event loop a turn every few milliseconds and stop soon after an abort', { retry: 4 }, async () => {
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
  expect(passes.map((event) => event.kernel)).toEqual(['row', 'coefficients', 'initial state', 'steps', 'expectations'])
  expect(passes.every(({ vectorised, vectorShare }) => !vectorised && vectorShare === 0)).toBe(true)
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
