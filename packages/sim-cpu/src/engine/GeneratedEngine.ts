/** Programs on generated kernels: every call of the contract, each with the memory that it borrows while it computes. */
import type { Program } from '@ketwork/backend'
import {
  type Amplitudes,
  type Computed,
  type Draws,
  type EngineCall,
  type EngineGradient,
  type Estimate,
  type GradientRequest,
  isHadamard,
  type MeasurementPlan,
  observedProgram,
  type ProgramEngine,
  type SampleRequest,
  type UseState,
} from '@ketwork/backend/simulator'
import { BoundProgram, amplitudeBytes } from './BoundProgram.ts'
import { Call } from './Call.ts'
import { computations } from './computations.ts'
import type { Engine } from './Engine.ts'
import { computeExpectations } from './expectations.ts'
import type { CompiledPrograms, Observed } from './CompiledPrograms.ts'
import { StateWork } from './StateWork.ts'

/** Batches keep at most so many bytes of states in memory. */
const MOST_BATCH_BYTES = 2 ** 28

export class GeneratedEngine implements ProgramEngine {
  readonly #engine: Engine
  readonly #programs: CompiledPrograms
  readonly #program: Program
  readonly #bound: BoundProgram
  /** For expectations and their derivatives. */
  readonly #observed = new Map<Observed, BoundProgram>()

  constructor(engine: Engine, programs: CompiledPrograms, program: Program) {
    this.#engine = engine
    this.#programs = programs
    this.#program = program
    this.#bound = new BoundProgram(engine, programs.whole, program)
  }

  get text(): string {
    return this.#programs.whole.text
  }

  states(call: EngineCall, use: UseState): Promise<void> {
    return this.#during(call, 1, async (own) => {
      const { arena } = this.#engine
      const program = this.#programs.whole.states(own.inputs.initial === undefined, own)
      const work = await StateWork.begin(own, program, this.#bound)
      const state = own.borrow(program.stateBytes)
      const numbers = 2 * 2 ** this.#program.structure.qubits
      for (let row = 0; row < own.inputs.rows; row++) {
        own.beginRow()
        work.prepare(row)
        await own.run([...work.evolve(row, state), work.toAmplitudes(state)])
        await use(row, arena.numbers(this.#programs.precision, state, numbers), own.event)
        own.endRow()
      }
    })
  }

  amplitudes(call: EngineCall): Promise<Amplitudes> {
    return this.#during(call, 2, async (own) => {
      const { rows } = own.inputs
      const rowBytes = amplitudeBytes(this.#bound)
      const data = own.measure('pool', 'states', () => this.#makeStates(rows))
      const { openRowFiller } = await own.measure('plan', 'code', computations.amplitudes)
      const filler = await openRowFiller(own, this.#bound)
      const together = Math.max(filler.grain, Math.min(rows, Math.floor(MOST_BATCH_BYTES / rowBytes)))
      const step = together - (together % filler.grain)
      const place = own.borrow(step * rowBytes)
      for (let row = 0; row < rows; row += step) {
        const count = Math.min(step, rows - row)
        await filler.fill(row, count, place)
        const width = data.length / rows
        const found = this.#engine.arena.numbers(this.#programs.precision, place, count * width)
        own.measure('pass', 'copy out', () => data.set(found, row * width))
      }
      return data
    })
  }

  probabilities(call: EngineCall, qubits: readonly number[]): Promise<Float64Array> {
    return this.#during(call, 2, async (own) => {
      const { computeProbabilities } = await own.measure('plan', 'code', computations.probabilities)
      return computeProbabilities(own, this.#bound, qubits)
    })
  }

  expectations(call: EngineCall): Promise<Computed> {
    return this.#during(call, 1, async (own) => {
      const bound = this.#observedFor(own)
      return { values: await computeExpectations(own, bound), plan: this.#textOf(bound) }
    })
  }

  gradient(call: EngineCall, { cotangents, rowByRow }: GradientRequest): Promise<EngineGradient> {
    const { rows, parametersShared, wrt } = call.inputs
    const { parameters, features } = this.#program.structure
    return this.#during(call, 2, async (own) => {
      const out = {
        values: new Float64Array(0),
        parameters: new Float64Array(wrt.includes('parameters') ? (parametersShared && !rowByRow ? 1 : rows) * parameters.length : 0),
        features: new Float64Array(wrt.includes('features') ? rows * features.length : 0),
        initial: own.measure('pool', 'states', () => this.#makeStates(wrt.includes('initial') ? rows : 0)),
        rowByRow,
      }
      const bound = this.#observedFor(own)
      const { computeGradient } = await own.measure('plan', 'code', computations.gradient)
      const { text } = await computeGradient(own, bound, cotangents, out)
      return { ...out, plan: `${this.#textOf(bound)}; ${text}` }
    })
  }

  overlaps(left: EngineCall, right: EngineCall): Promise<Computed> {
    return this.#during(left, 2, async (own) => {
      const other = left === right ? own : new Call(this.#engine, right)
      try {
        const room = Math.min(MOST_BATCH_BYTES, this.#engine.arena.bytesFree / 8) // two batches, their product, scratch memory
        const together = Math.max(1, Math.floor(room / amplitudeBytes(this.#bound)))
        const { computeOverlaps } = await own.measure('plan', 'code', computations.overlaps)
        const values = await computeOverlaps(own, other, this.#bound, { together })
        const atOnce = together >= Math.max(left.inputs.rows, right.inputs.rows)
        return { values, plan: `${this.text}; ${atOnce ? 'all states at once' : `${together} states at a time`}` }
      } finally {
        if (other !== own) other.release()
      }
    })
  }

  sample(call: EngineCall, request: SampleRequest): Promise<Uint8Array> {
    return this.#during(call, 2, async (own) => {
      const { computeSamples } = await own.measure('plan', 'code', computations.samples)
      return computeSamples(own, this.#bound, request)
    })
  }

  estimates(call: EngineCall, plan: MeasurementPlan, draws: Draws): Promise<Estimate> {
    return this.#during(call, 1, async (own) => {
      const { computeEstimates } = await own.measure('plan', 'code', computations.estimates)
      return computeEstimates(own, this.#bound, plan, draws)
    })
  }

  frequencies(call: EngineCall, qubits: readonly number[], draws: Draws): Promise<Estimate> {
    return this.#during(call, 2, async (own) => {
      const { computeFrequencies } = await own.measure('plan', 'code', computations.estimates)
      return computeFrequencies(own, this.#bound, qubits, draws)
    })
  }

  release(): void {
    this.#bound.release()
    for (const observed of this.#observed.values()) observed.release()
  }

  /** @param states that the call needs at least */
  #during<Result>(call: EngineCall, states: number, work: (call: Call) => Promise<Result>): Promise<Result> {
    const { qubits } = this.#program.structure
    return Call.during(this.#engine, call, { qubits, bytes: states * amplitudeBytes(this.#bound) }, work)
  }

  #observedFor(call: Call): BoundProgram {
    const { inputs } = call
    const { whole, halved } = this.#programs.observed(call)
    const beginsAtZero = inputs.initial === undefined && !inputs.wrt.includes('initial')
    const plan = beginsAtZero && halved !== undefined && isHadamard(this.#program.constants, halved.hadamard) ? halved : whole
    const known = this.#observed.get(plan)
    if (known !== undefined) return known
    const bind = () => new BoundProgram(this.#engine, plan.compiled, observedProgram(this.#program, plan))
    const made = call.measure('plan', 'observables', bind)
    this.#observed.set(plan, made)
    return made
  }

  #makeStates(rows: number): Amplitudes {
    const length = rows * 2 * 2 ** this.#program.structure.qubits
    return this.#programs.precision === 'f64' ? new Float64Array(length) : new Float32Array(length)
  }

  #textOf({ compiled }: BoundProgram): string {
    const isHalved = compiled.structure.qubits < this.#program.structure.qubits
    return isHalved ? `${compiled.text}; half of the amplitudes, by symmetry` : compiled.text
  }
}
