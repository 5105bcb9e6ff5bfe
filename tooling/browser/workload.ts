/**
 * What a user would do on one page: ask what the machine offers, sample, train a classifier, find a ground state, take
 * a kernel.
 *
 * It runs unbundled in Node and bundled in a browser, and what it returns is compared. `exact` comes of additions,
 * products, quotients and square roots alone, which IEEE 754 fixes to the bit; `rounded` has a cosine, a sine, an
 * exponential or a logarithm in it, whose last bit is each engine's own.
 */
import {
  Circuit,
  fidelityKernel,
  iqpEncoding,
  matrixFrom,
  openBackend,
  parameter,
  parsePauliSum,
  platformCapabilities,
  type Backend,
  QuantumClassifier,
  RandomStream,
  vqe,
} from 'ketwork'
import { arrayFromJson, eigenSymmetric, type PlatformCapabilities } from 'ketwork/math'

interface WorkloadResult {
  readonly capabilities: PlatformCapabilities
  readonly exact: Readonly<Record<string, readonly string[]>>
  readonly rounded: Readonly<Record<string, readonly number[]>>
}

export async function runWorkload(): Promise<WorkloadResult> {
  await using backend = await openBackend()
  return {
    capabilities: await platformCapabilities(),
    exact: { ...algebra(), ...(await shots(backend)) },
    rounded: { ...(await classifier(backend)), ...(await groundState(backend)), ...(await kernel(backend)) },
  }
}

const SEED = 2026

function algebra(): Record<string, string[]> {
  const random = new RandomStream(SEED)
  const uniform = Array.from({ length: 36 }, () => random.uniform())
  const symmetric = matrixFrom(
    Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => uniform[6 * i + j] + uniform[6 * j + i])),
  )
  const { values, vectors } = eigenSymmetric(symmetric)
  return { 'random numbers': bits(uniform), eigenvalues: bits(values), eigenvectors: bits(vectors.data) }
}

/** Clifford gates and one unitary of fractions: no angle anywhere. */
async function shots(backend: Backend): Promise<Record<string, string[]>> {
  const tilt = { rows: 2, columns: 2, data: Float64Array.of(0.6, 0, -0.8, 0, 0.8, 0, 0.6, 0) }
  const circuit = new Circuit(3).h(0).cx(0, 1).unitary(tilt, [2]).cz(1, 2).s(2).h(2)
  await using executable = await backend.compile(circuit, { observables: [parsePauliSum('Z0*Z1 + 0.3*Z2 + 0.7*Y2')] })
  const { samples } = await executable.sample({ shots: 1000, seed: SEED })
  return {
    samples: Array.from(samples, String),
    probabilities: bits((await executable.probabilities()).values),
    expectation: bits((await executable.expectations()).values),
    'estimate from shots': bits((await executable.expectations({ shots: 1000, seed: SEED })).values),
  }
}

async function classifier(backend: Backend): Promise<Record<string, number[]>> {
  const random = new RandomStream(SEED, 1)
  const labels = Array.from({ length: 24 }, (_, row) => (row % 2 === 0 ? 'low' : 'high'))
  const features = matrixFrom(labels.map((label) => [0, 1].map(() => (label === 'low' ? 0.4 : 2.4) + 0.6 * random.uniform())))
  await using model = new QuantumClassifier({ backend, seed: SEED, epochs: 3, batchSize: 8 })
  await model.fit(features, labels)
  return {
    'losses of the classifier': [...model.losses],
    'probabilities of the classifier': Array.from((await model.predictProbabilities(features)).data),
    'weights of the classifier': Array.from(arrayFromJson({ value: model.toJSON().weights, path: 'weights' }).data),
  }
}

async function groundState(backend: Backend): Promise<Record<string, number[]>> {
  const circuit = new Circuit(2).ry(parameter('a'), 0).ry(parameter('b'), 1).cx(0, 1)
  const { value, iterations } = await vqe({ backend, circuit, hamiltonian: parsePauliSum('Z0*Z1 + 0.5*X0 + 0.5*X1'), seed: SEED })
  return { 'ground energy': [value], 'iterations to it': [iterations] }
}

async function kernel(backend: Backend): Promise<Record<string, number[]>> {
  const random = new RandomStream(SEED, 2)
  const samples = matrixFrom(Array.from({ length: 5 }, () => [random.uniform(), random.uniform(), random.uniform()]))
  const fidelity = await fidelityKernel(backend, iqpEncoding(3))
  const gram = await fidelity.gram(samples)
  await fidelity.dispose()
  return { 'fidelity kernel': Array.from(gram.data) }
}

/** The 64 bits of each number: JSON drops the sign of zero. */
function bits(numbers: ArrayLike<number>): string[] {
  const view = new DataView(new ArrayBuffer(8))
  return Array.from(numbers, (number) => {
    view.setFloat64(0, number)
    return view.getBigUint64(0).toString(16).padStart(16, '0')
  })
}
