/** The engines of one program: its structure's plans with its constants, each bound when a call first needs it, all released together. */
import { deferMeasurements } from '../lowering/dynamics.ts'
import type { Program } from '../program.ts'
import type { OpenEvent, TraceRecorder } from '../TraceRecorder.ts'
import { Kept, later } from '../later.ts'
import type { Plan, ProgramEngine, Simulator, TrajectoryEngine } from './ProgramEngine.ts'
import { CompleteEngine } from './host/CompleteEngine.ts'
import type { Part, StructurePlans } from './StructurePlans.ts'

const scaling = later(() => import('./scaledObservables.ts'))

interface Releasable {
  release?(): void
}

export class BoundEngines {
  readonly program: Program
  readonly plans: StructurePlans
  readonly #simulator: Simulator
  readonly #bound = new Kept<Releasable>()

  constructor(program: Program, plans: StructurePlans, simulator: Simulator) {
    this.program = program
    this.plans = plans
    this.#simulator = simulator
  }

  get trace(): TraceRecorder {
    return this.#simulator.trace
  }

  get memory(): Simulator['memory'] {
    return this.#simulator.memory
  }

  /**
   * Of a program that is one unitary.
   *
   * @param event that what has to be made belongs to
   */
  states(part: Part, event?: OpenEvent): Promise<CompleteEngine> {
    return this.once(`states ${part}`, async () => {
      const program = this.trace.within(event, 'plan', 'program', () => this.#part(part))
      return this.#complete(program, await this.plans.states(part, event), event)
    })
  }

  /** Of a unitary program that comes from this one, kept under a name. */
  derived(name: string, program: Program, event?: OpenEvent): Promise<CompleteEngine> {
    return this.once(name, async () => this.#complete(program, await this.plans.derived(program.structure, event), event))
  }

  trajectories(part: Part, event?: OpenEvent): Promise<TrajectoryEngine> {
    return this.once(`trajectories ${part}`, async () => (await this.plans.trajectories(part, event)).bind(this.#part(part), event))
  }

  /** An engine that is kept under a name and released with the others. */
  once<Kind extends Releasable>(name: string, make: () => Promise<Kind>): Promise<Kind> {
    return this.#bound.get(name, make)
  }

  release(): void {
    this.#bound.clear((engine) => engine.release?.())
  }

  async #complete(program: Program, plan: Plan<ProgramEngine>, event: OpenEvent | undefined): Promise<CompleteEngine> {
    const isDouble = this.plans.options.precision === 'f64'
    const engine = isDouble ? await plan.bind(program, event) : await (await scaling()).bindScaled(plan, program, event)
    return new CompleteEngine(engine, program, { trace: this.trace, memory: await this.memory })
  }

  #part(part: Part): Program {
    return part === 'whole' ? this.program : deferMeasurements(this.program).rest
  }
}
