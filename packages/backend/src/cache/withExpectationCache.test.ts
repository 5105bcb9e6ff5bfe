import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import { matrixFrom } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import type { Inputs } from '../backend.ts'
import { openReferenceBackend } from '../reference/openReferenceBackend.ts'
import { withExpectationCache } from './withExpectationCache.ts'

const circuit = new Circuit(2).rx(parameter('t'), 0).ry(feature('x'), 1).cx(0, 1)
const observables = [parsePauliSum('Z0 + 0.5*X1'), parsePauliSum('Z1')]
const inputs: Inputs = { parameters: [0.3], features: matrixFrom([[0.1], [0.2]]) }

describe('withExpectationCache', () => {
  test('answers the same question once, with the same numbers', async () => {
    const cached = withExpectationCache(openReferenceBackend(), { bytes: 1e6 })
    const executable = await cached.compile(circuit, { observables })
    const first = await executable.expectations(inputs)
    const again = await (await cached.compile(circuit, { observables })).expectations({ ...inputs, parameters: Float64Array.of(0.3) })
    expect(again).toEqual(first)
    expect(cached.statistics()).toMatchObject({ hits: 1, misses: 1, entries: 1 })
  })

  test('hands out copies', async () => {
    const cached = withExpectationCache(openReferenceBackend(), { bytes: 1e6 })
    const executable = await cached.compile(circuit, { observables })
    const first = await executable.expectations({ ...inputs, shots: 10, seed: 1 })
    const kept = first.values.slice()
    first.values.fill(99)
    first.standardErrors?.fill(99)
    const second = await executable.expectations({ ...inputs, shots: 10, seed: 1 })
    expect(second.values).toEqual(kept)
    second.values.fill(77)
    expect((await executable.expectations({ ...inputs, shots: 10, seed: 1 })).values).toEqual(kept)
    expect(cached.statistics().hits).toBe(2)
  })

  test('tells apart everything that a result depends on', async () => {
    const cached = withExpectationCache(openReferenceBackend(), { bytes: 1e6 })
    const initial = { rows: 1, qubits: 2, data: Float64Array.of(0, 0, 1, 0, 0, 0, 0, 0) }
    const variants: readonly Inputs[] = [
      inputs,
      { ...inputs, parameters: [0.4] },
      { ...inputs, parameters: matrixFrom([[0.3], [0.3]]) },
      { ...inputs, features: matrixFrom([[0.1], [0.3]]) },
      { ...inputs, features: matrixFrom([[0.1]]) },
      { ...inputs, shots: 10, seed: 1 },
      { ...inputs, shots: 11, seed: 1 },
      { ...inputs, shots: 10, seed: 2 },
      { ...inputs, initial },
    ]
    const executables = [
      await cached.compile(circuit, { observables }),
      await cached.compile(circuit, { observables: [observables[0]] }),
      await cached.compile(circuit, { observables: [parsePauliSum('Z0 + 0.6*X1'), observables[1]] }),
      await cached.compile(circuit.copy().rx(0.5, 0), { observables }),
      await cached.compile(circuit.copy().rx(0.6, 0), { observables }),
      await cached.compile(circuit, { observables, precision: 'f32' }),
    ]
    for (const executable of executables) for (const variant of variants) await executable.expectations(variant)
    expect(cached.statistics()).toMatchObject({ hits: 0, misses: executables.length * variants.length })
    for (const executable of executables) for (const variant of variants) await executable.expectations(variant)
    expect(cached.statistics()).toMatchObject({ hits: executables.length * variants.length })
  })

  test('passes the other calls on, and errors too', async () => {
    const cached = withExpectationCache(openReferenceBackend(), { bytes: 1e6 })
    const executable = await cached.compile(circuit, { observables })
    const plain = await openReferenceBackend().compile(circuit, { observables })
    expect(await executable.gradient(inputs)).toEqual(await plain.gradient(inputs))
    expect(await executable.amplitudes(inputs)).toEqual(await plain.amplitudes(inputs))
    await expect(executable.expectations({ ...inputs, parameters: [] })).rejects.toThrow('expects 1 parameter (t), got 0')
    await executable.dispose()
    await expect(executable.expectations(inputs)).rejects.toThrow('disposed')
  })

  test('does not answer for a backend that was disposed', async () => {
    const cached = withExpectationCache(openReferenceBackend(), { bytes: 1e6 })
    const executable = await cached.compile(circuit, { observables })
    await executable.expectations(inputs)
    await cached.dispose()
    await expect(executable.expectations(inputs)).rejects.toThrow('disposed')
    expect(cached.statistics().entries).toBe(0)
  })
})
