/**
 * What the methods make of engines. A state a row stands here; a state a shot (`TrajectoryMethod.ts`) and density matrices (`density/`) are loaded when needed.
 *
 * All answer the same three questions. What needs one state a row asks the engine itself, which only the state vector has.
 */
import type { Draws } from '../callRules.ts'
import { type DeferredMeasurements, deferMeasurements } from '../lowering/dynamics.ts'
import type { ResolvedInputs } from '../resolvedInputs.ts'
import type { Program } from '../program.ts'
import type { MeasurementPlan } from '../shots/measurementPlan.ts'
import { later } from '../later.ts'
import type { ChosenMethod } from './chooseMethod.ts'
import type { Computed, EngineCall, Plan, SampleRequest } from './ProgramEngine.ts'
import type { CompleteEngine } from './host/CompleteEngine.ts'
import type { OpenEvent } from '../TraceRecorder.ts'
import type { BoundEngines } from './BoundEngines.ts'

const plans = later(() => import('../shots/measurementPlan.ts'))

export interface Estimated extends Computed {
  readonly standardErrors?: Float64Array
}

/** What is asked of the one state of a row. */
export interface StateAnswers extends Pick<CompleteEngine, 'amplitudes' | 'overlaps'> {
  /** Undefined where the derivatives of such a call are shifts of parameters. */
  gradientFor(inputs: ResolvedInputs): ReturnType<CompleteEngine['gradientFor']>
}

export interface Sampled extends Computed<Uint8Array> {
  /** Where another method drew them. */
  readonly chosen?: ChosenMethod
}

export interface LoadedMethod {
  /** How it computes, for people. */
  readonly text: string
  /** What was wanted and is not there, as its plan says. */
  readonly lack: string | undefined
  /** Where a row has one state. */
  readonly engine?: StateAnswers | undefined
  /** B x K. */
  expectations(call: EngineCall, draws: Draws | undefined): Promise<Estimated>
  /** B x 2^k. */
  probabilities(call: EngineCall, qubits: readonly number[], draws: Draws | undefined): Promise<Estimated>
  /** B x shots x columns. */
  sample(call: EngineCall, draws: Draws, columns: number): Promise<Sampled>
  /** Frees what it holds beside the engines. */
  release?(): void
}

/** Measurements at the end are left out, but for samples, which read the one state of a row. */
export class StateVectorMethod implements LoadedMethod {
  readonly engine: CompleteEngine
  readonly #program: Program
  readonly #ending: DeferredMeasurements
  readonly #plan: Plan<unknown>
  #measurements: MeasurementPlan | undefined

  private constructor(program: Program, engine: CompleteEngine, plan: Plan<unknown>) {
    this.#program = program
    this.#ending = deferMeasurements(program)
    this.engine = engine
    this.#plan = plan
  }

  static async open(engines: BoundEngines, event?: OpenEvent): Promise<StateVectorMethod> {
    return new StateVectorMethod(engines.program, await engines.states('rest', event), await engines.plans.states('rest'))
  }

  get lack(): string | undefined {
    return this.#plan.lack
  }

  get text(): string {
    return this.engine.text
  }

  async expectations(call: EngineCall, draws: Draws | undefined): Promise<Estimated> {
    if (draws === undefined) return this.engine.expectations(call)
    const { measurementPlan } = await plans()
    this.#measurements ??= measurementPlan(this.#program)
    return this.engine.estimates(call, this.#measurements, draws)
  }

  async probabilities(call: EngineCall, qubits: readonly number[], draws: Draws | undefined): Promise<Estimated> {
    if (draws !== undefined) return this.engine.frequencies(call, qubits, draws)
    return { values: await this.engine.probabilities(call, qubits) }
  }

  async sample(call: EngineCall, draws: Draws, columns: number): Promise<Computed<Uint8Array>> {
    return fromOneState(this.engine, call, requestOf(this.#program, this.#ending, { ...draws, columns }))
  }
}

/** What is drawn: bits, or qubits where a program has none. */
export function requestOf(
  { structure }: Program,
  { measurements }: DeferredMeasurements,
  draws: Draws & { readonly columns: number },
): SampleRequest {
  return { ...draws, measurements: structure.bits.length === 0 ? undefined : measurements }
}

export async function fromOneState(engine: CompleteEngine, call: EngineCall, request: SampleRequest): Promise<Computed<Uint8Array>> {
  return { values: await engine.sample(call, request), plan: `${engine.text}; one state for all shots` }
}
