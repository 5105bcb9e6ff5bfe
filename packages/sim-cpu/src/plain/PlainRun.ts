/**
 * Steps at work in one call: the numbers of the row at hand, a pace, and passes for the trace.
 *
 * A long pass is cut into slices of the state, so that the thread is never held for long; a slice fixes bits that the step does not mix.
 */
import {
  initialRow,
  rowOf,
  type Amplitudes,
  type Cube,
  type EngineCall,
  type OpenEvent,
  Pace,
  type TraceRecorder,
  bytesAnAmplitude,
  wholeCube,
  writeRowAngles,
} from '@ketwork/backend/simulator'
import type { Program } from '@ketwork/backend'
import type { Precision } from '@ketwork/math/wasm'
import { popcount } from '@ketwork/math'
import type { Step } from './steps.ts'

/** A slice has at most so many amplitudes: a few milliseconds. */
const SLICE_BITS = 18

export interface PlainProgram {
  readonly program: Program
  readonly precision: Precision
  readonly trace: TraceRecorder
}

export class PlainRun {
  readonly pace: Pace
  readonly #call: EngineCall
  /** What events belong to: the call's, or that of the row at hand. */
  #event: OpenEvent | undefined
  readonly #source: PlainProgram
  readonly #steps: readonly Step[]
  readonly #angles: Float64Array
  /** Two for each step. */
  readonly #numbers: Float64Array
  readonly #cube: Cube

  constructor(call: EngineCall, steps: readonly Step[], source: PlainProgram) {
    const { structure } = source.program
    this.pace = new Pace(call.inputs.signal)
    this.#call = call
    this.#event = call.event
    this.#source = source
    this.#steps = steps
    this.#angles = new Float64Array(structure.angles.termStarts.length - 1)
    this.#numbers = new Float64Array(2 * steps.length)
    this.#cube = wholeCube(structure.qubits)
  }

  get qubits(): number {
    return this.#source.program.structure.qubits
  }

  makeStates(rows = 1): Amplitudes {
    const length = rows * 2 * 2 ** this.qubits
    return this.#source.precision === 'f64' ? new Float64Array(length) : new Float32Array(length)
  }

  /** Begins an event that encloses all that is done for a row, until `endRow`. Gives it. */
  beginRow(): OpenEvent | undefined {
    const { event } = this.#call
    if (event !== undefined) this.#event = this.#source.trace.begin('pass', 'row', event)
    return this.#event
  }

  endRow(): void {
    if (this.#event === this.#call.event) return
    this.#source.trace.end(this.#event)
    this.#event = this.#call.event
  }

  /** Work between the passes, as an event of the call. */
  measure<Result>(kernel: string, work: () => Result): Result {
    return this.#source.trace.within(this.#event, 'pass', kernel, work)
  }

  /** The same for a pass that goes over a state once. */
  read(kernel: string, state: Amplitudes, work: () => void): void {
    const event = this.#event && this.#source.trace.begin('pass', kernel, this.#event)
    work()
    this.#source.trace.end(event, { amplitudes: state.length / 2, bytes: state.byteLength })
  }

  /** Evaluates the numbers of a row. */
  prepare(row: number): void {
    this.measure('coefficients', () => this.#writeNumbers(row))
  }

  #writeNumbers(row: number): void {
    const { inputs } = this.#call
    writeRowAngles(this.#source.program, rowOf(inputs.parameters, row), rowOf(inputs.features, row), this.#angles)
    this.#steps.forEach((step, i) => {
      const [c, s] = step.numbersOf(step.slot < 0 ? 0 : this.#angles[step.slot])
      this.#numbers[2 * i] = c
      this.#numbers[2 * i + 1] = s
    })
  }

  /** The row's initial state. */
  begin(row: number, state: Amplitudes): void {
    const given = initialRow(this.#call.inputs, row)
    if (given !== undefined) return state.set(given)
    state.fill(0)
    state[0] = 1
  }

  /** Runs steps `from` to `to` - 1 on a state. */
  async forward(state: Amplitudes, from = 0, to = this.#steps.length): Promise<void> {
    const event = this.#event && this.#source.trace.begin('pass', 'steps', this.#event)
    for (let i = from; i < to; i++) {
      const pause = this.#onSlices(i, (step, cube, c, s) => step.apply(state, cube, c, s))
      if (pause !== undefined) await pause
    }
    if (event !== undefined) this.#source.trace.end(event, this.#figures(this.#steps.slice(from, to), 1))
  }

  /** Undoes all steps on ket and bra; derivatives are added to `slots` by angle slot. */
  async back(ket: Amplitudes, bra: Amplitudes, slots: Float64Array): Promise<void> {
    const event = this.#event && this.#source.trace.begin('pass', 'steps back', this.#event)
    for (let i = this.#steps.length - 1; i >= 0; i--)
      await this.#onSlices(i, (step, cube, c, s) => {
        const derivative = step.back(ket, bra, cube, c, s)
        if (step.slot >= 0) slots[step.slot] += derivative
      })
    if (event !== undefined) this.#source.trace.end(event, this.#figures(this.#steps, 2))
  }

  /** Calls work on slices of a step's cube; without waiting while there is time. */
  #onSlices(index: number, work: (step: Step, cube: Cube, c: number, s: number) => void): Promise<void> | undefined {
    const step = this.#steps[index]
    const [c, s] = [this.#numbers[2 * index], this.#numbers[2 * index + 1]]
    const cube = this.#cube
    if (this.qubits <= SLICE_BITS) {
      cube.fixed = step.fixed
      cube.ones = step.controls
      cube.count = 2 ** (this.qubits - popcount(step.fixed))
      work(step, cube, c, s)
      return this.pace.add(cube.count) ? this.pace.breathe() : undefined
    }
    return this.#sliceBySlice(step, (part) => work(step, part, c, s))
  }

  async #sliceBySlice(step: Step, work: (cube: Cube) => void): Promise<void> {
    const cut = highestFree(step.fixed | step.mixes, this.qubits, this.qubits - SLICE_BITS)
    const cube = this.#cube
    for (let values = 0, more = true; more; values = (values - cut) & cut, more = values !== 0) {
      cube.fixed = step.fixed | cut
      cube.ones = step.controls | values
      cube.count = 2 ** (this.qubits - popcount(cube.fixed))
      work(cube)
      if (this.pace.add(cube.count)) await this.pace.breathe()
    }
  }

  /** Steps read and write what their controls let through, on so many states. */
  #figures(steps: readonly Step[], states: number) {
    const amplitudes = steps.reduce((sum, { controls }) => sum + states * 2 ** (this.qubits - popcount(controls)), 0)
    return { amplitudes, bytes: 2 * bytesAnAmplitude(this.#source.precision) * amplitudes }
  }
}

/** The highest `count` bits of an index that are not taken, or as many as there are. */
function highestFree(taken: number, bits: number, count: number): number {
  let mask = 0
  for (let bit = bits - 1; bit >= 0 && count > 0; bit--) {
    if ((taken & (1 << bit)) !== 0) continue
    mask |= 1 << bit
    count--
  }
  return mask
}
