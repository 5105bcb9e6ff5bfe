/** Trajectories in plain TypeScript: a state a shot, moved on gate by gate and draw by draw. What stands before the first draw runs once a row. */
import type { Program } from '@ketwork/backend'
import type { Precision } from '@ketwork/math/wasm'
import {
  bytesAnAmplitude,
  type Draws,
  type EngineCall,
  holds,
  isPlainUnitary,
  isUnitaryKind,
  jumpOf,
  type JumpStep,
  type Plan,
  type Shot,
  type ShotRunner,
  trajectoriesOf,
  type TrajectoryEngine,
} from '@ketwork/backend/simulator'
import { RandomStream } from '@ketwork/math'
import { type PlainHost, plainText } from './PlainEngine.ts'
import { PlainRun } from './PlainRun.ts'
import { type Step, stepOf } from './steps.ts'

export function planPlainTrajectories(instructions: number, precision: Precision, host: PlainHost): Plan<TrajectoryEngine> {
  const text = `${plainText(instructions)}, a state a shot`
  return { text, lack: host.lack, bytes: 0, bind: (program) => trajectoriesOf(program, new PlainShots(program, precision, host, text)) }
}

/** A jump, or so many of the program's steps from the first on, under a condition or always. */
type Turn = { readonly condition: Program['structure']['instructions'][number]['condition'] } & (
  { readonly jump: JumpStep } | { readonly from: number; readonly to: number }
)

class PlainShots implements ShotRunner {
  readonly text: string
  readonly #source: { readonly program: Program; readonly precision: Precision; readonly trace: PlainHost['trace'] }
  readonly #memory: PlainHost['memory']
  readonly #steps: Step[] = []
  readonly #turns: Turn[] = []
  /** Steps before the first turn. */
  readonly #before: number

  constructor(program: Program, precision: Precision, { memory, trace }: PlainHost, text: string) {
    this.text = text
    this.#source = { program, precision, trace }
    this.#memory = memory
    const { instructions } = program.structure
    const first = instructions.findIndex((instruction) => !isPlainUnitary(instruction))
    this.#before = first === -1 ? instructions.length : first
    instructions.forEach((instruction, index) => {
      const { condition } = instruction
      if (!isUnitaryKind(instruction)) {
        this.#turns.push({ condition, jump: jumpOf({ kind: 'jump', instruction }, program) })
        return
      }
      const from = this.#steps.push(stepOf(instruction, program)) - 1
      if (index >= this.#before) this.#addSteps(condition, from)
    })
  }

  /** Steps that always run are one turn with those before them. */
  #addSteps(condition: Turn['condition'], from: number): void {
    const last = this.#turns.at(-1)
    const joins = condition === undefined && last !== undefined && 'to' in last && last.condition === undefined
    if (joins) this.#turns[this.#turns.length - 1] = { ...last, to: from + 1 }
    else this.#turns.push({ condition, from, to: from + 1 })
  }

  async eachShot(
    call: EngineCall,
    { shots, seed }: Draws,
    use: (row: number, index: number, shot: Shot) => void | Promise<void>,
  ): Promise<void> {
    const { program, precision } = this.#source
    const { qubits, bits } = program.structure
    this.#memory.require(qubits, 2 * bytesAnAmplitude(precision) * 2 ** qubits)
    const run = new PlainRun(call, this.#steps, this.#source)
    const [start, state] = [run.makeStates(), run.makeStates()]
    for (let row = 0; row < call.inputs.rows; row++) {
      run.beginRow()
      run.prepare(row)
      run.begin(row, start)
      await run.forward(start, 0, this.#before)
      const rowRandom = new RandomStream(seed).substream(row)
      for (let index = 0; index < shots; index++) {
        state.set(start)
        const shot = { state, bits: new Uint8Array(bits.length), random: rowRandom.substream(index) }
        await this.#finish(run, shot)
        await use(row, index, shot)
      }
      run.endRow()
    }
  }

  async #finish(run: PlainRun, shot: Shot): Promise<void> {
    for (const turn of this.#turns) {
      if (!holds(turn, shot.bits)) continue
      if ('jump' in turn) turn.jump(shot)
      else await run.forward(shot.state, turn.from, turn.to)
      if (run.pace.add(shot.state.length)) await run.pace.breathe()
    }
  }
}
