/** Samples of a unitary program, or of one whose measurements all stand at the end: one state vector a row serves all shots. */
import type { MeasureInstruction } from '@ketwork/backend'
import { RandomStream } from '@ketwork/math'
import { evolveRow } from '../run/evolve.ts'
import type { Run } from '../run/Run.ts'
import { drawSamples } from './drawSamples.ts'

export interface SampleJob {
  readonly shots: number
  readonly seed: number
  /** How many columns a sample has. */
  readonly columns: number
  /** Measurements at the end; undefined: a column for each qubit. */
  readonly measurements: readonly MeasureInstruction[] | undefined
}

/** rows x shots x columns zeros and ones. */
export async function sampleState(run: Run, job: SampleJob): Promise<Uint8Array> {
  const { rows } = run.inputs
  const { shots, columns } = job
  const out = new Uint8Array(rows * shots * columns)
  const state = run.borrow()
  const sums = run.borrowNumbers(2 ** run.plan.qubits)
  for (let row = 0; row < rows; row++) {
    await evolveRow(run, row, state)
    const random = new RandomStream(job.seed).substream(row)
    const drawn = await drawSamples(run, state, sums, shots, random)
    const at = row * shots * columns
    if (job.measurements === undefined) writeQubits(out, at, drawn, columns)
    else writeBits(out, at, drawn, job, { constants: run.plan.program.constants, random: random.substream(0) })
  }
  return out
}

function writeQubits(out: Uint8Array, at: number, drawn: Uint32Array, columns: number): void {
  for (let shot = 0; shot < drawn.length; shot++)
    for (let qubit = 0; qubit < columns; qubit++) out[at + shot * columns + qubit] = (drawn[shot] >>> qubit) & 1
}

/** Reads each measured qubit, with readout error where there is one. */
function writeBits(
  out: Uint8Array,
  at: number,
  drawn: Uint32Array,
  { measurements = [], columns }: SampleJob,
  { constants, random }: { readonly constants: Float64Array; readonly random: RandomStream },
): void {
  for (let shot = 0; shot < drawn.length; shot++) {
    for (const { qubit, bit, readout } of measurements) {
      const outcome = (drawn[shot] >>> qubit) & 1
      out[at + shot * columns + bit] = readout === undefined ? outcome : readBit(constants, readout, outcome, random)
    }
  }
}

/** What the detector shows for an outcome; `constants[readout]` is p(0|0), p(1|0), p(0|1), p(1|1). */
export function readBit(constants: Float64Array, readout: number, outcome: number, random: RandomStream): number {
  return random.uniform() < constants[readout + 2 * outcome + 1] ? 1 : 0
}
