import { openReferenceBackend } from '@ketwork/backend'
import type { Precision } from '@ketwork/math/wasm'
import { type Angle, Circuit, feature, parameter, parsePauliSum, times } from '@ketwork/circuit'
import { matrix, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { CpuVariant } from '../CpuSimulator.ts'
import { openCpuBackend } from '../openCpuBackend.ts'

interface Cost {
  readonly layers: number
  readonly weight: (edge: number) => number
  /** Adds gates beside the edges, under the symbol of the layer. */
  readonly extra?: (circuit: Circuit, gamma: Angle) => void
}

/** QAOA on a ring with chords. */
function costCircuit(qubits: number, { layers, weight, extra }: Cost): Circuit {
  const circuit = new Circuit(qubits)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.h(qubit)
  for (let layer = 0; layer < layers; layer++) {
    const gamma = parameter(`gamma${layer}`)
    for (let edge = 0; edge < 2 * qubits; edge++) {
      const [a, step] = [edge % qubits, edge < qubits ? 1 : 2]
      if (qubits > 3 || edge < qubits) circuit.rzz(times(weight(edge), gamma), a, (a + step) % qubits)
    }
    extra?.(circuit, gamma)
    for (let qubit = 0; qubit < qubits; qubit++) circuit.rx(times(2, parameter(`beta${layer}`)), qubit)
  }
  return circuit
}

const OBSERVABLES = [parsePauliSum('Z0*Z1 + 0.5*Y1*X2 - 0.3*Z2'), parsePauliSum('X0*X1')]

async function expectSame(circuit: Circuit, precision: Precision, variant?: CpuVariant): Promise<void> {
  await using backend = openCpuBackend({ threads: 0, ...(variant === undefined ? {} : { variant }) })
  const random = new RandomStream(circuit.qubitCount)
  const inputs = { parameters: Float64Array.from(circuit.parameters, () => 3 * random.normal()) }
  const found = await backend.compile(circuit, { observables: OBSERVABLES, precision })
  const wanted = await openReferenceBackend().compile(circuit, { observables: OBSERVABLES })
  const digits = precision === 'f64' ? 11 : 4
  const same = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
    expect(a.length).toBe(b.length)
    for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i], digits)
  }
  const states = await found.amplitudes(inputs)
  expect(states.ranOn.plan).toContain('diagonal table')
  same(states.data, (await wanted.amplitudes(inputs)).data)
  same((await found.expectations(inputs)).values, (await wanted.expectations(inputs)).values)
  const all = { ...inputs, cotangents: Float64Array.of(0.7, -1.3), wrt: ['parameters', 'initial'] as const }
  const [a, b] = [await found.gradient(all), await wanted.gradient(all)]
  same(a.parameters!, b.parameters!)
  same(a.initial!.data, b.initial!.data)
  same((await found.jacobian(inputs)).parameters!, (await wanted.jacobian(inputs)).parameters!)
}

describe.each(['f64', 'f32'] as const)('tables of phases in %s', (precision) => {
  test.each([1, 2, 3])('are the gates of %i layers with equal weights', async (layers) => {
    for (const qubits of [3, 4, 6, 9]) await expectSame(costCircuit(qubits, { layers, weight: () => -1 }), precision)
  })

  test('take weights without a common unit', async () => {
    const random = new RandomStream(8)
    await expectSame(costCircuit(7, { layers: 2, weight: () => random.normal() }), precision)
  })

  test('take phases and controlled rotations', async () => {
    const extra = (circuit: Circuit, gamma: Angle): void => {
      circuit.cp(times(0.5, gamma), 0, 3).crz(times(-1.25, gamma), 2, 4).p(gamma, 1).rz(times(0.75, gamma), 0)
    }
    await expectSame(costCircuit(6, { layers: 2, weight: (edge) => edge / 7, extra }), precision)
  })

  test('are the same with plain SIMD', async () => {
    await expectSame(costCircuit(5, { layers: 2, weight: (edge) => 1 + (edge % 3) }), precision, 'simd')
  })

  test('follow the rows of a batch and the products of symbols', async () => {
    const circuit = new Circuit(13).rx(0.3, 0)
    for (let qubit = 0; qubit < 13; qubit++) circuit.ry(0.1 * (qubit + 1), qubit)
    for (let qubit = 0; qubit < 12; qubit++) circuit.rzz(times(0.2 * qubit, parameter('w'), feature('x')), qubit, qubit + 1)
    for (let qubit = 0; qubit < 13; qubit++) circuit.rx(0.4, qubit)
    const observables = [parsePauliSum('Z0*Z1'), parsePauliSum('Y5*Z6')]
    const inputs = {
      parameters: Float64Array.of(0.8),
      features: matrix(2, 1, Float64Array.of(1.5, -0.4)),
      wrt: ['parameters', 'features'] as const,
    }
    await using backend = openCpuBackend({ threads: 0 })
    const found = await (await backend.compile(circuit, { observables, precision })).gradient(inputs)
    const wanted = await (await openReferenceBackend().compile(circuit, { observables })).gradient(inputs)
    expect(found.ranOn.plan).toContain('1 diagonal table')
    const digits = precision === 'f64' ? 11 : 4
    found.values.forEach((value, i) => expect(value).toBeCloseTo(wanted.values[i], digits))
    found.parameters!.forEach((value, i) => expect(value).toBeCloseTo(wanted.parameters![i], digits))
    found.features!.forEach((value, i) => expect(value).toBeCloseTo(wanted.features![i], digits))
  })
})
