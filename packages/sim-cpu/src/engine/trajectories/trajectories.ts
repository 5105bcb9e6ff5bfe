/**
 * Averages and samples over trajectories: a state a shot, moved on stretch by stretch, with a draw in between (`jumps.ts`).
 *
 * Shot s of row r has the stream `RandomStream(seed).substream(r).substream(s)` to itself. What stands before the first draw runs once a row.
 */
import {
  type Draws,
  type Estimate,
  holds,
  type Jump,
  observableUnits,
  readBit,
  RowAverages,
  type SampleRequest,
  type Stretch,
  stretchesAndJumps,
} from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import { dynamicsModule } from '../../kernels/dynamicsModule.ts'
import { amplitudeLanes } from '../../kernels/layout.ts'
import type { Stage } from '../../threads/stage.ts'
import type { BoundProgram } from '../BoundProgram.ts'
import type { Call } from '../Call.ts'
import { openObserver } from '../expectations.ts'
import { openReader } from '../probabilities.ts'
import { openDrawer } from '../sampling.ts'
import { Operator } from '../Operator.ts'
import { StateWork } from '../StateWork.ts'
import { type JumpWork, openJump, type Shot } from './jumps.ts'

/** B x K means and standard errors. */
export async function averageExpectations(call: Call, bound: BoundProgram, draws: Draws): Promise<Estimate> {
  const columns = bound.compiled.structure.observables.length
  const average = new RowAverages(call.inputs.rows, observableUnits(bound.program))
  const values = new Float64Array(columns)
  const observer = await openObserver(call, bound)
  await forEachShot(call, bound, draws, {
    ending: (state) => [observer.stage(state)],
    use: ({ row, index }) => {
      observer.read(values, 0)
      average.add(row, index, values)
    },
  })
  return average.estimate(draws.shots)
}

/** B x 2^k means and standard errors. */
export async function averageProbabilities(call: Call, bound: BoundProgram, qubits: readonly number[], draws: Draws): Promise<Estimate> {
  const values = new Float64Array(2 ** qubits.length)
  const average = new RowAverages(call.inputs.rows, new Float64Array(values.length).fill(1))
  const reader = await openReader(call, bound, qubits)
  await forEachShot(call, bound, draws, {
    ending: (state) => reader.stages(state),
    use: ({ row, index }) => {
      values.fill(0)
      reader.read(values)
      average.add(row, index, values)
    },
  })
  return average.estimate(draws.shots)
}

/** rows x shots x columns: the bits of each shot, or its qubits where the program has none. */
export async function sampleShots(
  call: Call,
  bound: BoundProgram,
  { shots, seed, columns, measurements }: SampleRequest,
): Promise<Uint8Array> {
  const { constants, structure } = bound.program
  const out = new Uint8Array(call.inputs.rows * shots * columns)
  const drawsState = structure.bits.length === 0 || (measurements?.length ?? 0) > 0
  const drawer = drawsState ? await openDrawer(call, bound, 1) : undefined
  await forEachShot(
    call,
    bound,
    { shots, seed },
    {
      ending: (state, { random }) => drawer?.stages(state, random.substream(0)) ?? [],
      use: ({ row, index, shot: { bits, random } }) => {
        const at = (row * shots + index) * columns
        const drawn = drawer?.indices()[0] ?? 0
        if (structure.bits.length === 0) {
          for (let qubit = 0; qubit < columns; qubit++) out[at + qubit] = (drawn >>> qubit) & 1
          return
        }
        for (const { qubit, bit, readout } of measurements ?? []) {
          const outcome = (drawn >>> qubit) & 1
          bits[bit] = readout === undefined ? outcome : readBit(constants, readout, outcome, random)
        }
        out.set(bits, at)
      },
    },
  )
  return out
}

interface FinishedShot {
  readonly row: number
  readonly index: number
  readonly shot: Shot
}

interface ShotWork {
  /** The last stages of a shot, which read its state; without any the state itself may stay unfinished. */
  readonly ending: (state: number, shot: Shot) => readonly Stage[]
  /** What is done once these have run. */
  readonly use: (finished: FinishedShot) => void
}

/** Runs every shot of every row, in order. */
async function forEachShot(call: Call, bound: BoundProgram, { shots, seed }: Draws, { ending, use }: ShotWork): Promise<void> {
  const { structure } = bound.compiled
  const work = await StateWork.begin(call, bound.compiled.states(false, call), bound)
  const [start, state] = [0, 1].map(() => call.borrow(work.program.stateBytes))
  const steps = await openSteps(work, bound, state)
  const begin = [work.copy(start, state)]
  for (let row = 0; row < call.inputs.rows; row++) {
    call.beginRow()
    work.prepare(row)
    await call.run(work.evolve(row, start))
    call.endRow()
    const rowRandom = new RandomStream(seed).substream(row)
    for (let index = 0; index < shots; index++) {
      call.beginRow('shot')
      const shot: Shot = { bits: new Uint8Array(structure.bits.length), random: rowRandom.substream(index) }
      let pending: readonly Stage[] = begin
      for (const step of steps) {
        if (!holds(step, shot.bits)) continue
        pending = 'jump' in step ? await step.jump.draw(shot, pending) : [...pending, ...step.stages]
      }
      const last = ending(state, shot)
      if (last.length > 0) await call.run([...pending, ...last])
      use({ row, index, shot })
      call.endRow()
    }
  }
}

/** What comes after the first stretch: stages that are known, or a draw; under a condition or always. */
type Step = Pick<Stretch, 'condition'> & ({ readonly stages: readonly Stage[] } | { readonly jump: JumpWork })

async function openSteps(work: StateWork, { program, compiled }: BoundProgram, state: number): Promise<Step[]> {
  const [, ...parts] = stretchesAndJumps(compiled.structure)
  const module = await work.call.library(dynamicsModule, amplitudeLanes(compiled.precision))
  const makeOperator = await Operator.maker(work.call, compiled.precision)
  const places = { work, state, constants: program.constants, makeOperator, module }
  let stretches = 0
  const stepOf = (part: Stretch | Jump): Step =>
    part.kind === 'stretch'
      ? { condition: part.condition, stages: work.stretch(++stretches, state) }
      : { condition: part.instruction.condition, jump: openJump(part, places) }
  return parts.map(stepOf)
}
