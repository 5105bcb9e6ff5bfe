/**
 * Whatever is handed to the everyday surface, what is wrong is refused by name: never an error of the engine, never
 * synchronously from an asynchronous function.
 */
import { inWords } from '@ketwork/math'
import { afterAll, describe, expect, test } from 'vitest'
import { countsFromJson, countsToJson, inputsFromJson, inputsToJson, resultFromJson, resultToJson } from './backend.ts'
import * as ketwork from './index.ts'

const backend = await ketwork.openBackend({ threads: 0 })
afterAll(() => backend.dispose())

const circuit = new ketwork.Circuit(2).ry(ketwork.parameter('w'), 0).cx(0, 1)
const encoding = ketwork.iqpEncoding(2)
const executable = await backend.compile(new ketwork.Circuit(1).ry(ketwork.parameter('w'), 0).rx(ketwork.feature('x'), 0), {
  observables: 'Z0',
})
const sum = ketwork.parsePauliSum('Z0*Z1')
const rows = [[0.1, 0.2], [1.4, 1.5], [0.2, 0.1], [1.5, 1.4]] // prettier-ignore
const labels = ['low', 'high', 'low', 'high']
const graph = { nodes: 3, edges: [[0, 1], [1, 2]] } // prettier-ignore
const inputs = { parameters: [0.1], features: [[0.2]] }
const values = await executable.expectations(inputs)
const kernel = await ketwork.fidelityKernel(backend, encoding)
const machine = await new ketwork.QuantumSVC({ backend }).fit(rows, labels)
const classifier = () => new ketwork.QuantumClassifier({ backend, seed: 1, layers: 1, epochs: 1 })
const target = { qubits: 2, coupling: [[0, 1]], basis: ['cz', 'rz', 'sx', 'x'] }
const pipeline = ketwork.fitFeaturePipeline(rows, { qubits: 2 })

type Call = readonly [name: string, call: (...values: never[]) => unknown, ...values: unknown[]]

const synchronous: readonly Call[] = [
  ['Circuit', (n: number) => new ketwork.Circuit(n), 2],
  ['parameter', ketwork.parameter, 'w'],
  ['feature', ketwork.feature, 'x'],
  ['parsePauliSum', ketwork.parsePauliSum, 'Z0'],
  ['formatPauliSum', ketwork.formatPauliSum, sum],
  ['pauliTerm', ketwork.pauliTerm, 'Z', [0]],
  ['circuitFromJson', ketwork.circuitFromJson, JSON.parse(JSON.stringify(circuit))],
  ['circuitToJson', ketwork.circuitToJson, circuit],
  ['drawText', ketwork.drawText, circuit, { width: 100 }],
  ['drawSvg', ketwork.drawSvg, circuit, {}],
  ['parseQasm', ketwork.parseQasm, 'OPENQASM 3.0; qubit q;', {}],
  ['toQasm', ketwork.toQasm, circuit, { version: 3 }],
  ['transpile', ketwork.transpile, circuit, target, { level: 1, seed: 1 }],
  ['probabilityObservables', ketwork.probabilityObservables, [0, 2]],
  ['addPauliSums', ketwork.addPauliSums, sum, 'Z0'],
  ['scalePauliSum', ketwork.scalePauliSum, sum, 2],
  ['multiplyPauliSums', ketwork.multiplyPauliSums, sum, 'X0'],
  ['plus', ketwork.plus, ketwork.parameter('w'), 1],
  ['minus', ketwork.minus, ketwork.parameter('w'), 1],
  ['times', ketwork.times, ketwork.parameter('w'), 2],
  ['parameters', ketwork.parameters, 'w', 2],
  ['features', ketwork.features, 'x', 2],
  ['counts', ketwork.counts, circuit],
  ['depth', ketwork.depth, circuit, {}],
  ['twoQubitDepth', ketwork.twoQubitDepth, circuit],
  ['tCount', ketwork.tCount, new ketwork.Circuit(1).t(0)],
  ['unitary', ketwork.unitary, new ketwork.Circuit(1).t(0)],
  ['applyToState', ketwork.applyToState, new ketwork.Circuit(1).t(0), Float64Array.of(1, 0, 0, 0)],
  ['randomCircuit', ketwork.randomCircuit, { qubits: 2, operations: 3, seed: 1, gates: ['h', 'cx'] }],
  ['readFcidump', ketwork.readFcidump, '&FCI NORB=1, NELEC=2, MS2=0 &END\n 0.5 1 1 1 1\n -1 1 1 0 0\n 0 0 0 0 0', {}],
  ['applyNoise', ketwork.applyNoise, circuit, ketwork.noiseModel({ basis: ['cx'] })],
  ['qaoaCircuit', ketwork.qaoaCircuit, graph, 1],
  ['cutObservable', ketwork.cutObservable, graph],
  ['cutValue', ketwork.cutValue, graph, [0, 1, 0]],
  ['readGraph', ketwork.readGraph, '2 1\n0 1', {}],
  ['angleEncoding', ketwork.angleEncoding, 2, { rotation: 'rx' }],
  ['iqpEncoding', ketwork.iqpEncoding, 2, { repetitions: 1, bandwidth: 1, entanglement: 'all' }],
  ['dataReuploading', ketwork.dataReuploading, 2, 1],
  ['hardwareEfficient', ketwork.hardwareEfficient, 2, 1],
  ['accuracy', ketwork.accuracy, labels, labels],
  ['stratifiedSplit', ketwork.stratifiedSplit, labels, { seed: 1, testFraction: 0.5 }],
  ['fitFeaturePipeline', ketwork.fitFeaturePipeline, rows, { qubits: 2, low: 0, high: 1 }],
  ['applyFeaturePipeline', (values: number[][]) => ketwork.applyFeaturePipeline(pipeline, values), rows],
  ['rbfKernel', ketwork.rbfKernel, rows, rows, 1],
  ['pickRows', ketwork.pickRows, rows, [0]],
  ['inputsToJson', inputsToJson, { ...inputs, shots: 1, seed: 1, wrt: ['parameters'], loss: { name: 'energy' } }],
  ['inputsFromJson', inputsFromJson, { ...inputsToJson(inputs) }],
  ['resultToJson', resultToJson, 'expectations', values],
  ['resultFromJson', resultFromJson, 'expectations', { ...resultToJson('expectations', values) }],
  ['countsToJson', countsToJson, new Map([['0', 1]])],
  ['countsFromJson', countsFromJson, { ...countsToJson(new Map([['0', 1]])) }],
  ['matrixFrom', ketwork.matrixFrom, rows],
  ['QuantumClassifier', (options: ketwork.QuantumClassifierOptions) => new ketwork.QuantumClassifier(options), { backend, seed: 1, layers: 1, epochs: 1, batchSize: 1, learningRate: 1, circuit, observables: [sum] }],
  ['QuantumSVC', (options: ketwork.QuantumSVCOptions) => new ketwork.QuantumSVC(options), { backend, encoding, penalty: 1 }],
] // prettier-ignore

const asynchronous: readonly Call[] = [
  ['openBackend', async (options: object) => (await ketwork.openBackend(options)).dispose(), { device: 'cpu', threads: 0, memoryBytes: 2 ** 20, precision: 'f64', variant: 'plain' }],
  ['compile', (...values: [never, never]) => backend.compile(...values), circuit, { observables: [sum], precision: 'f64', method: 'auto', expectedRuns: 1 }],
  ['load', (...values: [never, never]) => backend.load(...values), executable.program, { precision: 'f64' }],
  ...(['amplitudes', 'probabilities', 'expectations', 'variances', 'gradient', 'jacobian', 'overlaps'] as const).map((name): Call => [name, (value: object) => executable[name](value), { ...inputs, signal: new AbortController().signal, wrt: ['parameters'], initial: undefined }]),
  ['probabilities of qubits', (qubits: number[]) => executable.probabilities(inputs, qubits), [0]],
  ['sample', (value: never) => executable.sample(value), { ...inputs, shots: 2, seed: 1 }],
  ['vqe', ketwork.vqe, { backend, circuit, hamiltonian: 'Z0', seed: 1, start: [0.1], maximumIterations: 1, kicks: 0, gradientTolerance: 1 }],
  ['qaoa', ketwork.qaoa, { backend, graph, layers: 1, seed: 1, shots: 10, maximumIterations: 1, start: { gamma: [0.1], beta: [0.1] } }],
  ['molecularVqe', ketwork.molecularVqe, { backend, integrals: { orbitals: 1, electrons: 2, ms2: 0, coreEnergy: 0, oneElectron: Float64Array.of(-1), twoElectron: Float64Array.of(0.5) }, seed: 1, limits: {} }],
  ['fidelityKernel', async (...values: [never, never]) => (await ketwork.fidelityKernel(...values)).dispose(), backend, encoding],
  ['gram', (samples: never) => kernel.gram(samples), rows],
  ['cross', (left: never, right: never) => kernel.cross(left, right), rows, rows],
  ['QuantumClassifier.fit', (...values: [never, never, never]) => classifier().fit(...values), rows, labels, {}],
  ['QuantumSVC.fit', (...values: [never, never]) => new ketwork.QuantumSVC({ backend }).fit(...values), rows, labels],
  ['QuantumSVC.predict', (values: never) => machine.predict(values), rows],
  ['QuantumSVC.fromJSON', async (...values: [never, never]) => (await ketwork.QuantumSVC.fromJSON(...values)).dispose(), machine.toJSON(), { backend }],
  ['QuantumClassifier.fromJSON', (...values: [never, never]) => ketwork.QuantumClassifier.fromJSON(...values), {}, { backend }],
] // prettier-ignore

const WRONG: readonly unknown[] = [
  undefined,
  null,
  NaN,
  1.5,
  -1,
  'wrong',
  true,
  {},
  [],
  [null],
  [['a']],
  Symbol('s'),
  1n,
  () => 0,
  new Map(),
]

/** The values with each of them, and each field of those that are objects of options, replaced by what is wrong. */
function* spoilt(values: readonly unknown[]): Generator<readonly unknown[]> {
  for (const [place, value] of values.entries()) {
    for (const wrong of WRONG) yield values.with(place, wrong)
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) continue
    for (const key of Object.keys(value)) for (const wrong of WRONG) yield values.with(place, { ...value, [key]: wrong })
  }
}

const ENGINE =
  /cannot read|is not a function|is not iterable|cannot destructure|undefined \(|cannot convert|is not a constructor|reading '|cannot mix|out of memory|invalid array length|reduce of empty/i

function requireNamed(error: unknown, values: readonly unknown[]): void {
  const { name, message } = error as Error
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError || name.endsWith('JsonError')
  const shown = values.map((value) => (typeof value === 'object' ? Object.keys(value ?? {}) : inWords(value))).join(' | ')
  expect(isOurs && !ENGINE.test(message), `${name}: ${message} for ${shown}`).toBe(true)
}

describe('what is wrong is refused by name', () => {
  test.each(synchronous.map((call) => [call[0], call] as const))('%s', (_, [, call, ...values]) => {
    expect(() => call(...(values as never[]))).not.toThrow()
    for (const wrong of spoilt(values)) {
      try {
        call(...(wrong as never[]))
      } catch (error) {
        requireNamed(error, wrong)
      }
    }
  })

  test.each(asynchronous.map((call) => [call[0], call] as const))('%s, by rejecting', async (_, [, call, ...values]) => {
    for (const wrong of spoilt(values)) {
      const running = call(...(wrong as never[])) as Promise<unknown>
      await running.catch((error: unknown) => requireNamed(error, wrong))
    }
  })
})
