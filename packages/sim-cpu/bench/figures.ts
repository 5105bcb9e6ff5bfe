/**
 * The figures of this package, one line each: the best of several runs, on one thread. From the package's folder:
 *
 *   node --conditions=@ketwork/source bench/figures.ts
 */
import { cpus } from 'node:os'
import type { Backend } from '@ketwork/backend'
import { RandomStream } from '@ketwork/math'
import { openCpuBackend } from '../src/index.ts'
import { type Workload, chemistry, classifier, kernelEncoding, layers, maxCut, plainLayers } from './workloads.ts'

const random = new RandomStream(1)
const angles = (count: number) => random.fillUniform(new Float64Array(count))
const batch = (rows: number, columns: number) => ({ rows, columns, data: angles(rows * columns) })

function print(name: string, milliseconds: number, note = ''): void {
  process.stdout.write(`${name.padEnd(66)} ${milliseconds.toPrecision(3).padStart(8)} ms  ${note}\n`)
}

async function best(runs: number, work: () => unknown): Promise<number> {
  let shortest = Infinity
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await work()
    shortest = Math.min(shortest, performance.now() - start)
  }
  return shortest
}

async function compile(backend: Backend, { circuit, observables }: Workload) {
  const executable = await backend.compile(circuit, { observables })
  return { executable, parameters: angles(executable.parameters.length) }
}

process.stdout.write(`${cpus()[0].model}, Node ${process.versions.node}, one thread, f64, ${new Date().toISOString().slice(0, 10)}\n`)
const backend = openCpuBackend()

{
  const { executable, parameters } = await compile(backend, classifier(8, 3))
  const inputs = { parameters, features: batch(64, 8) }
  print('qnn 8 q, 3 layers, batch of 64: expectation, a sample', (await best(40, () => executable.expectations(inputs))) / 64)
  print('qnn 8 q: value and gradient of 48 weights, a sample', (await best(40, () => executable.gradient(inputs))) / 64)
  const cotangents = (values: Float64Array) => values
  print('qnn 8 q: the same, cotangents from values', (await best(40, () => executable.gradient({ ...inputs, cotangents }))) / 64)
}
{
  const { executable, parameters } = await compile(backend, chemistry(10, 150))
  print('uccsd-like 10 q, 150 rotations, 276 words: expectation', await best(20, () => executable.expectations({ parameters })))
  print('uccsd-like 10 q: value and gradient', await best(20, () => executable.gradient({ parameters })))
}
{
  const { executable, parameters } = await compile(backend, maxCut(20, 3))
  const first = await best(1, () => executable.gradient({ parameters }))
  print('qaoa 20 q, p = 3, 30 edges: first gradient, tables built', first, (await executable.expectations({ parameters })).ranOn.plan)
  print('qaoa 20 q: expectation', await best(4, () => executable.expectations({ parameters })))
  print('qaoa 20 q: value and gradient', await best(4, () => executable.gradient({ parameters })))
}
{
  const { executable } = await compile(backend, kernelEncoding(10))
  const features = batch(1000, 10)
  print('overlaps of 1000 states of 10 q, states included', await best(3, () => executable.overlaps({ features })))
}
for (const qubits of [10, 16, 20, 22]) {
  const { executable, parameters } = await compile(backend, layers(qubits, 4))
  const state = new Float64Array(2 * 2 ** qubits)
  const runs = qubits < 16 ? 200 : 4
  const plain = await best(runs, () => plainLayers(qubits, 4, parameters, state))
  const ours = await best(runs, () => executable.expectations({ parameters }))
  print(
    `layers ${qubits} q: 4 x (RY all + CX ring), and <Z0>`,
    ours,
    `${(plain / ours).toFixed(2)} x a plain loop (${plain.toPrecision(3)} ms)`,
  )
}
await backend.dispose()
