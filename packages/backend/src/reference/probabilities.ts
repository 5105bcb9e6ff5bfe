/** Probabilities of basis states and samples from them, for each method. */
import { gatherBits, RandomStream } from '@ketwork/math'
import type { Draws } from '../callRules.ts'
import type { MeasureInstruction } from '../program.ts'
import { type Estimate, estimateFrequencies } from '../shots/estimate.ts'
import { sampleIndices } from '../shots/sampleIndices.ts'
import { ensembleTrace } from './densityMatrix.ts'
import { averageOverShots } from './expectations.ts'
import { finalState, ofVector } from './finalState.ts'
import { eachShot, evolveRowEnsemble, type Run } from './run.ts'

/** B x 2^k exact probabilities of these qubits. */
export async function exactProbabilities(run: Run, qubits: readonly number[]): Promise<Float64Array> {
  const columns = 2 ** qubits.length
  const values = new Float64Array(run.inputs.rows * columns)
  for (let row = 0; row < run.inputs.rows; row++) values.set(marginal((await finalState(run, row)).distribution(), qubits), row * columns)
  return values
}

/** The same from so many samples of each row: frequencies. */
export async function sampledProbabilities(run: Run, qubits: readonly number[], { shots, seed }: Draws): Promise<Estimate> {
  const columns = 2 ** qubits.length
  const counts = new Float64Array(run.inputs.rows * columns)
  for (let row = 0; row < run.inputs.rows; row++) {
    const drawn = sampleIndices((await finalState(run, row)).distribution(), shots, new RandomStream(seed).substream(row))
    for (const x of drawn) counts[row * columns + gatherBits(x, qubits)]++
  }
  return estimateFrequencies(counts, shots)
}

/** The same as averages over trajectories. */
export function trajectoryProbabilities(run: Run, qubits: readonly number[], draws: Draws): Promise<Estimate> {
  return averageOverShots(run, draws, new Float64Array(2 ** qubits.length).fill(1), (state) => marginal(state.distribution(), qubits))
}

function marginal(distribution: Float64Array, qubits: readonly number[]): Float64Array {
  const result = new Float64Array(2 ** qubits.length)
  distribution.forEach((probability, x) => (result[gatherBits(x, qubits)] += probability))
  return result
}

export interface SampleDraws extends Draws {
  /** With a state vector: what is read from it. */
  readonly measurements: readonly MeasureInstruction[]
}

/** rows x shots x columns zeros and ones: the bits of each shot, or its qubits where the program has no bits. */
export async function drawSamples(run: Run, draws: SampleDraws): Promise<Uint8Array> {
  if (run.method === 'trajectories') return bitsOf(await trajectoryTexts(run, draws))
  const read = draws.measurements.length > 0 ? measuredTexts : drawnTexts
  const rows: string[][] = []
  for (let row = 0; row < run.inputs.rows; row++) rows.push(await read(run, row, draws))
  return bitsOf(rows.flat())
}

function bitsOf(texts: readonly string[]): Uint8Array {
  return Uint8Array.from(texts.join(''), Number)
}

/** What measurements read from the one state of a row, shot by shot; of two that write one bit the later counts. */
async function measuredTexts(run: Run, row: number, { shots, seed, measurements }: SampleDraws): Promise<string[]> {
  const { constants, structure } = run.program
  const distribution = (await finalState(run, row)).distribution()
  const readouts = new RandomStream(seed, FINAL_STREAM).substream(row)
  return Array.from(sampleIndices(distribution, shots, new RandomStream(seed).substream(row)), (x, shot) => {
    const bits = structure.bits.map(() => 0)
    const random = readouts.substream(shot)
    for (const { qubit, bit, readout } of measurements) {
      const outcome = (x >>> qubit) & 1
      bits[bit] = readout !== undefined && random.uniform() < constants[readout + 2 * outcome + (1 - outcome)] ? 1 - outcome : outcome
    }
    return bits.join('')
  })
}

/** What each shot of every row reads, one trajectory a shot. */
async function trajectoryTexts(run: Run, draws: Draws): Promise<string[]> {
  const { qubits, bits } = run.program.structure
  const texts: string[] = []
  await eachShot(run, draws, (row, index, shot) => {
    const random = new RandomStream(draws.seed, FINAL_STREAM).substream(row).substream(index)
    texts.push(bits.length > 0 ? shot.bits : basisState(sampleIndices(ofVector(shot.state).distribution(), 1, random)[0], qubits))
  })
  return texts
}

/** The seed's stream for reading the qubits at the end of a trajectory; its channels use stream 0. */
const FINAL_STREAM = 1

/** What each shot of a row reads, drawn from the exact distribution: basis states, or readings of the bits. */
async function drawnTexts(run: Run, row: number, { shots, seed }: Draws): Promise<string[]> {
  const { qubits, bits } = run.program.structure
  const random = new RandomStream(seed).substream(row)
  if (run.method === 'stateVector' || bits.length === 0) {
    const distribution = (await finalState(run, row)).distribution()
    return Array.from(sampleIndices(distribution, shots, random), (x) => basisState(x, qubits))
  }
  const readings = [...(await evolveRowEnsemble(run, row))].sort(([a], [b]) => (a < b ? -1 : 1))
  const weights = readings.map(([, rho]) => ensembleTrace(rho))
  return Array.from(sampleIndices(weights, shots, random), (reading) => readings[reading][0])
}

/** Qubit i is character i. */
function basisState(x: number, qubits: number): string {
  return Array.from({ length: qubits }, (_, qubit) => (x >>> qubit) & 1).join('')
}
