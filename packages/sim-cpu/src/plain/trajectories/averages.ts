/** Averages and samples over trajectories. Shot s of row r has the stream `RandomStream(seed).substream(r).substream(s)` to itself. */
import { type Draws, type Estimate, observableUnits } from '@ketwork/backend'
import { RandomStream } from '@ketwork/math'
import { cumulate, marginalise } from '../kernels/reductions.ts'
import { finishForward, prepareNumbers, writeInitial } from '../run/evolve.ts'
import { writeExpectations } from '../run/observe.ts'
import type { Run } from '../run/Run.ts'
import { firstAbove } from '../sampling/drawSamples.ts'
import { RowAverages } from './RowAverages.ts'
import { type Shot, deterministicSegments, finishShot } from './trajectory.ts'

/** Calls `use` with every finished shot of every row, in order. The part before the first random step runs once a row. */
async function forEachShot(
  run: Run,
  { shots, seed }: Draws,
  use: (row: number, shot: number, end: Shot) => void | Promise<void>,
): Promise<void> {
  const { bits } = run.plan.program.structure
  const split = deterministicSegments(run)
  const [start, state] = [run.borrow(), run.borrow()]
  for (let row = 0; row < run.inputs.rows; row++) {
    prepareNumbers(run, row)
    writeInitial(run, row, start)
    await finishForward(run, start, 0, split)
    const rowRandom = new RandomStream(seed).substream(row)
    for (let index = 0; index < shots; index++) {
      state.set(start)
      const shot = { state, bits: new Uint8Array(bits.length), random: rowRandom.substream(index) }
      await finishShot(run, shot, split)
      await use(row, index, shot)
      if (run.pace.add(state.length / 2)) await run.pace.breathe()
    }
  }
}

/** B x K means and standard errors. */
export async function averageExpectations(run: Run, draws: Draws): Promise<Estimate> {
  const columns = run.observables.length
  const values = new Float64Array(columns)
  const average = new RowAverages(run.inputs.rows, observableUnits(run.plan.program))
  await forEachShot(run, draws, async (row, index, { state }) => {
    await writeExpectations(run, state, values, 0)
    average.add(row, index, values)
  })
  return average.estimate(draws.shots)
}

/** B x 2^k means and standard errors. */
export async function averageProbabilities(run: Run, qubits: readonly number[], draws: Draws): Promise<Estimate> {
  const values = new Float64Array(2 ** qubits.length)
  const average = new RowAverages(run.inputs.rows, new Float64Array(values.length).fill(1))
  await forEachShot(run, draws, (row, index, { state }) => {
    values.fill(0)
    marginalise(state, qubits, values, 0, 0, state.length / 2)
    average.add(row, index, values)
  })
  return average.estimate(draws.shots)
}

/** rows x shots x columns: the bits of each shot, or its qubits where the program has no bits. */
export async function sampleShots(run: Run, columns: number, draws: Draws): Promise<Uint8Array> {
  const { bits } = run.plan.program.structure
  const out = new Uint8Array(run.inputs.rows * draws.shots * columns)
  const sums = bits.length > 0 ? undefined : run.borrowNumbers(2 ** run.plan.qubits)
  await forEachShot(run, draws, (row, index, shot) => {
    const at = (row * draws.shots + index) * columns
    if (sums === undefined) return out.set(shot.bits, at)
    const total = cumulate(shot.state, sums, 0, sums.length, 0)
    const drawn = firstAbove(sums, sums.length - 1, shot.random.uniform() * total)
    for (let qubit = 0; qubit < columns; qubit++) out[at + qubit] = (drawn >>> qubit) & 1
  })
  return out
}
