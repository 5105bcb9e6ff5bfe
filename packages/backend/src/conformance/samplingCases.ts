/** Probabilities, marginals and samples of unitary circuits: exact against the oracle, chi-squared at 1e-9, the same bits for the same seed. */
import { Circuit, feature } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import type { SampleBatch } from '../backend.ts'
import { require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { casesOf, type NamedCheck } from './conformanceCase.ts'
import { drawProblem } from './drawnCircuits.ts'
import { marginal, oracleStates } from './oracles.ts'
import { requireDistribution } from './statistics.ts'
import { amplitudeTolerance } from './tolerances.ts'

export const samplingCases = casesOf([
  [
    'probabilities of all qubits and of any ordered choice of some',
    async ({ backend, precision }) => {
      const { circuit, inputs } = drawProblem(new RandomStream(160), { qubits: 5, operations: 25, rows: 3, gates: backend.gates })
      const states = oracleStates(circuit, inputs)
      await using executable = await backend.compile(circuit, { precision })
      for (const qubits of [undefined, [0], [4], [3, 1], [1, 3], [2, 0, 4], [4, 3, 2, 1, 0], []]) {
        const { rows, columns, values } = await executable.probabilities(inputs, qubits)
        const chosen = qubits ?? [0, 1, 2, 3, 4]
        require(rows === 3 && columns === 2 ** chosen.length, `3 rows of ${chosen.length} qubits gave ${rows} x ${columns} probabilities`)
        const expected = states.flatMap((state) => [...marginal(state, chosen)])
        requireClose(`probabilities of [${chosen.join(', ')}]`, values, expected, 4 * amplitudeTolerance(precision, 75))
      }
      for (const qubits of [[5], [-1], [0.5], [1, 1]])
        await requireRejects(`qubits [${qubits.join(', ')}]`, () => executable.probabilities(inputs, qubits), RangeError)
    },
  ],
  ...[1, 5, 8].map((qubits): NamedCheck => [
    `samples of ${qubits} qubits follow the probabilities (chi-squared at 1e-9)`,
    async ({ backend, precision, full }) => {
      const stream = new RandomStream(161).substream(qubits)
      const { circuit, inputs, random } = drawProblem(stream, { qubits, operations: 12, rows: 2, gates: backend.gates })
      const drawn = { ...inputs, initial: { rows: 1, qubits, data: haarState(2 ** qubits, random) } }
      await using executable = await backend.compile(circuit, { precision })
      const batch = await executable.sample({ ...drawn, shots: full ? 100_000 : 20_000, seed: 5 })
      const all = Array.from({ length: qubits }, (_, qubit) => qubit)
      for (const [row, state] of oracleStates(circuit, drawn).entries())
        requireDistribution(`samples of row ${row}`, countOutcomes(batch, row), marginal(state, all))
    },
  ]),
  [
    'a column a qubit, lowest first; outcomes that cannot happen never come',
    async ({ backend, precision }) => {
      await using executable = await backend.compile(new Circuit(4).x(1).x(3).h(2), { precision })
      const { rows, shots, columns, samples } = await executable.sample({ shots: 64, seed: 1 })
      require(rows === 1 && shots === 64 && samples.length === 256, `64 shots of 4 qubits gave ${samples.length} numbers`)
      require(columns.join() === 'q0,q1,q2,q3', `columns are ${columns.join()}`)
      for (let shot = 0; shot < 64; shot++) {
        const [q0, q1, q2, q3] = samples.subarray(4 * shot, 4 * shot + 4)
        require(q0 === 0 && q1 === 1 && (q2 === 0 || q2 === 1) && q3 === 1, `shot ${shot} reads ${q0}${q1}${q2}${q3}`)
      }
    },
  ],
  [
    'the same seed gives the same samples, another seed and another row others',
    async ({ backend, precision }) => {
      const circuit = new Circuit(6).ry(feature('x'), 0)
      for (let qubit = 0; qubit < 6; qubit++) circuit.h(qubit)
      const inputs = { features: { rows: 2, columns: 1, data: Float64Array.of(0.3, 0.3) }, shots: 100 }
      await using executable = await backend.compile(circuit, { precision })
      const { samples } = await executable.sample({ ...inputs, seed: 7 })
      requireSameBits('samples of the same seed', (await executable.sample({ ...inputs, seed: 7 })).samples, samples)
      require(differ(samples, (await executable.sample({ ...inputs, seed: 8 })).samples), 'seeds 7 and 8 gave the same samples')
      require(differ(samples.subarray(0, 600), samples.subarray(600)), 'two rows of equal states gave the same samples')
    },
  ],
])

/** How often each outcome came in a row: bit i of its index is column i. */
export function countOutcomes({ shots, columns, samples }: SampleBatch, row: number): Float64Array {
  const counts = new Float64Array(2 ** columns.length)
  for (let shot = 0; shot < shots; shot++) {
    const first = (row * shots + shot) * columns.length
    counts[columns.reduce((index, _, i) => index + samples[first + i] * 2 ** i, 0)]++
  }
  return counts
}

function differ(a: Uint8Array, b: Uint8Array): boolean {
  return a.some((value, i) => value !== b[i])
}
