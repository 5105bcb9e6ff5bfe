/** Probabilities, marginals and samples of unitary circuits: exact against the oracle, chi-squared at 1e-9, the same bits for the same seed. */
import { Circuit, feature } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import type { SampleBatch } from '../backend.ts'
import { require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { batchInputs } from './circuitCases.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting, withExecutable } from './conformanceCase.ts'
import { drawCircuit } from './drawnCircuits.ts'
import { marginal, oracleState, rowValues } from './oracles.ts'
import { requireDistribution } from './statistics.ts'
import { amplitudeTolerance } from './tolerances.ts'

export function samplingCases(setting: ConformanceSetting): ConformanceCase[] {
  return [
    probabilityCase(setting),
    distributionCase(setting, 1),
    distributionCase(setting, 5),
    distributionCase(setting, 8),
    orderCase(setting),
    seedCase(setting),
  ]
}

function probabilityCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('probabilities of all qubits and of any ordered choice of some', async (backend) => {
    const random = new RandomStream(160)
    const circuit = drawCircuit({ qubits: 5, operations: 25, random, angles: 'symbolic' })
    const { parameters, features } = batchInputs(circuit, 3, random)
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      for (const qubits of [undefined, [0], [4], [3, 1], [1, 3], [2, 0, 4], [4, 3, 2, 1, 0], []]) {
        const { rows, columns, values } = await executable.probabilities({ parameters, features }, qubits)
        const chosen = qubits ?? [0, 1, 2, 3, 4]
        require(rows === 3 && columns === 2 ** chosen.length, `3 rows of ${chosen.length} qubits gave ${rows} x ${columns} probabilities`)
        for (let row = 0; row < 3; row++) {
          const expected = marginal(oracleState(circuit, rowValues(circuit, row, parameters, features)), chosen)
          const got = values.subarray(row * columns, (row + 1) * columns)
          requireClose(`probabilities of [${chosen.join(', ')}] in row ${row}`, got, expected, 4 * amplitudeTolerance(precision, 75))
        }
      }
      for (const qubits of [[5], [-1], [0.5], [1, 1]]) {
        await requireRejects(`qubits [${qubits.join(', ')}]`, () => executable.probabilities({ parameters, features }, qubits), RangeError)
      }
    })
  })
}

function distributionCase({ precision, full }: ConformanceSetting, qubits: number): ConformanceCase {
  return conformanceCase(`samples of ${qubits} qubits follow the probabilities (chi-squared at 1e-9)`, async (backend) => {
    const shots = full ? 100_000 : 20_000
    const random = new RandomStream(161).substream(qubits)
    const circuit = drawCircuit({ qubits, operations: 12, random, angles: 'symbolic' })
    const { parameters, features } = batchInputs(circuit, 2, random)
    const initial = haarState(2 ** qubits, random)
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      const batch = await executable.sample({ parameters, features, initial: { rows: 1, qubits, data: initial }, shots, seed: 5 })
      for (let row = 0; row < 2; row++) {
        const state = oracleState(circuit, rowValues(circuit, row, parameters, features), initial)
        const all = Array.from({ length: qubits }, (_, qubit) => qubit)
        requireDistribution(`samples of row ${row}`, countOutcomes(batch, row), marginal(state, all))
      }
    })
  })
}

/** How often each outcome came in a row: bit i of its index is column i. */
export function countOutcomes({ shots, columns, samples }: SampleBatch, row: number): Float64Array {
  const counts = new Float64Array(2 ** columns.length)
  for (let shot = 0; shot < shots; shot++) {
    let index = 0
    columns.forEach((_, i) => (index += samples[(row * shots + shot) * columns.length + i] * 2 ** i))
    counts[index]++
  }
  return counts
}

function orderCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('a column a qubit, lowest first; outcomes that cannot happen never come', async (backend) => {
    await withExecutable(backend, new Circuit(4).x(1).x(3).h(2), { precision }, async (executable) => {
      const batch = await executable.sample({ shots: 64, seed: 1 })
      const { rows, shots, columns, samples } = batch
      require(rows === 1 && shots === 64 && samples.length === 256, `64 shots of 4 qubits gave ${samples.length} numbers`)
      require(columns.join() === 'q0,q1,q2,q3', `columns are ${columns.join()}`)
      for (let shot = 0; shot < 64; shot++) {
        const [q0, q1, q2, q3] = samples.subarray(4 * shot, 4 * shot + 4)
        require(q0 === 0 && q1 === 1 && (q2 === 0 || q2 === 1) && q3 === 1, `shot ${shot} reads ${q0}${q1}${q2}${q3}`)
      }
    })
  })
}

function seedCase({ precision }: ConformanceSetting): ConformanceCase {
  return conformanceCase('the same seed gives the same samples, another seed and another row others', async (backend) => {
    const circuit = new Circuit(6).ry(feature('x'), 0)
    for (let qubit = 0; qubit < 6; qubit++) circuit.h(qubit)
    const inputs = { features: { rows: 2, columns: 1, data: Float64Array.of(0.3, 0.3) }, shots: 100 }
    await withExecutable(backend, circuit, { precision }, async (executable) => {
      const { samples } = await executable.sample({ ...inputs, seed: 7 })
      requireSameBits('samples of the same seed', (await executable.sample({ ...inputs, seed: 7 })).samples, samples)
      require(differ(samples, (await executable.sample({ ...inputs, seed: 8 })).samples), 'seeds 7 and 8 gave the same samples')
      require(differ(samples.subarray(0, 600), samples.subarray(600)), 'two rows of equal states gave the same samples')
    })
  })
}

function differ(a: Uint8Array, b: Uint8Array): boolean {
  return a.some((value, i) => value !== b[i])
}
