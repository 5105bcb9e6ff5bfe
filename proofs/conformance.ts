/**
 * Every backend passes the whole conformance suite in both precisions, and sim-cpu gives the amplitudes of circuit's
 * slow oracle on a thousand drawn circuits over the whole gate table. `npm test` runs the suite's slice in each
 * backend's own tests; this is all of it.
 */
import { openReferenceBackend } from '@ketwork/backend'
import { conformanceCases, drawCircuit } from '@ketwork/backend/conformance'
import { applyToState } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { openCpuBackend } from '@ketwork/sim-cpu'
import type { Json, Proof, ProofUnit, UnitOutcome } from '../tooling/prove/proof.ts'

const backends = { reference: () => openReferenceBackend(), 'sim-cpu': () => openCpuBackend() }
const drawnCircuits = 1000
const tolerance = 1e-11 // absolute, on amplitudes, after at most 60 operations in f64

const suite: ProofUnit[] = Object.entries(backends).flatMap(([name, open]) =>
  (['f64', 'f32'] as const).flatMap((precision) =>
    conformanceCases({ precision, extent: 'full' }).map((suiteCase) => ({
      id: `${name} ${precision}: ${suiteCase.name}`,
      seed: 0, // the suite draws from fixed seeds of its own
      run: async () => {
        await suiteCase.run(open)
        return null
      },
    })),
  ),
)

const drawn: ProofUnit[] = Array.from({ length: drawnCircuits }, (_, i) => ({
  id: `drawn circuit ${i + 1}`,
  seed: i + 1,
  run: () => againstOracle(i + 1),
}))

export const proof: Proof = {
  name: 'conformance',
  description: 'Every backend passes the whole conformance suite, and sim-cpu agrees with the slow oracle on drawn circuits.',
  units: [...suite, ...drawn],
  slice: 40,
  summarize: (outcomes) => ({
    suiteCases: outcomes.filter(({ figures }) => figures === null).length,
    drawnCircuits: outcomes.filter(({ figures }) => figures !== null).length,
    worstDifference: Math.max(0, ...outcomes.map(differenceOf)),
    tolerance,
  }),
}

async function againstOracle(seed: number): Promise<Json> {
  const random = new RandomStream(seed)
  const qubits = 1 + random.integer(10)
  const operations = 1 + random.integer(60)
  const circuit = drawCircuit({ qubits, operations, random })
  const expected = applyToState(
    circuit,
    Float64Array.from({ length: 2 ** (qubits + 1) }, (_, i) => (i === 0 ? 1 : 0)),
  )
  await using backend = openCpuBackend()
  await using executable = await backend.compile(circuit)
  const { data } = await executable.amplitudes()
  const difference = expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - data[i])), 0)
  if (!(difference <= tolerance)) throw new Error(`amplitudes differ by ${difference} on ${qubits} qubits after ${operations} operations`)
  return { difference }
}

function differenceOf({ figures }: UnitOutcome): number {
  return typeof figures === 'object' && figures !== null && 'difference' in figures ? Number(figures['difference']) : 0
}
