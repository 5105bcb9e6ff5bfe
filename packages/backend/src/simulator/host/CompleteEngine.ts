/** An engine that answers everything: what its engine leaves out is computed from states, by code that is loaded when something first needs it. */
import type { Draws } from '../../callRules.ts'
import type { Program } from '../../program.ts'
import type { Estimate } from '../../shots/estimate.ts'
import type { MeasurementPlan } from '../../shots/measurementPlan.ts'
import type { TraceRecorder } from '../../TraceRecorder.ts'
import { later } from '../../later.ts'
import type { MemoryLedger } from '../MemoryLedger.ts'
import type {
  Amplitudes,
  Computed,
  EngineAnswers,
  EngineCall,
  EngineGradient,
  GradientRequest,
  ProgramEngine,
  SampleRequest,
  UseState,
} from '../ProgramEngine.ts'
import type { AnswersFromStates } from './AnswersFromStates.ts'

const fromStates = later(() => import('./AnswersFromStates.ts'))

export class CompleteEngine implements EngineAnswers {
  readonly #engine: ProgramEngine
  readonly #program: Program
  readonly #host: { readonly trace: TraceRecorder; readonly memory: MemoryLedger }
  /** Made when first needed. */
  #fromStates: AnswersFromStates | undefined

  constructor(engine: ProgramEngine, program: Program, host: { readonly trace: TraceRecorder; readonly memory: MemoryLedger }) {
    this.#engine = engine
    this.#program = program
    this.#host = host
  }

  /** Asked for by results: an engine may have planned nothing before. */
  get text(): string {
    return this.#engine.text
  }

  /** Undefined where the engine has no derivatives. */
  gradientFor(): ((call: EngineCall, request: GradientRequest) => Promise<EngineGradient>) | undefined {
    return this.#engine.gradient?.bind(this.#engine)
  }

  states(call: EngineCall, use: UseState): Promise<void> {
    return this.#engine.states(call, use)
  }

  async amplitudes(call: EngineCall): Promise<Amplitudes> {
    return (await this.#answering('amplitudes')).amplitudes(call)
  }

  async probabilities(call: EngineCall, qubits: readonly number[]): Promise<Float64Array> {
    return (await this.#answering('probabilities')).probabilities(call, qubits)
  }

  async expectations(call: EngineCall): Promise<Computed> {
    return (await this.#answering('expectations')).expectations(call)
  }

  async overlaps(left: EngineCall, right: EngineCall): Promise<Computed> {
    return (await this.#answering('overlaps')).overlaps(left, right)
  }

  async sample(call: EngineCall, request: SampleRequest): Promise<Uint8Array> {
    return (await this.#answering('sample')).sample(call, request)
  }

  async estimates(call: EngineCall, plan: MeasurementPlan, draws: Draws): Promise<Estimate> {
    return (await this.#answering('estimates')).estimates(call, plan, draws)
  }

  async frequencies(call: EngineCall, qubits: readonly number[], draws: Draws): Promise<Estimate> {
    return (await this.#answering('frequencies')).frequencies(call, qubits, draws)
  }

  release(): void {
    this.#fromStates = undefined
    this.#engine.release?.()
  }

  async #answering<Question extends keyof EngineAnswers>(question: Question): Promise<Pick<EngineAnswers, Question>> {
    const engine: Partial<EngineAnswers> = this.#engine
    if (engine[question] !== undefined) return engine as Pick<EngineAnswers, Question>
    const module = await fromStates()
    this.#fromStates ??= new module.AnswersFromStates(this.#engine, this.#program, this.#host)
    return this.#fromStates
  }
}
