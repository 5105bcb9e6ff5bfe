/** Programs whose outcomes are drawn: a state a shot, but for what one state of a row can answer. */
import type { Draws } from '../callRules.ts'
import { type DeferredMeasurements, deferMeasurements, isUnitaryProgram } from '../lowering/dynamics.ts'
import type { OpenEvent } from '../TraceRecorder.ts'
import type { BoundEngines } from './BoundEngines.ts'
import { type Estimated, type LoadedMethod, fromOneState, requestOf } from './methods.ts'
import type { Computed, EngineCall, Plan } from './ProgramEngine.ts'

export class TrajectoryMethod implements LoadedMethod {
  readonly #engines: BoundEngines
  readonly #plan: Plan<unknown>
  readonly #deferred: DeferredMeasurements

  private constructor(engines: BoundEngines, plan: Plan<unknown>) {
    this.#engines = engines
    this.#plan = plan
    this.#deferred = deferMeasurements(engines.program)
  }

  static async open(engines: BoundEngines, event?: OpenEvent): Promise<TrajectoryMethod> {
    return new TrajectoryMethod(engines, await engines.plans.trajectories('whole', event))
  }

  get text(): string {
    return this.#plan.text
  }

  get lack(): string | undefined {
    return this.#plan.lack
  }

  async expectations(call: EngineCall, draws: Draws | undefined): Promise<Estimated> {
    return (await this.#engines.trajectories('whole', call.event)).expectations(call, drawn(draws))
  }

  async probabilities(call: EngineCall, qubits: readonly number[], draws: Draws | undefined): Promise<Estimated> {
    return (await this.#engines.trajectories('whole', call.event)).probabilities(call, qubits, drawn(draws))
  }

  /** Measurements at the end are read from the state that the rest leaves; where the rest is a unitary, all shots of a row read one state. */
  async sample(call: EngineCall, draws: Draws, columns: number): Promise<Computed<Uint8Array>> {
    const { rest } = this.#deferred
    const request = requestOf(this.#engines.program, this.#deferred, { ...draws, columns })
    if (isUnitaryProgram(rest)) return fromOneState(await this.#engines.states('rest', call.event), call, request)
    return { values: await (await this.#engines.trajectories('rest', call.event)).sample(call, request) }
  }
}

/** The edge of the call has seen to it. */
function drawn(draws: Draws | undefined): Draws {
  if (draws === undefined) throw new TypeError('trajectories need shots and a seed')
  return draws
}
