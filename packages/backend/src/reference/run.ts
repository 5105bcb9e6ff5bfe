/**
 * One call of an executable while it computes: its checked inputs, its pace and its trace, and the sweeps over the program's instructions.
 */
import { RandomStream } from '@ketwork/math'
import type { Draws } from '../callRules.ts'
import type { Method, Precision } from '../backend.ts'
import { initialRow, type ResolvedInputs } from '../resolvedInputs.ts'
import { isPlainUnitary } from '../lowering/dynamics.ts'
import type { Pace } from '../Pace.ts'
import type { Program } from '../program.ts'
import { rowAngles } from '../rowAngles.ts'
import type { OpenEvent, TraceRecorder } from '../TraceRecorder.ts'
import { applyInstruction, type InstructionNumbers } from './applyInstruction.ts'
import { type Ensemble, evolveEnsemble, pureEnsemble } from './densityMatrix.ts'
import { roundTo } from './precision.ts'
import { type Shot, stepShot } from './trajectory.ts'

export interface Run {
  readonly program: Program
  readonly precision: Precision
  readonly method: Method
  readonly inputs: ResolvedInputs
  readonly pace: Pace
  readonly trace: TraceRecorder
  readonly event: OpenEvent | undefined
}

/** The state of one row after a unitary program. */
export async function evolveRow(run: Run, row: number): Promise<Float64Array> {
  const state = initialState(run, row)
  const numbers = rowNumbers(run, row)
  for (const instruction of run.program.structure.instructions) {
    if (!isPlainUnitary(instruction)) throw new TypeError('a state vector needs a unitary program') // load has checked that
    await pass(run, instruction.kind, state.length / 2, () => {
      applyInstruction(state, instruction, numbers)
      roundTo(run.precision, state)
    })
  }
  return state
}

/** The density matrices of one row after any program, one for each pattern of its bits. */
export async function evolveRowEnsemble(run: Run, row: number): Promise<Ensemble> {
  const { instructions, bits } = run.program.structure
  const numbers = rowNumbers(run, row)
  let ensemble = pureEnsemble(initialState(run, row), bits.length)
  for (const instruction of instructions) {
    const amplitudes = [...ensemble.values()].reduce((sum, rho) => sum + rho.length / 2, 0)
    await pass(run, instruction.kind, amplitudes, () => {
      ensemble = evolveEnsemble(ensemble, instruction, numbers)
      for (const rho of ensemble.values()) roundTo(run.precision, rho)
    })
  }
  return ensemble
}

/** Hands over every trajectory of every row at its end. Shot s of row r has the stream `RandomStream(seed).substream(r).substream(s)` to itself. */
export async function eachShot(
  run: Run,
  { shots, seed }: Draws,
  use: (row: number, index: number, shot: Shot) => void | Promise<void>,
): Promise<void> {
  const { structure } = run.program
  for (let row = 0; row < run.inputs.rows; row++) {
    const numbers = rowNumbers(run, row)
    for (let index = 0; index < shots; index++) {
      const random = new RandomStream(seed).substream(row).substream(index)
      const shot: Shot = { state: initialState(run, row), bits: '0'.repeat(structure.bits.length) }
      for (const instruction of structure.instructions) {
        await pass(run, instruction.kind, shot.state.length / 2, () => {
          stepShot(shot, instruction, numbers, random)
          roundTo(run.precision, shot.state)
        })
      }
      await use(row, index, shot)
    }
  }
}

/** One traced pass over so many amplitudes, which are read and written. Stops here when the run was aborted. */
export async function pass(run: Run, kernel: string, amplitudes: number, work: () => void): Promise<void> {
  if (run.pace.add(amplitudes)) await run.pace.breathe()
  const event = run.trace.begin('pass', kernel, run.event)
  work()
  run.trace.end(event, { amplitudes, bytes: 2 * BYTES_AN_AMPLITUDE * amplitudes })
}

/** Amplitudes are pairs of doubles, whatever the precision. */
export const BYTES_AN_AMPLITUDE = 16

/** Angles of a row. */
export function rowNumbers({ program, inputs }: Run, row: number): InstructionNumbers {
  return { angles: rowAngles(program, inputs, row), constants: program.constants }
}

function initialState({ program, inputs, precision }: Run, row: number): Float64Array {
  const state = new Float64Array(2 * 2 ** program.structure.qubits)
  const initial = initialRow(inputs, row)
  if (initial === undefined) state[0] = 1
  else state.set(initial)
  roundTo(precision, state)
  return state
}
