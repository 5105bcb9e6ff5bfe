import { readFileSync } from 'node:fs'
import { Circuit, type Operation, type OperationName } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { readDevice } from '../devices/readDevice.ts'
import { line } from '../devices/topologies.ts'
import type { QubitProperties, Target } from '../target.ts'
import { transpile } from '../transpile.ts'
import { applyNoise } from './applyNoise.ts'
import { type NoiseModel, noiseModel } from './noiseModel.ts'

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

type Density = readonly (readonly number[])[]

/**
 * Average gate infidelity of channels one after the other, from their Choi matrix: each is a linear map of 2^n x 2^n density matrices written from its definition, all of
 * them real, and is applied to every matrix unit. Entanglement fidelity: F = sum over i, j of <i| E(|i><j|) |j> / d^2; r = d (1 - F) / (d + 1).
 */
function infidelity(channels: readonly Operation[], qubits: number): number {
  const d = 2 ** qubits
  let sum = 0
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      const unit = Array.from({ length: d }, (_, row) => Array.from({ length: d }, (__, column) => (row === i && column === j ? 1 : 0)))
      sum += channels.reduce<Density>((rho, channel) => image(channel, rho), unit)[i][j]
    }
  }
  return (d * (1 - sum / d ** 2)) / (d + 1)
}

function image({ gate, qubits, rates = [] }: Operation, rho: Density): Density {
  const masks = qubits.map((qubit) => 1 << qubit)
  if (gate === 'thermalRelaxation') {
    const [t1, t2, time] = rates
    const [kept, coherent] = [Math.exp(-time / t1), Math.exp(-time / t2)]
    const [mask] = masks
    return rho.map((row, i) =>
      row.map((value, j) => {
        if ((i & mask) !== (j & mask)) return coherent * value
        return (i & mask) === 0 ? value + (1 - kept) * rho[i | mask][j | mask] : kept * value
      }),
    )
  }
  // the sum over all Pauli strings on k qubits, the identity included, is 2^k times the identity on them times the partial trace
  const count = 4 ** qubits.length
  const all = masks.reduce((whole, mask) => whole | mask, 0)
  const others = rates[0] / (count - 1)
  return rho.map((row, i) =>
    row.map((value, j) => {
      let traced = 0
      if ((i & all) === (j & all)) for (let k = 0; k < rho.length; k++) if ((k & ~all) === 0) traced += rho[(i & ~all) | k][(j & ~all) | k]
      return (1 - rates[0] - others) * value + others * 2 ** qubits.length * traced
    }),
  )
}

/** What is put behind one gate of a target with these errors and times, and the model. */
function behind(
  gate: OperationName,
  given: { readonly error?: number; readonly seconds?: number },
  qubitProperties: readonly QubitProperties[],
): { readonly channels: readonly Operation[]; readonly model: NoiseModel } {
  const qubits = qubitProperties.map((_, i) => i)
  const model = noiseModel({ basis: [gate], gateProperties: [{ gate, qubits, ...given }], qubitProperties })
  const circuit = new Circuit(qubits.length).append({ gate, qubits, angles: [] })
  return { channels: applyNoise(circuit, model).operations.slice(1), model }
}

const us = 1e-6
const times: readonly QubitProperties[] = [
  {},
  { t1: 80 * us },
  { t2: 60 * us },
  { t1: 100 * us, t2: 100 * us },
  { t1: 50 * us, t2: 30 * us },
  { t1: 60 * us, t2: 110 * us },
  { t1: 40 * us, t2: 95 * us },
  { t1: 20 * us, t2: 0.5 * us },
]

describe('the average gate infidelity of what a noise model puts behind a gate', () => {
  test('is the error asked for, whatever is known of the times of its qubits', () => {
    let met = 0
    for (const seconds of [0, 30e-9, 300e-9, 500e-9]) {
      for (const error of [1e-5, 1e-3, 0.01, 0.02, 0.3]) {
        for (const first of times) {
          for (const qubits of [[first], ...times.map((second) => [first, second])]) {
            const { channels, model } = behind(qubits.length === 1 ? 'sx' : 'cz', { error, seconds }, qubits)
            const actual = infidelity(channels, qubits.length)
            if (model.unmet.length === 0) met++
            else expect(actual).toBeGreaterThan(error)
            expect(Math.abs(actual - (model.unmet[0]?.infidelity ?? error))).toBeLessThan(1e-12)
          }
        }
      }
    }
    expect(met).toBeGreaterThan(1000)
  })

  test.each([
    ['T1 and T2 of 100 us, 500 ns', 0.01, 500e-9, [{ t1: 100 * us, t2: 100 * us }, { t1: 100 * us, t2: 100 * us }]], // prettier-ignore
    ['T1 50 us and T2 30 us, 300 ns', 0.02, 300e-9, [{ t1: 50 * us, t2: 30 * us }, { t1: 50 * us, t2: 30 * us }]], // prettier-ignore
    ['times of the first qubit alone', 0.01, 500e-9, [{ t1: 100 * us, t2: 100 * us }, {}]],
    ['times of the second qubit alone', 0.01, 500e-9, [{}, { t1: 50 * us, t2: 70 * us }]],
  ])('is the error of a two-qubit gate with %s', (_, error, seconds, qubits) => {
    const { channels, model } = behind('cz', { error, seconds }, qubits)
    expect(Math.abs(infidelity(channels, 2) - error)).toBeLessThan(1e-13)
    expect(channels.filter(({ gate }) => gate === 'thermalRelaxation').map((each) => each.qubits[0])).toEqual(
      qubits.flatMap(({ t1 }, i) => (t1 === undefined ? [] : [i])),
    )
    expect(model.unmet).toEqual([])
  })

  test('is the error of a gate on three qubits too', () => {
    for (const qubits of [
      [{}, {}, {}],
      [times[3], {}, times[4]],
    ]) {
      expect(Math.abs(infidelity(behind('ccx', { error: 0.03, seconds: 1e-7 }, qubits).channels, 3) - 0.03)).toBeLessThan(1e-12)
    }
  })

  test('is that of relaxation alone where the error is smaller, and the model says so', () => {
    const { channels, model } = behind('cz', { error: 1e-3, seconds: 1e-6 }, [times[3], times[4]])
    expect(channels.map(({ gate }) => gate)).toEqual(['thermalRelaxation', 'thermalRelaxation'])
    expect(model.unmet).toEqual([{ gate: 'cz 0 1', error: 1e-3, infidelity: expect.closeTo(infidelity(channels, 2), 14) as number }])
    // the six eigenstates of the Pauli matrices are as good as all states for the average over one qubit
    const alone = behind('sx', { error: 0, seconds: 1e-6 }, [{ t1: 50 * us, t2: 30 * us }])
    const [kept, coherent] = [Math.exp(-1 / 50), Math.exp(-1 / 30)]
    const average = (1 + kept + 4 * ((1 + coherent) / 2)) / 6
    expect(alone.model.unmet).toEqual([{ gate: 'sx 0', error: 0, infidelity: expect.closeTo(1 - average, 14) as number }])
  })

  test('is the worst that depolarizing can be where the error is larger, and the model says so', () => {
    expect(behind('cz', { error: 1 }, [{}, {}]).model.unmet).toEqual([{ gate: 'cz 0 1', error: 1, infidelity: expect.closeTo(0.8, 14) as number }]) // prettier-ignore
    expect(behind('sx', { error: 1 }, [{}]).model.unmet).toEqual([{ gate: 'sx 0', error: 1, infidelity: expect.closeTo(2 / 3, 14) as number }]) // prettier-ignore
    expect(behind('sx', { error: 2 / 3 }, [{}]).model.unmet).toEqual([])
  })

  test('is that of relaxation where no error is known, and nothing is missed', () => {
    const { channels, model } = behind('cz', { seconds: 1e-6 }, [times[3], times[4]])
    expect(channels).toHaveLength(2)
    expect(model.unmet).toEqual([])
  })
})

describe('noiseModel and applyNoise', () => {
  const circuit = new Circuit(2).sx(0).rz(0.1, 0).cz(1, 0).sx(1).measureAll()
  const noisy = applyNoise(circuit, noiseModel(target)).operations

  test('put channels with the error of each gate behind it, in whatever order its qubits stand', () => {
    expect(noisy.map(({ gate }) => gate)).toEqual([
      ...['sx', 'depolarizing', 'rz', 'cz', 'thermalRelaxation', 'thermalRelaxation', 'depolarizing2', 'sx'],
      ...['measure', 'measure'],
    ])
    expect(infidelity([noisy[1]], 1)).toBeCloseTo(3e-3, 12)
    expect(infidelity(noisy.slice(4, 7), 2)).toBeCloseTo(2e-2, 12)
    expect(noisy.slice(4, 6).map(({ qubits, rates = [] }) => [qubits[0], rates[0]])).toEqual([
      [0, 1e-4],
      [1, 2e-4],
    ])
  })

  test('give readings their errors', () => {
    expect(noisy.slice(-2).map(({ readout }) => readout)).toEqual([{ p01: 0.02, p10: 0.02 }, undefined])
  })

  test('fit a real device', () => {
    const device = readDevice(readFileSync(new URL('../../testdata/ibm_brisbane.json', import.meta.url), 'utf8'))
    const { circuit: native } = transpile(new Circuit(3).h(0).cx(0, 1).cx(1, 2).measureAll(), device)
    const model = noiseModel(device)
    const channels = applyNoise(native, model).operations.filter(({ gate }) => gate === 'depolarizing2')
    expect(channels).toHaveLength(native.operations.filter(({ gate }) => gate === 'ecr').length)
    expect(model.unmet.map(({ error }) => error)).toEqual([1]) // the pair that is not calibrated
  })

  test.each<[string, Partial<Target>]>([
    ['an error of 1.2', { gateProperties: [{ gate: 'sx', qubits: [0], error: 1.2 }] }],
    ['an error that is no number', { gateProperties: [{ gate: 'sx', qubits: [0], error: NaN }] }],
    ['a time of -1', { gateProperties: [{ gate: 'sx', qubits: [0], seconds: -1 }] }],
    ['a T1 of 0', { qubitProperties: [{ t1: 0 }, {}] }],
    ['a T2 without end', { qubitProperties: [{ t2: Infinity }, {}] }],
    ['a readout error of -0.1', { qubitProperties: [{}, { readoutError: -0.1 }] }],
  ])('refuse %s', (_, wrong) => {
    expect(() => noiseModel({ ...target, ...wrong })).toThrow(RangeError)
  })
})
