import { readFileSync } from 'node:fs'
import { Circuit, krausMatrices, type Operation } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { readDevice } from '../devices/readDevice.ts'
import { line } from '../devices/topologies.ts'
import type { Target } from '../target.ts'
import { transpile } from '../transpile.ts'
import { applyNoise } from './applyNoise.ts'
import { noiseModel } from './noiseModel.ts'

const target: Target = {
  ...line(2),
  basis: ['cz', 'sx', 'rz'],
  gateProperties: [
    { gate: 'sx', qubits: [0], error: 3e-3 },
    { gate: 'rz', qubits: [0], error: 0 },
    { gate: 'cz', qubits: [0, 1], error: 2e-2, seconds: 1e-7 },
  ],
  qubitProperties: [
    { t1: 1e-4, t2: 1e-4, readoutError: 0.02 },
    { t1: 2e-4, t2: 1e-4 },
  ],
}

/** Average gate infidelity of channels one after the other on one or two qubits: 1 - (sum |tr K|^2 + d) / (d^2 + d). */
function infidelity({ gate, rates, qubits }: Operation): number {
  const kraus = krausMatrices({ gate, qubits, angles: [], rates: rates ?? [] })
  const d = 2 ** qubits.length
  const traces = kraus.reduce((sum, { data }) => {
    let [re, im] = [0, 0]
    for (let i = 0; i < d; i++) {
      re += data[2 * i * (d + 1)]
      im += data[2 * i * (d + 1) + 1]
    }
    return sum + re * re + im * im
  }, 0)
  return 1 - (traces + d) / (d * d + d)
}

describe('noiseModel and applyNoise', () => {
  const circuit = new Circuit(2).sx(0).rz(0.1, 0).cz(1, 0).sx(1).measureAll()
  const noisy = applyNoise(circuit, noiseModel(target)).operations

  test('put channels with the error of each gate behind it, in whatever order its qubits stand', () => {
    expect(noisy.map(({ gate }) => gate)).toEqual([
      ...['sx', 'depolarizing', 'rz', 'cz', 'thermalRelaxation', 'thermalRelaxation', 'depolarizing2', 'sx'],
      ...['measure', 'measure'],
    ])
    expect(infidelity(noisy[1])).toBeCloseTo(3e-3, 12)
    const [first, second, rest] = noisy.slice(4, 7).map(infidelity)
    expect(1 - (1 - first) * (1 - second) + rest).toBeCloseTo(2e-2, 12)
  })

  test('give readings their errors', () => {
    expect(noisy.slice(-2).map(({ readout }) => readout)).toEqual([{ p01: 0.02, p10: 0.02 }, undefined])
  })

  test('fit a real device', () => {
    const device = readDevice(readFileSync(new URL('../../testdata/ibm_brisbane.json', import.meta.url), 'utf8'))
    const { circuit: native } = transpile(new Circuit(3).h(0).cx(0, 1).cx(1, 2).measureAll(), device)
    const channels = applyNoise(native, noiseModel(device)).operations.filter(({ gate }) => gate === 'depolarizing2')
    expect(channels).toHaveLength(native.operations.filter(({ gate }) => gate === 'ecr').length)
  })
})
