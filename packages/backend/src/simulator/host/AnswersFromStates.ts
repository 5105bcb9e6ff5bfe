/**
 * What an engine leaves out, computed from its states on the caller's thread, row by row.
 *
 * Right, plain and slow: O(2^n) a number that is asked for. Derivatives are not among it: where an engine has none, the shell shifts parameters.
 */
import { RandomStream, gatherBits, innerProduct } from '@ketwork/math'
import type { Draws } from '../../callRules.ts'
import type { Program } from '../../program.ts'
import { type BasisSampler, type Estimate, estimateExpectations, estimateFrequencies, stackEstimates } from '../../shots/estimate.ts'
import type { MeasurementPlan } from '../../shots/measurementPlan.ts'
import type { OpenEvent, TraceFigures, TraceRecorder } from '../../TraceRecorder.ts'
import type { Amplitudes, Computed, EngineAnswers, EngineCall, ProgramEngine, SampleRequest } from '../ProgramEngine.ts'
import type { MemoryLedger } from '../MemoryLedger.ts'
import { rowsCall } from '../rowsCall.ts'
import { type BoundObservable, bindObservables } from './bindObservables.ts'
import { drawIndices } from './drawIndices.ts'
import { turnState } from './measurement.ts'
import { Pace } from '../../Pace.ts'
import { expectationsOf } from './pauliSum.ts'
import { marginalise } from './reductions.ts'
import { writeSamples } from './writeSamples.ts'

/** Batches keep at most so many bytes of states. */
const MOST_BATCH_BYTES = 2 ** 28

export class AnswersFromStates implements EngineAnswers {
  readonly #engine: ProgramEngine
  readonly #program: Program
  readonly #trace: TraceRecorder
  readonly #memory: MemoryLedger
  /** Made when first needed. */
  #observables: readonly BoundObservable[] | undefined

  constructor(
    engine: ProgramEngine,
    program: Program,
    { trace, memory }: { readonly trace: TraceRecorder; readonly memory: MemoryLedger },
  ) {
    this.#engine = engine
    this.#program = program
    this.#trace = trace
    this.#memory = memory
  }

  async amplitudes(call: EngineCall): Promise<Amplitudes> {
    if (this.#engine.amplitudes !== undefined) return this.#engine.amplitudes(call)
    let out: Amplitudes | undefined
    await this.#eachState(call, 'amplitudes', (row, state) => {
      out ??=
        state instanceof Float64Array
          ? new Float64Array(call.inputs.rows * state.length)
          : new Float32Array(call.inputs.rows * state.length)
      out.set(state, row * state.length)
    })
    return out ?? new Float64Array(0)
  }

  async probabilities(call: EngineCall, qubits: readonly number[]): Promise<Float64Array> {
    const columns = 2 ** qubits.length
    const out = new Float64Array(call.inputs.rows * columns)
    await this.#eachState(call, 'probabilities', (row, state) => marginalise(state, qubits, out, row * columns, 0, state.length / 2))
    return out
  }

  async expectations(call: EngineCall): Promise<Computed> {
    const bind = () => bindObservables(this.#program)
    this.#observables ??= this.#trace.within(call.event, 'plan', 'observables', bind)
    const observables = this.#observables
    const values = new Float64Array(call.inputs.rows * observables.length)
    await this.#eachState(call, 'expectations', (row, state) =>
      values.set(expectationsOf(state, this.#program.structure.qubits, observables), row * observables.length),
    )
    return { values }
  }

  async overlaps(left: EngineCall, right: EngineCall): Promise<Computed> {
    const [rows, columns] = [left.inputs.rows, right.inputs.rows]
    const together = Math.max(1, Math.floor(Math.min(MOST_BATCH_BYTES, this.#memory.free / 4) / (16 * 2 ** this.#program.structure.qubits)))
    const values = new Float64Array(2 * rows * columns)
    for (let row = 0; row < rows; row += together) {
      const lefts = await this.#batch(left, row, Math.min(rows, row + together))
      for (let column = 0; column < columns; column += together) {
        const own = left === right && row === column
        const rights = own ? lefts : await this.#batch(right, column, Math.min(columns, column + together))
        await this.#multiply(left, lefts, rights, (i, j, product) => values.set(product, 2 * ((row + i) * columns + column + j)))
      }
    }
    return {
      values,
      plan: `${this.#engine.text}; ${together < Math.max(rows, columns) ? `${together} states at a time` : 'all states at once'}`,
    }
  }

  /** States of some rows of a call. */
  async #batch(call: EngineCall, first: number, end: number): Promise<Amplitudes[]> {
    const all = await this.amplitudes(rowsCall(call, first, end - first))
    const width = all.length / (end - first)
    return Array.from({ length: end - first }, (_, row) => all.subarray(row * width, (row + 1) * width))
  }

  async #multiply(
    call: EngineCall,
    lefts: readonly Amplitudes[],
    rights: readonly Amplitudes[],
    write: (i: number, j: number, product: readonly [re: number, im: number]) => void,
  ): Promise<void> {
    const pace = new Pace(call.inputs.signal)
    const amplitudes = rights.length * (rights[0].length / 2)
    const bytes = 2 * lefts.length * rights.length * rights[0].byteLength
    await this.#pass(call.event, 'overlaps', { amplitudes: 2 * lefts.length * amplitudes, bytes }, async () => {
      for (const [i, state] of lefts.entries()) {
        rights.forEach((other, j) => write(i, j, innerProduct(state, other)))
        if (pace.add(amplitudes)) await pace.breathe()
      }
    })
  }

  async sample(call: EngineCall, request: SampleRequest): Promise<Uint8Array> {
    const { shots, seed, columns } = request
    const out = new Uint8Array(call.inputs.rows * shots * columns)
    const pace = new Pace(call.inputs.signal)
    await this.#eachState(call, 'sample', async (row, state) => {
      const random = new RandomStream(seed).substream(row)
      const drawn = await drawIndices(state, { shots, random, pace })
      const { constants } = this.#program
      writeSamples(out.subarray(row * shots * columns), drawn, request, { constants, random: random.substream(0) })
    })
    return out
  }

  async estimates(call: EngineCall, plan: MeasurementPlan, draws: Draws): Promise<Estimate> {
    const { qubits } = this.#program.structure
    const rows: Estimate[] = []
    const pace = new Pace(call.inputs.signal)
    await this.#eachState(call, 'estimates', async (row, state) => {
      const sample: BasisSampler = (basis, shots, random) => {
        const turned = state.slice()
        turnState(turned, qubits, basis)
        return drawIndices(turned, { shots, random, pace })
      }
      rows[row] = await estimateExpectations(plan, this.#program.constants, sample, { ...draws, row })
    })
    return stackEstimates(rows)
  }

  async frequencies(call: EngineCall, qubits: readonly number[], draws: Draws): Promise<Estimate> {
    const columns = 2 ** qubits.length
    const counts = new Float64Array(call.inputs.rows * columns)
    const pace = new Pace(call.inputs.signal)
    await this.#eachState(call, 'frequencies', async (row, state) => {
      const drawn = await drawIndices(state, { shots: draws.shots, random: new RandomStream(draws.seed).substream(row), pace })
      for (const index of drawn) counts[row * columns + gatherBits(index, qubits)]++
    })
    return estimateFrequencies(counts, draws.shots)
  }

  #eachState(call: EngineCall, kernel: string, use: (row: number, state: Amplitudes) => void | Promise<void>): Promise<void> {
    return this.#engine.states(call, (row, state, event = call.event) => {
      const figures = { amplitudes: state.length / 2, bytes: state.byteLength }
      return this.#pass(event, kernel, figures, () => use(row, state))
    })
  }

  async #pass(parent: OpenEvent | undefined, kernel: string, figures: TraceFigures, work: () => void | Promise<void>): Promise<void> {
    const event = parent === undefined ? undefined : this.#trace.begin('pass', kernel, parent)
    await work()
    this.#trace.end(event, figures)
  }
}
