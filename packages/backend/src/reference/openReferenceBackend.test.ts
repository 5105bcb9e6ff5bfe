/** The reference backend against closed forms; everything else it must do is in the conformance suite. */
import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import type { CompileOptions } from '../backend.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { openReferenceBackend } from './openReferenceBackend.ts'

function compile(circuit: Circuit, options: CompileOptions = {}) {
  return openReferenceBackend().compile(circuit, options)
}

function expectNumbers(got: ArrayLike<number>, expected: readonly number[], digits = 12): void {
  expect(got.length).toBe(expected.length)
  expected.forEach((value, i) => expect(got[i]).toBeCloseTo(value, digits))
}

const HALF = Math.SQRT1_2

describe('state vectors', () => {
  test('a Bell pair has two amplitudes of 1 / sqrt 2', async () => {
    const executable = await compile(new Circuit(2).h(0).cx(0, 1))
    expectNumbers((await executable.amplitudes()).data, [HALF, 0, 0, 0, 0, 0, HALF, 0])
  })

  test('rx(t) takes |0> to cos(t/2) |0> - i sin(t/2) |1>', async () => {
    const executable = await compile(new Circuit(1).rx(parameter('t'), 0))
    const { data } = await executable.amplitudes({ parameters: [0.8] })
    expectNumbers(data, [Math.cos(0.4), 0, 0, -Math.sin(0.4)])
  })

  test('a rotation about YX takes |00> to cos(t/2) |00> + sin(t/2) |11>', async () => {
    const executable = await compile(new Circuit(2).pauliRotation(0.8, 'YX', [0, 1]))
    expectNumbers((await executable.amplitudes()).data, [Math.cos(0.4), 0, 0, 0, 0, 0, Math.sin(0.4), 0])
  })

  test('f32 rounds to single precision and says so', async () => {
    const executable = await compile(new Circuit(1).ry(1, 0), { precision: 'f32' })
    const { data, ranOn } = await executable.amplitudes()
    expect([...data]).toEqual([Math.cos(0.5), 0, Math.sin(0.5), 0].map(Math.fround))
    expect(ranOn.precision).toBe('f32')
  })

  test('d<Z>/dt of cos(x t) is -x sin(x t), summed over the rows', async () => {
    const circuit = new Circuit(1).ry(parameter('t'), 0).ry(feature('x'), 0)
    const executable = await compile(circuit, { observables: [parsePauliSum('Z0')] })
    const inputs = { parameters: [0.3], features: { rows: 2, columns: 1, data: Float64Array.of(0.1, 0.5) } }
    const { values, parameters = [] } = await executable.gradient(inputs)
    expectNumbers(values, [Math.cos(0.4), Math.cos(0.8)])
    expectNumbers(parameters, [-Math.sin(0.4) - Math.sin(0.8)])
  })
})

describe('density matrices', () => {
  test('a measured |+> is an even mixture', async () => {
    const executable = await compile(new Circuit(1).h(0).measure(0, 'a').h(0), { observables: [parsePauliSum('X0'), parsePauliSum('Z0')] })
    const { values, ranOn } = await executable.expectations()
    expectNumbers(values, [0, 0])
    expect(ranOn.method).toBe('densityMatrix')
    expect(ranOn.reason).toContain('measures qubit 0')
  })

  test('amplitude damping g leaves <Z> = 2 g - 1 of |1>', async () => {
    const executable = await compile(new Circuit(1).x(0).amplitudeDamping(0.3, 0), { observables: [parsePauliSum('Z0')] })
    expectNumbers((await executable.expectations()).values, [-0.4])
  })

  test('a reset makes |0> of anything and leaves the other half of a pair mixed', async () => {
    const circuit = new Circuit(2).h(0).cx(0, 1).reset(0)
    const executable = await compile(circuit, { observables: [parsePauliSum('Z0'), parsePauliSum('Z1')] })
    expectNumbers((await executable.expectations()).values, [1, 0])
    expectNumbers((await executable.probabilities()).values, [0.5, 0, 0.5, 0])
  })
})

describe('trajectories', () => {
  test('a bit that is put right by a condition leaves no doubt', async () => {
    const circuit = new Circuit(1)
      .h(0)
      .measure(0, 'a')
      .when({ bits: ['a'], value: 1 }, (then) => then.x(0))
    const executable = await compile(circuit, { method: 'trajectories', observables: [parsePauliSum('Z0')] })
    const { values, standardErrors } = await executable.expectations({ shots: 100, seed: 1 })
    expectNumbers(values, [1])
    expectNumbers(standardErrors ?? [], [0])
  })

  test('large dynamic circuits run on them unasked', async () => {
    const executable = await compile(new Circuit(12).h(0).measure(0, 'a').cx(0, 11))
    const { ranOn, samples, columns } = await executable.sample({ shots: 3, seed: 1 })
    expect(ranOn.method).toBe('trajectories')
    expect(columns).toEqual(['a'])
    expect(samples.length).toBe(3)
  })
})

describe('memory', () => {
  test('what does not fit is refused with the bytes needed and available', async () => {
    const backend = openReferenceBackend({ memoryBytes: 2 ** 16 })
    const meeting = new Circuit(11).mcx([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10)
    await expect(backend.compile(meeting)).rejects.toThrow(TooManyQubitsError)
    const executable = await backend.compile(new Circuit(10).h(0))
    await expect(executable.amplitudes()).resolves.toMatchObject({ rows: 1, qubits: 10 })
    const initial = { rows: 2, qubits: 10, data: new Float64Array(2 * 2048) }
    initial.data[0] = initial.data[2048] = 1
    await expect(executable.amplitudes({ initial })).rejects.toThrow(TooManyQubitsError)
  })

  test('refuses a limit that is not a positive number', () => {
    expect(() => openReferenceBackend({ memoryBytes: 0 })).toThrow(RangeError)
    expect(() => openReferenceBackend({ memoryBytes: NaN })).toThrow(RangeError)
  })
})
