/**
 * Trajectories for engines that have none: a state a shot in the caller's memory, evolved by an engine of each stretch between two draws.
 *
 * What stands before the first draw runs once a row.
 */
import { RandomStream } from '@ketwork/math'
import type { Draws } from '../../callRules.ts'
import { type Stretch, holds, stretchesAndJumps } from '../../lowering/dynamics.ts'
import type { Program, ProgramStructure } from '../../program.ts'
import type { Amplitudes, EngineCall, Plan, PlanOptions, ProgramEngine, Simulator, TrajectoryEngine } from '../ProgramEngine.ts'
import { rowsCall } from '../rowsCall.ts'
import { type JumpStep, type Shot, jumpOf } from './jump.ts'
import { Pace } from '../../Pace.ts'
import { type ShotRunner, trajectoriesOf } from './trajectoriesOf.ts'

const TEXT = 'a state a shot, stretch by stretch'

/** Plans the stretches of a program with draws in between. */
export async function planStretches(
  simulator: Simulator,
  structure: ProgramStructure,
  options: PlanOptions,
): Promise<Plan<TrajectoryEngine>> {
  const structures = stretchesAndJumps(structure).flatMap((part) =>
    part.kind === 'stretch' ? [{ ...structure, bits: [], observables: [], instructions: part.instructions }] : [],
  )
  const plans: Plan<ProgramEngine>[] = []
  for (const stretch of structures) plans.push(await simulator.plan(stretch, options))
  return {
    text: TEXT,
    bytes: plans.reduce((sum, { bytes }) => sum + bytes, 0),
    bind: async (program) => {
      const engines: ProgramEngine[] = []
      for (const [i, plan] of plans.entries()) engines.push(await plan.bind({ ...program, structure: structures[i] }))
      return trajectoriesOf(program, new StretchTrajectories(program, engines))
    },
  }
}

/** What comes after the first stretch, under a condition or always. */
type Step = Pick<Stretch, 'condition'> & ({ readonly engine: ProgramEngine } | { readonly jump: JumpStep })

class StretchTrajectories implements ShotRunner {
  readonly text = TEXT
  readonly #bits: number
  readonly #first: ProgramEngine
  readonly #steps: readonly Step[]

  constructor(program: Program, engines: readonly ProgramEngine[]) {
    this.#bits = program.structure.bits.length
    this.#first = engines[0]
    const [, ...parts] = stretchesAndJumps(program.structure)
    let stretch = 0
    this.#steps = parts.map((part): Step =>
      part.kind === 'stretch'
        ? { condition: part.condition, engine: engines[++stretch] }
        : { condition: part.instruction.condition, jump: jumpOf(part, program) },
    )
  }

  async eachShot(
    call: EngineCall,
    { shots, seed }: Draws,
    use: (row: number, index: number, shot: Shot) => void | Promise<void>,
  ): Promise<void> {
    const pace = new Pace(call.inputs.signal)
    for (let row = 0; row < call.inputs.rows; row++) {
      const own = rowsCall(call, row, 1)
      const start = await evolved(this.#first, own)
      const rowRandom = new RandomStream(seed).substream(row)
      for (let index = 0; index < shots; index++) {
        let shot: Shot = { state: start.slice(), bits: new Uint8Array(this.#bits), random: rowRandom.substream(index) }
        for (const step of this.#steps) {
          if (!holds(step, shot.bits)) continue
          if ('jump' in step) step.jump(shot)
          else shot = { ...shot, state: await evolved(step.engine, own, shot.state) }
          if (pace.add(shot.state.length)) await pace.breathe()
        }
        await use(row, index, shot)
      }
    }
  }

  release(): void {
    this.#first.release?.()
    for (const step of this.#steps) if ('engine' in step) step.engine.release?.()
  }
}

/** The final state of a call's one row, from its own initial state or another. */
async function evolved(engine: ProgramEngine, { inputs, event }: EngineCall, initial?: Amplitudes): Promise<Amplitudes> {
  let out: Amplitudes = new Float64Array(0)
  const begun = initial === undefined ? inputs : { ...inputs, initial: { rows: 1, qubits: Math.log2(initial.length) - 1, data: initial } }
  await engine.states({ inputs: begun, event }, (_, state) => {
    out = state.slice()
  })
  return out
}
