/**
 * What our side runs for a workload, what of it is timed, and the number on which both sides must agree.
 *
 * Angles are parameters that come with each timed call. `layers` and `qcbm` time the probabilities of qubit 0: as with
 * the rivals the state stays inside the engine, every gate is run (an expectation would take the last ones into the
 * observable), and a pass over the state is added that most rivals do not make. `... amplitudes` time the whole state
 * copied out to the caller, which no rival does. The number to agree on is <Z0>, of the amplitudes and of the
 * probabilities. `qnn gradient` has the derivatives summed over the samples, as training asks for them. `sample` starts
 * from the state as the caller holds it and copies it in; `sample with state` evolves it too. `gram` includes the
 * squares of the overlaps in the timed run.
 */
import type { AmplitudeBatch, Backend, Executable, Inputs, Precision } from '@ketwork/backend'
import { Circuit, type PauliSum, pauliTerm } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { OurWorkload } from './figures.ts'
import { SHOTS } from './pairing.ts'
import {
  QAOA_ANGLES,
  anglesFor,
  cut,
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

export interface Work {
  readonly plan: string
  readonly check: number
  /** Timed. */
  run(): Promise<unknown>
  dispose(): Promise<void>
}

export interface Asked {
  readonly workload: OurWorkload
  readonly n: number
  readonly precision: Precision
  readonly batch?: number
}

/** Compiles a workload, runs it once for its check, and returns the run to be timed. */
export function prepareWork(backend: Backend, asked: Asked): Promise<Work> {
  const { n, batch = 1 } = asked
  switch (asked.workload) {
    case 'layers':
    case 'qcbm':
      return evolution(backend, asked, asked.workload === 'layers' ? layers(n) : qcbm(n), false)
    case 'layers amplitudes':
    case 'qcbm amplitudes':
      return evolution(backend, asked, asked.workload === 'layers amplitudes' ? layers(n) : qcbm(n), true)
    case 'vqe expectation':
      return expectation(backend, asked, { circuit: rotationLayers(n, 4), observable: pauliWords(n) })
    case 'vqe gradient':
      return gradient(backend, asked, { circuit: rotationLayers(n, 4), observable: pauliWords(n) })
    case 'lih expectation':
      return expectation(backend, asked, { circuit: rotationLayers(n, 4), observable: lithiumHydride() })
    case 'lih gradient':
      return gradient(backend, asked, { circuit: rotationLayers(n, 4), observable: lithiumHydride() })
    case 'qnn forward':
      return expectation(backend, asked, { ...classifier(n), features: samples(batch, n) })
    case 'qnn gradient':
      return gradient(backend, asked, { ...classifier(n), features: samples(batch, n) })
    case 'qaoa expectation':
      return expectation(backend, asked, { circuit: qaoa(), observable: cut(), parameters: QAOA_ANGLES })
    case 'qaoa gradient':
      return gradient(backend, asked, { circuit: qaoa(), observable: cut(), parameters: QAOA_ANGLES })
    case 'sample':
      return sampling(backend, asked, true)
    case 'sample with state':
      return sampling(backend, asked, false)
    case 'noise':
      return noise(backend, asked)
    case 'gram':
      return gram(backend, asked)
    case 'amplitude encoding':
      return amplitudeEncoding(backend, asked)
  }
}

interface Model {
  readonly circuit: Circuit
  readonly observable: PauliSum
  readonly parameters?: Float64Array
  readonly features?: Inputs['features']
}

function classifier(n: number): Model {
  return { circuit: rotationLayers(n, 3, true), observable: pauliTerm('Z', [0]) }
}

async function evolution(backend: Backend, { precision }: Asked, circuit: Circuit, copied: boolean): Promise<Work> {
  const executable = await backend.compile(circuit, { precision })
  const inputs = { parameters: anglesFor(circuit) }
  const check = zExpectations(await executable.amplitudes(inputs))[0]
  const { values, ranOn } = await executable.probabilities(inputs, [0])
  if (Math.abs(values[0] - values[1] - check) > (precision === 'f64' ? 1e-9 : 1e-4))
    throw new Error(`<Z0> is ${values[0] - values[1]} by the probabilities, ${check} by the amplitudes`)
  return {
    plan: ranOn.plan,
    check,
    run: () => (copied ? executable.amplitudes(inputs) : executable.probabilities(inputs, [0])),
    dispose: () => executable.dispose(),
  }
}

async function expectation(backend: Backend, { precision }: Asked, model: Model): Promise<Work> {
  const { executable, inputs } = await compiled(backend, precision, model)
  const { values, ranOn } = await executable.expectations(inputs)
  return {
    plan: ranOn.plan,
    check: mean(values),
    run: () => executable.expectations(inputs),
    dispose: () => executable.dispose(),
  }
}

async function gradient(backend: Backend, { precision }: Asked, model: Model): Promise<Work> {
  const { executable, inputs } = await compiled(backend, precision, model)
  const { parameters, rows, ranOn } = await executable.gradient(inputs)
  return {
    plan: ranOn.plan,
    check: parameters![0] / rows,
    run: () => executable.gradient(inputs),
    dispose: () => executable.dispose(),
  }
}

async function compiled(
  backend: Backend,
  precision: Precision,
  { circuit, observable, parameters, features }: Model,
): Promise<{ executable: Executable; inputs: Inputs }> {
  const executable = await backend.compile(circuit, { precision, observables: [observable] })
  return { executable, inputs: { parameters: parameters ?? anglesFor(circuit), ...(features !== undefined && { features }) } }
}

async function sampling(backend: Backend, { n, precision }: Asked, stateThere: boolean): Promise<Work> {
  const circuit = layers(n)
  const evolving = await backend.compile(circuit, { precision })
  const parameters = anglesFor(circuit)
  const executable = stateThere ? await backend.compile(new Circuit(n), { precision }) : evolving
  const start: Inputs = stateThere ? { initial: await evolving.amplitudes({ parameters }) } : { parameters }
  const run = () => executable.sample({ ...start, shots: SHOTS, seed: 1 })
  const { samples: drawn, columns, ranOn } = await run()
  let ones = 0
  for (let at = columns.indexOf('q0'); at < drawn.length; at += columns.length) ones += drawn[at]
  return {
    plan: ranOn.plan,
    check: ones / SHOTS,
    run,
    dispose: async () => {
      await executable.dispose()
      await evolving.dispose()
    },
  }
}

async function noise(backend: Backend, { n, batch: shots = 1, precision }: Asked): Promise<Work> {
  const circuit = noisyLayers(n)
  const executable = await backend.compile(circuit, { precision })
  const run = () => executable.sample({ parameters: anglesFor(circuit), shots, seed: 1 })
  const { samples: drawn, columns, ranOn } = await run()
  let ones = 0
  for (let at = 0; at < drawn.length; at += columns.length) ones += drawn[at]
  return { plan: ranOn.plan, check: ones / shots, run, dispose: () => executable.dispose() }
}

async function gram(backend: Backend, { n, batch, precision }: Asked): Promise<Work> {
  const executable = await backend.compile(gramEncoding(n), { precision })
  const features = samples(batch ?? 1, n)
  const run = async () => {
    const { values, ranOn } = await executable.overlaps({ features })
    const squares = new Float64Array(values.length / 2)
    for (let i = 0; i < squares.length; i++) squares[i] = values[2 * i] ** 2 + values[2 * i + 1] ** 2
    return { squares, ranOn }
  }
  const { squares, ranOn } = await run()
  return { plan: ranOn.plan, check: mean(squares), run, dispose: () => executable.dispose() }
}

/** Normalised rows become states, of which <Z0> is asked; the check is the mean of those. */
async function amplitudeEncoding(backend: Backend, { n, batch = 1, precision }: Asked): Promise<Work> {
  const executable = await backend.compile(new Circuit(n), {
    precision,
    observables: [pauliTerm('Z', [0])],
    expectedRuns: Infinity, // a program without symbols is taken to run once
  })
  const initial = normalisedRows(batch, n)
  const { values, ranOn } = await executable.expectations({ initial })
  const expected = Array.from({ length: batch }, (_, row) => {
    const data = initial.data.subarray(row * 2 ** (n + 1), (row + 1) * 2 ** (n + 1))
    return zExpectations({ rows: 1, qubits: n, data })[0]
  })
  const worst = Math.max(...expected.map((z, row) => Math.abs(z - values[row])))
  if (worst > 1e-9) throw new Error(`<Z0> of an encoded sample is off by ${worst}`)
  return { plan: ranOn.plan, check: mean(values), run: () => executable.expectations({ initial }), dispose: () => executable.dispose() }
}

function normalisedRows(rows: number, qubits: number): AmplitudeBatch {
  const random = new RandomStream(1)
  const data = new Float64Array(rows * 2 ** (qubits + 1))
  for (let row = 0; row < rows; row++) {
    const numbers = random.fillUniform(new Float64Array(2 ** qubits))
    const length = Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0))
    numbers.forEach((number, i) => (data[row * 2 ** (qubits + 1) + 2 * i] = number / length))
  }
  return { rows, qubits, data }
}

/** <Z_q> of every qubit, from the amplitudes of one row. */
export function zExpectations({ qubits, data }: AmplitudeBatch): Float64Array {
  const z = new Float64Array(qubits)
  // sums of halves: the states of the lower qubits first, so that all Z cost about two passes
  let weights = Float64Array.from({ length: 2 ** qubits }, (_, i) => data[2 * i] ** 2 + data[2 * i + 1] ** 2)
  for (let qubit = 0; qubit < qubits; qubit++) {
    const half = new Float64Array(weights.length / 2)
    for (let i = 0; i < half.length; i++) {
      z[qubit] += weights[2 * i] - weights[2 * i + 1]
      half[i] = weights[2 * i] + weights[2 * i + 1]
    }
    weights = half
  }
  return z
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
