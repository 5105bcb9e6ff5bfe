import {
  addMatrices,
  adjoint,
  complexIdentity,
  type ComplexMatrix,
  complexMatrix,
  haarState,
  maxAbsDifference,
  multiply,
  RandomStream,
} from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { Circuit } from '../Circuit.ts'
import { gateTable } from './gateTable.ts'
import type { OperationName } from './Operation.ts'
import { krausMatrices } from './operationMatrix.ts'

const rates: Partial<Record<OperationName, readonly (readonly number[])[]>> = {
  depolarizing: [[0], [0.3], [1]],
  depolarizing2: [[0], [0.3], [1]],
  amplitudeDamping: [[0], [0.4], [1]],
  phaseDamping: [[0], [0.4], [1]],
  pauliChannel: [
    [0, 0, 0],
    [0.1, 0.2, 0.3],
    [0.2, 0.3, 0.5],
    [0.1, 0.2, 0.7],
  ],
  thermalRelaxation: [
    [50, 70, 0, 0],
    [50, 70, 20, 0],
    [50, 100, 20, 0.3],
    [50, 3, 20, 1],
    [1, 2, 700, 0.5],
    [1, 2, 1e6, 1],
  ],
}
const channelNames = (Object.keys(gateTable) as OperationName[]).filter((name) => gateTable[name].kind === 'channel')

function kraus(gate: OperationName, rates: readonly number[]): ComplexMatrix[] {
  return krausMatrices({ gate, qubits: [0, 1].slice(0, Number(gateTable[gate].qubits)), angles: [], rates })
}

function apply(matrices: readonly ComplexMatrix[], rho: ComplexMatrix): ComplexMatrix {
  return matrices.map((k) => multiply(multiply(k, rho), adjoint(k))).reduce((a, b) => addMatrices(a, b))
}

function randomDensity(dimension: number): ComplexMatrix {
  const state = complexMatrix(dimension, 1, haarState(dimension, new RandomStream(5)))
  return multiply(state, adjoint(state))
}

/** [rho00, rho11, re rho01, im rho01]. */
const entries = ({ data }: ComplexMatrix): number[] => [data[0], data[6], data[2], data[3]]

describe.each(channelNames)('%s', (name) => {
  test('keeps the trace: the sum of K^dagger K is the identity', () => {
    for (const each of rates[name] ?? []) {
      const sum = kraus(name, each)
        .map((k) => multiply(adjoint(k), k))
        .reduce((a, b) => addMatrices(a, b))
      expect(maxAbsDifference(sum, complexIdentity(sum.rows))).toBeLessThan(1e-14)
    }
  })

  test('has as many Kraus matrices whatever its rates', () => {
    expect(rates[name]).toBeDefined()
    expect(new Set((rates[name] ?? []).map((each) => kraus(name, each).length)).size).toBe(1)
  })

  test('does nothing at its first rates', () => {
    const rho = randomDensity(2 ** Number(gateTable[name].qubits))
    expect(maxAbsDifference(apply(kraus(name, rates[name]?.[0] ?? []), rho), rho)).toBeLessThan(1e-15)
  })
})

test.each<[OperationName, number]>([
  ['depolarizing', 3 / 4],
  ['depolarizing2', 15 / 16],
])('%s at %d leaves nothing of a state', (name, p) => {
  // prettier-ignore
  const dimension = 2 ** Number(gateTable[name].qubits)
  const mixed = apply(kraus(name, [p]), randomDensity(dimension))
  const even = complexIdentity(dimension).data.map((value) => value / dimension)
  expect(maxAbsDifference(mixed, complexMatrix(dimension, dimension, even))).toBeLessThan(1e-15)
})

test('amplitude damping moves population down, phase damping shrinks the coherence alone', () => {
  const rho = randomDensity(2)
  const [low, high, re, im] = entries(rho)
  const damped = entries(apply(kraus('amplitudeDamping', [0.36]), rho))
  ;[low + 0.36 * high, 0.64 * high, 0.8 * re, 0.8 * im].forEach((value, i) => expect(damped[i]).toBeCloseTo(value, 14))
  const dephased = entries(apply(kraus('phaseDamping', [0.36]), rho))
  ;[low, high, 0.8 * re, 0.8 * im].forEach((value, i) => expect(dephased[i]).toBeCloseTo(value, 14))
})

describe('thermal relaxation', () => {
  const rho = randomDensity(2)
  const [low, high, re, im] = entries(rho)

  test.each([
    ['in general', [50, 70, 20, 0.3]],
    ['with the longest t2', [50, 100, 20, 0]],
    ['with nearly no relaxation', [1e300, 7, 5, 0]],
  ])('relaxes populations with t1 and coherence with t2 %s', (_, [t1, t2, time, excited]) => {
    const [populations, coherence] = [Math.exp(-time / t1), Math.exp(-time / t2)]
    const result = entries(apply(kraus('thermalRelaxation', [t1, t2, time, excited]), rho))
    const expected = [
      1 - excited + (low - 1 + excited) * populations,
      excited + (high - excited) * populations,
      re * coherence,
      im * coherence,
    ]
    expected.forEach((value, i) => expect(result[i]).toBeCloseTo(value, 13))
  })

  test('ends in the thermal state', () => {
    const result = entries(apply(kraus('thermalRelaxation', [1, 2, 2000, 0.2]), rho))
    ;[0.8, 0.2, 0, 0].forEach((value, i) => expect(result[i]).toBeCloseTo(value, 14))
  })

  test('at t2 = 2 t1 and zero temperature is amplitude damping', () => {
    const relaxed = apply(kraus('thermalRelaxation', [3, 6, 1, 0]), rho)
    expect(maxAbsDifference(relaxed, apply(kraus('amplitudeDamping', [1 - Math.exp(-1 / 3)]), rho))).toBeLessThan(1e-15)
  })
})

test('rates that make no channel are refused', () => {
  expect(() => new Circuit(1).depolarizing(1.5, 0)).toThrow('probability is 1.5: a probability is from 0 to 1')
  expect(() => new Circuit(1).amplitudeDamping(NaN, 0)).toThrow('gamma is NaN')
  expect(() => new Circuit(1).pauliChannel(0.5, 0.4, 0.3, 0)).toThrow('px + py + pz is 1.2')
  expect(() => new Circuit(1).thermalRelaxation({ t1: 10, t2: 21, time: 1 }, 0)).toThrow('t2 is 21 and t1 is 10: t2 is at most 2 t1 = 20')
  expect(() => new Circuit(1).thermalRelaxation({ t1: Infinity, t2: 21, time: 1 }, 0)).toThrow(
    't1 is Infinity: it must be a finite time above 0',
  )
  expect(() => new Circuit(1).thermalRelaxation({ t1: 10, t2: 2, time: -1 }, 0)).toThrow('time is -1')
  expect(() => new Circuit(1).append({ gate: 'depolarizing', qubits: [0], angles: [] })).toThrow(
    'rates must be [probability], got 0 numbers',
  )
})
