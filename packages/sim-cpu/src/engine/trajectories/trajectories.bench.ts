/** Shots of noisy and measuring circuits: generated kernels against the plain ones, on the caller's thread. */
import { Circuit } from '@ketwork/circuit'
import { afterAll, describe, test } from 'vitest'
import { openCpuBackend } from '../../index.ts'

const LAYERS = 4
const few = { iterations: 5, time: 0, warmupIterations: 2, warmupTime: 0 }
const backends = { generated: openCpuBackend({ threads: 0 }), plain: openCpuBackend({ threads: 0, variant: 'plain' }) }
afterAll(() => Promise.all(Object.values(backends).map((backend) => backend.dispose())))

const NOISE: Readonly<Record<string, (circuit: Circuit, qubit: number) => unknown>> = {
  'depolarizing channels': (circuit, qubit) => circuit.depolarizing(0.01, qubit),
  'amplitude damping': (circuit, qubit) => circuit.amplitudeDamping(0.01, qubit),
  'one measurement a layer': (circuit, qubit) =>
    qubit === 0 && circuit.measure(0, 'm').when({ bits: ['m'], value: 1 }, (then) => then.x(1)),
}

function layers(qubits: number, addNoise: (circuit: Circuit, qubit: number) => unknown): Circuit {
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      circuit.ry(0.3 + qubit, qubit)
      addNoise(circuit, qubit)
    }
    for (let qubit = 0; qubit + 1 < qubits; qubit++) circuit.cx(qubit, qubit + 1)
  }
  return circuit.measureAll()
}

describe.each([
  { qubits: 8, shots: 100 },
  { qubits: 14, shots: 10 },
])('$shots shots of $qubits qubits', ({ qubits, shots }) => {
  test.for(Object.keys(NOISE))('%s', async (kind, { bench }) => {
    const benches = Object.entries(backends).map(async ([name, backend]) => {
      const executable = await backend.compile(layers(qubits, NOISE[kind]))
      return bench(name, () => executable.sample({ shots, seed: 1 }))
    })
    const [generated, plain] = await Promise.all(benches)
    await bench.compare(generated, plain, few)
  })
})
