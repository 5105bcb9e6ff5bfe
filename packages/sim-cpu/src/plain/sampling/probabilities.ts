/** Probabilities of some qubits of a unitary program: exact, or as frequencies of samples. */
import { type Draws, type Estimate, estimateFrequencies } from '@ketwork/backend'
import { RandomStream, gatherBits } from '@ketwork/math'
import { marginalise } from '../kernels/reductions.ts'
import { evolveRow } from '../run/evolve.ts'
import type { Run } from '../run/Run.ts'
import { drawSamples } from './drawSamples.ts'

const SLICE = 2 ** 17

/** B x 2^k; bit b of the column is `qubits[b]`. */
export async function exactProbabilities(run: Run, qubits: readonly number[]): Promise<Float64Array> {
  const columns = 2 ** qubits.length
  const out = new Float64Array(run.inputs.rows * columns)
  const state = run.borrow()
  const amplitudes = 2 ** run.plan.qubits
  for (let row = 0; row < run.inputs.rows; row++) {
    await evolveRow(run, row, state)
    const event = run.beginPass('probabilities')
    for (let from = 0; from < amplitudes; from += SLICE) {
      const to = Math.min(amplitudes, from + SLICE)
      marginalise(state, qubits, out, row * columns, from, to)
      if (run.pace.add(2 * (to - from))) await run.pace.breathe()
    }
    run.endPass(event, { amplitudes, bytes: amplitudes * run.bytesAnAmplitude })
  }
  return out
}

/** The same from so many samples of each row. */
export async function sampledProbabilities(run: Run, qubits: readonly number[], { shots, seed }: Draws): Promise<Estimate> {
  const columns = 2 ** qubits.length
  const counts = new Float64Array(run.inputs.rows * columns)
  const state = run.borrow()
  const sums = run.borrowNumbers(2 ** run.plan.qubits)
  for (let row = 0; row < run.inputs.rows; row++) {
    await evolveRow(run, row, state)
    const drawn = await drawSamples(run, state, sums, shots, new RandomStream(seed).substream(row))
    for (const index of drawn) counts[row * columns + gatherBits(index, qubits)]++
  }
  return estimateFrequencies(counts, shots)
}
