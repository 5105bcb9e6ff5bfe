/** Probabilities of basis states and samples from them, for each method. */
import type { Draws } from '../callRules.ts'
import { gatherBits, RandomStream } from '@ketwork/math'
import type { Method } from '../backend.ts'
import type { MeasureInstruction } from '../program.ts'
import { estimateFrequencies } from '../shots/estimate.ts'
import { sampleIndices } from '../shots/sampleIndices.ts'
import { ensembleDiagonal, ensembleTrace } from './densityMatrix.ts'
import { type Estimates, RunningAverage } from './expectations.ts'
import { evolveRow, evolveRowEnsemble, evolveShot, type Run } from './run.ts'

/** B x 2^k exact probabilities of these qubits. */
export async function exactProbabilities(
  run: Run,
  method: Exclude<Method, 'trajectories'>,
  qubits: readonly number[],
): Promise<Float64Array> {
  const columns = 2 ** qubits.length
  const values = new Float64Array(run.inputs.rows * columns)
  for (let row = 0; row < run.inputs.rows; row++) values.set(marginal(await rowDistribution(run, method, row), qubits), row * columns)
  return values
}

/** The same from so many samples of each row: frequencies. */
export async function sampledProbabilities(
  run: Run,
  method: Exclude<Method, 'trajectories'>,
  qubits: readonly number[],
  { shots, seed }: Draws,
): Promise<Estimates> {
  const columns = 2 ** qubits.length
  const counts = new Float64Array(run.inputs.rows * columns)
  for (let row = 0; row < run.inputs.rows; row++) {
    const drawn = sampleIndices(await rowDistribution(run, method, row), shots, new RandomStream(seed).substream(row))
    for (const x of drawn) counts[row * columns + gatherBits(x, qubits)]++
  }
  return estimateFrequencies(counts, shots)
}

/** The same as averages over trajectories. */
export async function trajectoryProbabilities(run: Run, qubits: readonly number[], { shots, seed }: Draws): Promise<Estimates> {
  const columns = 2 ** qubits.length
  const values = new Float64Array(run.inputs.rows * columns)
  const standardErrors = new Float64Array(values.length)
  for (let row = 0; row < run.inputs.rows; row++) {
    const average = new RunningAverage(new Float64Array(columns).fill(1))
    for (let shot = 0; shot < shots; shot++) {
      const { state } = await evolveShot(run, row, shot, seed)
      average.add(marginal(distributionOf(state), qubits))
    }
    values.set(average.mean, row * columns)
    standardErrors.set(average.standardErrors(), row * columns)
  }
  return { values, standardErrors }
}

export interface SampleDraws extends Draws {
  /** With a state vector: what is read from it. */
  readonly measurements: readonly MeasureInstruction[]
}

/** rows x shots x columns zeros and ones: the bits of each shot, or its qubits where the program has no bits. */
export async function drawSamples(run: Run, method: Method, draws: SampleDraws): Promise<Uint8Array> {
  const { qubits, bits } = run.program.structure
  const width = draws.shots * (bits.length > 0 ? bits.length : qubits)
  const samples = new Uint8Array(run.inputs.rows * width)
  for (let row = 0; row < run.inputs.rows; row++) {
    const texts = await textsOfRow(run, method, row, draws)
    samples.set(Array.from(texts.join(''), Number), row * width)
  }
  return samples
}

function textsOfRow(run: Run, method: Method, row: number, draws: SampleDraws): Promise<string[]> {
  if (method === 'trajectories') return trajectoryTexts(run, row, draws)
  return draws.measurements.length > 0 ? measuredTexts(run, row, draws) : drawnTexts(run, method, row, draws)
}

/** What measurements read from the one state of a row, shot by shot; of two that write one bit the later counts. */
async function measuredTexts(run: Run, row: number, { shots, seed, measurements }: SampleDraws): Promise<string[]> {
  const { constants, structure } = run.program
  const distribution = distributionOf(await evolveRow(run, row))
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

/** What each shot reads, one trajectory a shot. */
async function trajectoryTexts(run: Run, row: number, { shots, seed }: Draws): Promise<string[]> {
  const { qubits, bits } = run.program.structure
  const texts: string[] = []
  for (let shot = 0; shot < shots; shot++) {
    const { state, bits: read } = await evolveShot(run, row, shot, seed)
    const random = new RandomStream(seed, FINAL_STREAM).substream(row).substream(shot)
    texts.push(bits.length > 0 ? read : basisState(sampleIndices(distributionOf(state), 1, random)[0], qubits))
  }
  return texts
}

/** The seed's stream for reading the qubits at the end of a trajectory; its channels use stream 0. */
const FINAL_STREAM = 1

/** What each shot reads, drawn from the exact distribution. */
async function drawnTexts(run: Run, method: Exclude<Method, 'trajectories'>, row: number, { shots, seed }: Draws): Promise<string[]> {
  const { texts, weights } = await rowOutcomes(run, method, row)
  return Array.from(sampleIndices(weights, shots, new RandomStream(seed).substream(row)), texts)
}

/** What a shot can read, and how likely each is. */
async function rowOutcomes(
  run: Run,
  method: Exclude<Method, 'trajectories'>,
  row: number,
): Promise<{ texts: (outcome: number) => string; weights: Float64Array }> {
  const { qubits, bits } = run.program.structure
  if (method === 'stateVector' || bits.length === 0) {
    return { texts: (x) => basisState(x, qubits), weights: await rowDistribution(run, method, row) }
  }
  const ensemble = [...(await evolveRowEnsemble(run, row))].sort(([a], [b]) => (a < b ? -1 : 1))
  return { texts: (branch) => ensemble[branch][0], weights: Float64Array.from(ensemble, ([, rho]) => ensembleTrace(rho)) }
}

/** The exact probability of each of the 2^n basis states. */
async function rowDistribution(run: Run, method: Exclude<Method, 'trajectories'>, row: number): Promise<Float64Array> {
  if (method === 'stateVector') return distributionOf(await evolveRow(run, row))
  return ensembleDiagonal(await evolveRowEnsemble(run, row), 2 ** run.program.structure.qubits)
}

/** The probability of each basis state. */
export function distributionOf(state: Float64Array): Float64Array {
  return Float64Array.from({ length: state.length / 2 }, (_, x) => state[2 * x] ** 2 + state[2 * x + 1] ** 2)
}

function marginal(distribution: Float64Array, qubits: readonly number[]): Float64Array {
  const result = new Float64Array(2 ** qubits.length)
  for (let x = 0; x < distribution.length; x++) result[gatherBits(x, qubits)] += distribution[x]
  return result
}

/** Qubit i is character i. */
function basisState(x: number, qubits: number): string {
  return Array.from({ length: qubits }, (_, qubit) => (x >>> qubit) & 1).join('')
}
