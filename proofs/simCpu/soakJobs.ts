/** The kinds of work that a soak mixes, each drawn from a seed: a fresh compile, one call, and its numbers. */
import type { Backend, Executable, Inputs, Precision } from '@ketwork/backend'
import { drawCircuit } from '@ketwork/backend/conformance'
import { Circuit, feature, parameter, pauliTerm, type PauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'

export interface Job {
  readonly name: string
  /** Compiles, calls and disposes. The same bits each time. */
  run(backend: Backend, signal?: AbortSignal): Promise<ArrayLike<number>>
}

type Call = (executable: Executable, inputs: Inputs) => Promise<ArrayLike<number>>

const CALLS: Readonly<Record<string, Call>> = {
  amplitudes: async (executable, inputs) => (await executable.amplitudes(inputs)).data,
  probabilities: async (executable, inputs) => (await executable.probabilities(inputs, [0, 2])).values,
  expectations: async (executable, inputs) => (await executable.expectations(inputs)).values,
  gradient: async (executable, inputs) => (await executable.gradient(inputs)).parameters ?? [],
  jacobian: async (executable, inputs) => (await executable.jacobian(inputs)).parameters ?? [],
  overlaps: async (executable, inputs) => (await executable.overlaps(inputs)).values,
  sample: async (executable, inputs) => (await executable.sample({ ...inputs, shots: 500, seed: 8 })).samples,
  estimate: async (executable, inputs) => (await executable.expectations({ ...inputs, shots: 200, seed: 9 })).values,
}

/** Each call on three drawn circuits in turn of both precisions, then a wide state, a large batch, and trajectories. */
export function soakJobs(): Job[] {
  const drawn = Object.keys(CALLS).flatMap((name) => [1, 2, 3].map((seed) => drawnJob(name, seed)))
  return [...drawn, wideJob(), batchJob('expectations'), batchJob('gradient'), trajectoryJob(4), trajectoryJob(8)]
}

function drawnJob(name: string, seed: number): Job {
  const random = new RandomStream(seed)
  const qubits = 4 + 2 * seed
  const circuit = drawCircuit({ qubits, operations: 30, random, angles: 'symbolic' })
  return job(`${name} of drawn circuit ${seed}`, { circuit, rows: 6, call: CALLS[name], precision: seed % 2 === 0 ? 'f32' : 'f64' })
}

/** Large enough for threads, and for an abort on the way. */
function wideJob(): Job {
  return job('expectation of 15 qubits', { circuit: ladder(15, 4), rows: 1, call: CALLS['expectations'], precision: 'f64' })
}

function batchJob(call: 'expectations' | 'gradient'): Job {
  return job(`${call} of 256 samples`, { circuit: ladder(7, 3), rows: 256, call: CALLS[call], precision: 'f32' })
}

function trajectoryJob(qubits: number): Job {
  const circuit = new Circuit(qubits).h(0).cx(0, 1).depolarizing(0.1, 0).ry(parameter('w'), 2).measure(0, 'm').cx(1, 3)
  return job(`trajectories of ${qubits} qubits`, { circuit, rows: 1, call: CALLS['sample'], precision: 'f64' })
}

function ladder(qubits: number, layers: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let layer = 0; layer < layers; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      circuit.ry(feature(`x[${qubit}]`), qubit).rz(parameter(`w[${layer}]`), qubit)
    }
    for (let qubit = 0; qubit < qubits; qubit++) circuit.cx(qubit, (qubit + 1) % qubits)
  }
  return circuit
}

function job(name: string, work: { circuit: Circuit; rows: number; call: Call; precision: Precision }): Job {
  const { circuit, rows, call, precision } = work
  const random = new RandomStream(11)
  const draw = (count: number) => Float64Array.from({ length: count }, () => 3 * (random.uniform() - 0.5))
  const columns = circuit.features.length
  const inputs: Inputs = {
    parameters: draw(circuit.parameters.length),
    ...(columns > 0 && { features: { rows, columns, data: draw(rows * columns) } }),
  }
  const observables: PauliSum[] = [pauliTerm('ZX', [0, 1]), pauliTerm('Y', [2], 0.5)]
  return {
    name,
    async run(backend, signal) {
      await using executable = await backend.compile(circuit, { precision, observables })
      return await call(executable, signal === undefined ? inputs : { ...inputs, signal })
    },
  }
}
