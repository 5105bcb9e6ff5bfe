/** What a call does is in its trace: children cover 98 % of the time of calls that are long enough to tell. */
import { type TraceEvent, unattributedTime } from '@ketwork/backend'
import { Circuit, parameters, parsePauliSum } from '@ketwork/circuit'
import { RandomStream, matrix } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { openCpuBackend } from './openCpuBackend.ts'

/** RY and RZ on all qubits and a ring of CX, some times over: angles w[i]. */
function layeredCircuit(qubits: number, layers: number): Circuit {
  const angles = parameters('w', 2 * qubits * layers)
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < layers; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++)
      circuit.ry(angles[2 * (layer * qubits + qubit)], qubit).rz(angles[2 * (layer * qubits + qubit) + 1], qubit)
    for (let qubit = 0; qubit < qubits; qubit++) circuit.cx(qubit, (qubit + 1) % qubits)
  }
  return circuit
}

const observables = [parsePauliSum('Z0*Z1 + X3*Y4')]

/** All that was delivered while some calls ran on a layered circuit. */
async function traced(options: NonNullable<Parameters<typeof openCpuBackend>[0]>, qubits: number, layers: number): Promise<TraceEvent[][]> {
  await using backend = openCpuBackend(options)
  const deliveries: TraceEvent[][] = []
  backend.observe((events) => deliveries.push([...events]))
  const executable = await backend.compile(layeredCircuit(qubits, layers), { observables })
  const count = executable.parameters.length
  const random = new RandomStream(5)
  const one = { parameters: random.fillNormal(new Float64Array(count)) }
  const rows = { parameters: matrix(30, count, random.fillNormal(new Float64Array(30 * count))) }
  await executable.gradient(one)
  await executable.gradient(rows)
  await executable.expectations(rows)
  await executable.expectations({ ...one, shots: 20_000, seed: 1 })
  await executable.sample({ ...one, shots: 100_000, seed: 1 })
  await executable.gradient({ ...one, shots: 10, seed: 1 })
  return deliveries
}

describe.each([
  ['one thread', { threads: 0 }, 15],
  ['two threads', { threads: 2 }, 15],
  ['plain kernels', { variant: 'plain' }, 13],
] as const)('%s', (_, options, qubits) => {
  test('the children of calls cover 98 % of their time', async () => {
    const deliveries = await traced(options, qubits, 5)
    const calls = deliveries.filter(([{ phase }]) => phase === 'run')
    const total = calls.reduce((sum, [{ start, end }]) => sum + end - start, 0)
    const open = calls.reduce((sum, events) => sum + unattributedTime(events), 0)
    expect(calls).toHaveLength(6)
    expect(total).toBeGreaterThan(100)
    expect(open / total).toBeLessThan(0.02)
  })
})

test('a first gradient tells what was planned, emitted and compiled, and a second one has nothing to tell of it', async () => {
  await using backend = openCpuBackend({ threads: 0 })
  const deliveries: (readonly TraceEvent[])[] = []
  backend.observe((events) => deliveries.push(events))
  const executable = await backend.compile(layeredCircuit(10, 3), { observables })
  const inputs = { parameters: new Float64Array(60).fill(0.1) }
  await executable.gradient(inputs)
  await executable.gradient(inputs)
  const [loading, first, second] = deliveries.map((events) => new Set(events.map(({ phase, kernel }) => `${phase} ${kernel}`)))
  for (const name of ['plan compile', 'lower circuit', 'plan load', 'cache structure', 'emit library', 'compile library'])
    expect(loading).toContain(name)
  for (const name of ['plan states', 'emit forward', 'compile forward', 'emit backward', 'compile backward', 'pass chain rule'])
    expect(first).toContain(name)
  expect([...second].filter((name) => /^(emit|compile) /.test(name))).toEqual([])
})

test('time in which no thread works is a wait of the caller', async () => {
  const deliveries = await traced({ threads: 2 }, 17, 3)
  const waits = deliveries.flat().filter(({ phase, kernel }) => phase === 'wait' && kernel === 'threads')
  expect(waits.length).toBeGreaterThan(0)
  for (const { thread, bytes, amplitudes } of waits) expect([thread, bytes, amplitudes]).toEqual([0, 0, 0])
})

test('generated kernels are vectors, counted in their code, and drawing samples is less of it', async () => {
  const deliveries = await traced({ threads: 0 }, 8, 2)
  const passes = deliveries.flat().filter(({ phase }) => phase === 'pass')
  const shareOf = (kernel: string) => passes.find((pass) => pass.kernel === kernel)?.vectorShare ?? -1
  expect(shareOf('product state')).toBeGreaterThan(0.9)
  expect(shareOf('expectations')).toBeGreaterThan(0.9)
  expect(passes.find(({ kernel }) => kernel.endsWith('passes undone'))?.vectorShare).toBeGreaterThan(0.9)
  expect(shareOf('runningSums')).toBeLessThan(0.95)
  expect(shareOf('chain rule')).toBe(0)
})

test('work weighs what a pass costs, amplitudes count what it touches', async () => {
  await using backend = openCpuBackend({ threads: 0 })
  const events: TraceEvent[] = []
  const executable = await backend.compile(layeredCircuit(6, 1), { observables })
  backend.observe((delivered) => events.push(...delivered))
  await executable.sample({ parameters: new Float64Array(12), shots: 100, seed: 1 })
  const drawing = events.find(({ kernel }) => kernel === 'drawIndices')
  expect(drawing).toMatchObject({ amplitudes: 0, work: 1600 })
  const sums = events.find(({ kernel }) => kernel === 'runningSums')
  expect(sums).toMatchObject({ amplitudes: 64, work: 128 })
})
