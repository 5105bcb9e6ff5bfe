/** Two backends that are wrong in everything: each case of the suite must fail on one of them. Test support, not exported. */
import { Circuit } from '@ketwork/circuit'
import type { Backend, Executable } from '../backend.ts'
import { delegate } from './delegate.ts'
import { tampered } from './tampered.ts'

/** Every number of every result is off by a hundredth, every sampled bit is turned. */
export const NOISY: () => Backend = () =>
  tampered({
    executable: (right) => ({
      amplitudes: async (inputs) => {
        const found = await right.amplitudes(inputs)
        return { ...found, data: off(found.data) }
      },
      probabilities: async (inputs, qubits) => offValues(await right.probabilities(inputs, qubits)),
      expectations: async (inputs) => offValues(await right.expectations(inputs)),
      variances: async (inputs) => offValues(await right.variances(inputs)),
      gradient: async (inputs) => offValues(await right.gradient(inputs)),
      jacobian: async (inputs) => offValues(await right.jacobian(inputs)),
      overlaps: async (left, other) => offValues(await right.overlaps(left, other)),
      sample: async (inputs) => {
        const batch = await right.sample(inputs)
        return { ...batch, samples: batch.samples.map((bit) => 1 - bit) }
      },
    }),
  })

function off<Numbers extends Float64Array | Float32Array>(numbers: Numbers): Numbers {
  return numbers.map((value) => value + 0.01) as Numbers
}

function offValues<Result extends { readonly values: Float64Array; readonly parameters?: Float64Array; readonly features?: Float64Array }>(
  found: Result,
): Result {
  const { values, parameters, features } = found
  return {
    ...found,
    values: off(values),
    ...(parameters === undefined ? {} : { parameters: off(parameters) }),
    ...(features === undefined ? {} : { features: off(features) }),
  }
}

/** Accepts everything: where the reference backend refuses, it answers something, and says little of itself. */
export const LENIENT: () => Backend = () => {
  const answer = {
    rows: 1,
    columns: 1,
    values: Float64Array.of(0),
    ranOn: { device: '', precision: 'f64', method: 'stateVector', plan: '' },
  } as const
  const accept = async <Result>(run: () => Promise<Result>, instead: Result): Promise<Result> => run().catch(() => instead)
  const executable = (right: Executable): Partial<Executable> => ({
    amplitudes: (inputs) => accept(() => right.amplitudes(inputs), { ...answer, qubits: 0, data: Float64Array.of(1, 0) }),
    probabilities: (inputs, qubits) => accept(() => right.probabilities(inputs, qubits), answer),
    expectations: (inputs) => accept(() => right.expectations(inputs), answer),
    variances: (inputs) => accept(() => right.variances(inputs), answer),
    gradient: (inputs) => accept(() => right.gradient(inputs), answer),
    jacobian: (inputs) => accept(() => right.jacobian(inputs), answer),
    overlaps: (left, other) => accept(() => right.overlaps(left, other), answer),
    sample: (inputs) => accept(() => right.sample(inputs), { ...answer, shots: 1, columns: ['q0'], samples: Uint8Array.of(0) }),
  })
  return tampered({
    executable,
    backend: (right) => {
      const some = right.compile(new Circuit(1))
      const wrap = async (found: Promise<Executable>) => {
        const loaded = await found.catch(() => some)
        return { ...delegate(loaded), ...executable(loaded) }
      }
      return {
        capabilities: async () => ({ ...(await right.capabilities()), device: '' }),
        compile: (circuit, options) => wrap(right.compile(circuit, options)),
        load: (program, options) => wrap(right.load(program, options)),
        observe: () => () => {},
      }
    },
  })
}
