/** One call of an executable while it computes: its plan and numbers, its pace, its trace and the states it has borrowed. */
import type { OpenEvent, Precision, ResolvedInputs, TraceFigures, TraceRecorder } from '@ketwork/backend'
import { type Amplitudes, type Cube, wholeCube } from '../kernels/cube.ts'
import type { StateMemory } from '../memory/StateMemory.ts'
import type { BoundObservable } from '../plan/bindObservables.ts'
import type { BoundPlan } from '../plan/bindPlan.ts'
import { type RowNumbers, makeRowNumbers } from '../plan/rowNumbers.ts'
import type { Tile } from '../plan/runStep.ts'
import { Pace } from './Pace.ts'

export interface RunOptions {
  readonly plan: BoundPlan
  readonly observables: readonly BoundObservable[]
  readonly inputs: ResolvedInputs
  readonly precision: Precision
  readonly memory: StateMemory
  readonly trace: TraceRecorder
  readonly event: OpenEvent | undefined
}

export class Run {
  readonly plan: BoundPlan
  readonly observables: readonly BoundObservable[]
  readonly inputs: ResolvedInputs
  readonly precision: Precision
  readonly pace: Pace
  readonly numbers: RowNumbers
  /** Scratch of the sweeps, one of each a run. */
  readonly cube: Cube
  readonly tile: Tile = { outside: 0, values: 0 }
  readonly event: OpenEvent | undefined
  readonly #trace: TraceRecorder
  readonly #memory: StateMemory
  readonly #borrowed: Amplitudes[] = []

  constructor({ plan, observables, inputs, precision, memory, trace, event }: RunOptions) {
    this.plan = plan
    this.observables = observables
    this.inputs = inputs
    this.precision = precision
    this.pace = new Pace(inputs.signal)
    this.numbers = makeRowNumbers(plan)
    this.cube = wholeCube(plan.qubits)
    this.event = event
    this.#trace = trace
    this.#memory = memory
  }

  get bytesAnAmplitude(): number {
    return this.precision === 'f64' ? 16 : 8
  }

  /** Room for so many states of the plan's qubits, with leftovers in it; given back by `release`. */
  borrow(states = 1): Amplitudes {
    const { array, reused } = this.#memory.borrow(this.precision, states * 2 * 2 ** this.plan.qubits)
    this.#borrowed.push(array)
    if (this.event !== undefined) {
      const figures = reused ? { poolHits: 1 } : { bytesAllocated: array.byteLength }
      this.#trace.instant('pool', reused ? 'reuse' : 'allocate', figures, this.event)
    }
    return array
  }

  /** Room for 2^n real numbers in double precision, likewise. */
  borrowNumbers(length: number): Float64Array {
    const { array } = this.#memory.borrow('f64', length)
    this.#borrowed.push(array)
    return array as Float64Array
  }

  release(): void {
    for (const array of this.#borrowed) this.#memory.giveBack(array)
    this.#borrowed.length = 0
  }

  /** Begins a pass event; undefined where nobody listens. */
  beginPass(kernel: string): OpenEvent | undefined {
    return this.event === undefined ? undefined : this.#trace.begin('pass', kernel, this.event)
  }

  endPass(event: OpenEvent | undefined, figures: TraceFigures): void {
    if (event !== undefined) this.#trace.end(event, figures)
  }
}
