/**
 * Our circuits against what the head of `rivals.py` says, by closed forms, the slow oracles, the reference backend and
 * a published value.
 */
import { openReferenceBackend } from '@ketwork/backend'
import { Circuit, applyToState, counts, pauliExpectation, pauliTerm } from '@ketwork/circuit'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { describe, expect, test } from 'vitest'
import { plainLayers } from '../../packages/sim-cpu/bench/workloads.ts'
import { type Asked, prepareWork, zExpectations } from './ourWork.ts'
import {
  QAOA_ANGLES,
  angle,
  anglesFor,
  drawnGates,
  edges,
  gramEncoding,
  layers,
  lithiumHydride,
  noisyLayers,
  pauliWords,
  qaoa,
  qcbm,
  rotationLayers,
  samples,
} from './workloads.ts'

const Z0 = pauliTerm('Z', [0])

/** The state of a circuit whose symbols have these values, from the slow oracle. */
function stateOf(circuit: Circuit, features: ArrayLike<number> = []): Float64Array {
  const parameters = anglesFor(circuit)
  const bound = circuit.bind({
    ...Object.fromEntries(circuit.parameters.map((name, k) => [name, parameters[k]])),
    ...Object.fromEntries(circuit.features.map((name, k) => [name, features[k]])),
  })
  return applyToState(
    bound,
    Float64Array.from({ length: 2 ** (circuit.qubitCount + 1) }, (_, i) => (i === 0 ? 1 : 0)),
  )
}

async function checkOf(asked: Asked): Promise<number> {
  await using backend = openReferenceBackend()
  const work = await prepareWork(backend, asked)
  await work.run()
  return work.check
}

test('angle k is 0.1 + 0.37 ((7 k) mod 13) / 13', () => {
  expect([0, 1, 2, 13].map(angle)).toEqual([0.1, 0.1 + (0.37 * 7) / 13, 0.1 + (0.37 * 1) / 13, 0.1])
})

test('a sample has pi ((7 (b n + q)) mod 40961) / 40961 for each qubit', () => {
  const { rows, columns, data } = samples(1500, 4)
  expect([rows, columns]).toEqual([1500, 4])
  expect(data[4 * 1 + 2]).toBeCloseTo((Math.PI * 42) / 40961, 14)
  expect(data[4 * 1463]).toBeCloseTo((Math.PI * ((7 * 5852) % 40961)) / 40961, 14) // past 40961 once
})

describe('layers', () => {
  test('of two qubits are what their gates say, written out', () => {
    const expected = new Circuit(2)
    for (let layer = 0; layer < 4; layer++) {
      expected
        .ry(angle(2 * layer), 0)
        .ry(angle(2 * layer + 1), 1)
        .cx(0, 1)
        .cx(1, 0)
    }
    expect([...stateOf(layers(2))]).toEqual([...stateOf(expected)])
  })

  test.each([3, 6])('of %i qubits agree with the plain loop', async (n) => {
    const state = new Float64Array(2 ** (n + 1))
    plainLayers(n, 4, anglesFor(layers(n)), state)
    const expected = pauliExpectation(Z0, state)
    expect(await checkOf({ workload: 'layers', n, precision: 'f64' })).toBeCloseTo(expected, 12)
    expect(await checkOf({ workload: 'layers amplitudes', n, precision: 'f32' })).toBeCloseTo(expected, 5)
  })
})

test('the Born machine has 11 layers of rotations and 10 rings', async () => {
  const circuit = qcbm(5)
  expect(circuit.parameters).toHaveLength(5 * (2 + 9 * 3 + 2))
  expect(counts(circuit)).toMatchObject({ cx: 50, rx: 55, rz: 100 })
  expect(circuit.operations.slice(0, 2).map(({ gate }) => gate)).toEqual(['rx', 'rz'])
  const rival = 0.701504 // of 4 qubits, from all rivals
  expect(await checkOf({ workload: 'qcbm', n: 4, precision: 'f64' })).toBeCloseTo(rival, 6)
})

describe('vqe', () => {
  test('has 80 angles and 100 Pauli words of 96 different X masks', () => {
    expect(rotationLayers(10, 4).parameters).toHaveLength(80)
    const { terms } = pauliWords()
    expect(terms).toHaveLength(100)
    const masks = terms.map(({ pauli, qubits }) =>
      qubits.filter((_, i) => pauli[i] !== 'Z').reduce((mask, qubit) => mask | (1 << qubit), 0),
    )
    expect(new Set(masks).size).toBe(96)
  })

  test('gives the oracle’s expectation, and the derivative by angle 0 of the shift rule', async () => {
    const circuit = rotationLayers(4, 4)
    const words = pauliWords(4)
    expect(await checkOf({ workload: 'vqe expectation', n: 4, precision: 'f64' })).toBeCloseTo(
      pauliExpectation(words, stateOf(circuit)),
      10,
    )
    const at = (shift: number) => pauliExpectation(words, stateOf(shiftedFirstWeight(circuit, shift)))
    expect(await checkOf({ workload: 'vqe gradient', n: 4, precision: 'f64' })).toBeCloseTo((at(Math.PI / 2) - at(-Math.PI / 2)) / 2, 10)
  })

  test('lithium hydride has 276 words on 10 qubits', () => {
    expect(lithiumHydride().terms).toHaveLength(276)
  })
})

describe('qnn', () => {
  test.each(['qnn forward', 'qnn gradient'] as const)('%s is the mean over the samples', async (workload) => {
    const [n, batch] = [4, 5]
    const circuit = rotationLayers(n, 3, true)
    expect([circuit.parameters.length, circuit.features.length]).toEqual([6 * n, n])
    const { data } = samples(batch, n)
    const values = Array.from({ length: batch }, (_, b) => {
      const features = data.subarray(b * n, (b + 1) * n)
      if (workload === 'qnn forward') return pauliExpectation(Z0, stateOf(circuit, features))
      const at = (shift: number) => pauliExpectation(Z0, stateOf(shiftedFirstWeight(circuit, shift), features))
      return (at(Math.PI / 2) - at(-Math.PI / 2)) / 2
    })
    const mean = values.reduce((sum, value) => sum + value, 0) / batch
    expect(await checkOf({ workload, n, batch, precision: 'f64' })).toBeCloseTo(mean, 12)
  })
})

/** The circuit with a rotation by `shift` beside that of weight 0. */
function shiftedFirstWeight(circuit: Circuit, shift: number): Circuit {
  const at = circuit.operations.findIndex(({ angles }) => JSON.stringify(angles).includes('"w[0]"'))
  const extra = { ...circuit.operations[at], angles: [shift] }
  return circuit.withOperations([...circuit.operations.slice(0, at), extra, ...circuit.operations.slice(at)])
}

test('QAOA at the fixed angles expects the cut of 23.409 edges that is known for its graph', async () => {
  expect(edges()).toHaveLength(30)
  expect(qaoa().parameters).toEqual(['gamma[0]', 'beta[0]', 'gamma[1]', 'beta[1]', 'gamma[2]', 'beta[2]'])
  expect(QAOA_ANGLES).toHaveLength(6)
  await using backend = openCpuBackend()
  const work = await prepareWork(backend, { workload: 'qaoa expectation', n: 20, precision: 'f64' })
  expect(work.check).toBeCloseTo(23.409, 3)
})

test('sampling draws bit 0 as often as <Z0> says, from the state and from the circuit', async () => {
  const n = 5
  const expected = (1 - pauliExpectation(Z0, stateOf(layers(n)))) / 2
  await using backend = openCpuBackend()
  for (const workload of ['sample', 'sample with state'] as const) {
    const { check } = await prepareWork(backend, { workload, n, precision: 'f64' })
    expect(Math.abs(check - expected)).toBeLessThan(6.2 * Math.sqrt((expected * (1 - expected)) / 1e6))
  }
})

test('noise draws bit 0 as often as the density matrix and the detector say', async () => {
  const [n, shots] = [3, 20_000]
  await using backend = openCpuBackend()
  await using exact = await backend.compile(noisyLayers(n), { observables: [Z0], method: 'densityMatrix' })
  const { values } = await exact.expectations({ parameters: anglesFor(noisyLayers(n)) })
  const one = (1 - values[0]) / 2
  const expected = 0.97 * one + 0.02 * (1 - one)
  const { check } = await prepareWork(backend, { workload: 'noise', n, batch: shots, precision: 'f64' })
  expect(Math.abs(check - expected)).toBeLessThan(6.2 * Math.sqrt((expected * (1 - expected)) / shots))
})

test('the Gram matrix is that of the encoded states', async () => {
  const [n, rows] = [3, 4]
  const { data } = samples(rows, n)
  const states = Array.from({ length: rows }, (_, b) => stateOf(gramEncoding(n), data.subarray(b * n, (b + 1) * n)))
  let sum = 0
  for (const left of states) {
    for (const right of states) {
      let [re, im] = [0, 0]
      for (let i = 0; i < left.length; i += 2) {
        re += left[i] * right[i] + left[i + 1] * right[i + 1]
        im += left[i] * right[i + 1] - left[i + 1] * right[i]
      }
      sum += re * re + im * im
    }
  }
  expect(await checkOf({ workload: 'gram', n, batch: rows, precision: 'f64' })).toBeCloseTo(sum / rows ** 2, 12)
})

test('amplitude encoding holds its own values against the rows that it was given', async () => {
  expect(Math.abs(await checkOf({ workload: 'amplitude encoding', n: 3, batch: 6, precision: 'f64' }))).toBeLessThan(1)
})

test('the circuit that is compiled cold has 200 gates, the same each time', () => {
  expect(drawnGates(10, 200, 1).operations).toHaveLength(200)
  expect(drawnGates(10, 200, 1).operations).toEqual(drawnGates(10, 200, 1).operations)
})

test('<Z_q> of every qubit comes from the amplitudes in one go', () => {
  const state = stateOf(qcbm(4))
  const expected = Array.from({ length: 4 }, (_, qubit) => pauliExpectation(pauliTerm('Z', [qubit]), state))
  zExpectations({ rows: 1, qubits: 4, data: state }).forEach((z, qubit) => expect(z).toBeCloseTo(expected[qubit], 14))
})
