/**
 * One call of an executable while it computes: its checked inputs, its pace and its trace, and the sweeps over the program's instructions.
 */
import { RandomStream } from '@ketwork/math'
import type { Precision } from '../backend.ts'
import type { InstructionNumbers } from '../gradient/stateKernels.ts'
import type { ResolvedInputs } from '../inputs.ts'
import { isPlainUnitary } from '../lowering/dynamics.ts'
import type { Program } from '../program.ts'
import { writeRowAngles } from '../rowAngles.ts'
import type { OpenEvent, TraceRecorder } from '../TraceRecorder.ts'
import { applyInstruction } from './applyInstruction.ts'
import { type Ensemble, evolveEnsemble, pureEnsemble } from './densityMatrix.ts'
import type { Pace } from './pace.ts'
import { roundTo } from './precision.ts'
import { type Shot, stepShot } from './trajectory.ts'

export interface Run {
  readonly program: Program
  readonly precision: Precision
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
      ensemble = evolveEnsemble(ensemble, instruction, run.program, numbers)
      for (const rho of ensemble.values()) roundTo(run.precision, rho)
    })
  }
  return ensemble
}

/** One trajectory of a row. Shot s of row r has the stream `RandomStream(seed).substream(r).substream(s)` to itself. */
export async function evolveShot(run: Run, row: number, shot: number, seed: number): Promise<Shot> {
  const { structure } = run.program
  const random = new RandomStream(seed).substream(row).substream(shot)
  const numbers = rowNumbers(run, row)
  const moving: Shot = { state: initialState(run, row), bits: '0'.repeat(structure.bits.length) }
  for (const instruction of structure.instructions) {
    await pass(run, instruction.kind, moving.state.length / 2, () => {
      stepShot(moving, instruction, run.program, numbers, random)
      roundTo(run.precision, moving.state)
    })
  }
  return moving
}

/** One traced pass over so many amplitudes, which are read and written. Stops here when the run was aborted. */
export async function pass(run: Run, kernel: string, amplitudes: number, work: () => void): Promise<void> {
  if (run.pace.due()) await run.pace.breathe()
  const event = run.trace.begin('pass', kernel, run.event)
  work()
  run.trace.end(event, { amplitudes, bytes: 2 * BYTES_AN_AMPLITUDE * amplitudes })
}

/** Amplitudes are pairs of doubles, whatever the precision. */
export const BYTES_AN_AMPLITUDE = 16

/** Angles of a row. */
function rowNumbers({ program, inputs }: Run, row: number): InstructionNumbers {
  const values = new Float64Array(program.structure.angles.termStarts.length - 1)
  writeRowAngles(program, inputs.parameterRow(row), inputs.featureRow(row), values)
  return { angles: values, constants: program.constants }
}

function initialState({ program, inputs, precision }: Run, row: number): Float64Array {
  const state = new Float64Array(2 * 2 ** program.structure.qubits)
  const initial = inputs.initialRow(row)
  if (initial === undefined) state[0] = 1
  else state.set(initial)
  roundTo(precision, state)
  return state
}
