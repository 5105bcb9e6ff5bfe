/**
 * What the compile cache keeps for a structure and its load options: plans of all that its executables run, each made
 * when first asked for.
 */
import { deferMeasurements } from '../lowering/dynamics.ts'
import { structureKey } from '../lowering/structureKey.ts'
import type { Program, ProgramStructure } from '../program.ts'
import type { OpenEvent } from '../TraceRecorder.ts'
import type { ProgramEngine, Plan, PlanOptions, Simulator, TrajectoryEngine } from './ProgramEngine.ts'
import { Kept, later } from '../later.ts'

/** A program as it stands, or without its last measurements. */
export type Part = 'whole' | 'rest'

/** Whether a density matrix is asked for the state (expectations, probabilities), or for what the bits read. */
export type DensityPurpose = 'values' | 'samples'

const stretches = later(() => import('./host/StretchTrajectories.ts'))
const doubling = later(() => import('./density/doubleProgram.ts'))

export class StructurePlans {
  readonly #simulator: Simulator
  /** Any program of the structure. */
  readonly #program: Program
  readonly options: PlanOptions
  /** A plan that cannot be made is tried again when it is asked for again. */
  readonly #made = new Kept<Plan<ProgramEngine | TrajectoryEngine>>()

  constructor(simulator: Simulator, program: Program, options: PlanOptions) {
    this.#simulator = simulator
    this.#program = program
    this.options = options
  }

  /** @param event that the planning belongs to, where the plan has to be made */
  states(part: Part, event?: OpenEvent): Promise<Plan<ProgramEngine>> {
    return this.#made.get(`states ${part}`, () => this.#plan(event, () => this.#part(part).structure))
  }

  trajectories(part: Part, event?: OpenEvent): Promise<Plan<TrajectoryEngine>> {
    const plan = async () => {
      const { structure } = this.#part(part)
      if (this.#simulator.planTrajectories !== undefined) return this.#simulator.planTrajectories(structure, this.options)
      const { planStretches } = await stretches()
      return planStretches(this.#simulator, structure, this.options)
    }
    return this.#made.get(`trajectories ${part}`, () => this.#simulator.trace.within(event, 'plan', 'trajectories', plan))
  }

  /**
   * Of a unitary program that comes from this one and its constants: kept by its own structure. It is expected to run
   * often.
   */
  derived(structure: ProgramStructure, event?: OpenEvent): Promise<Plan<ProgramEngine>> {
    const options = { ...this.options, expectedRuns: Infinity }
    const plan = () => this.#simulator.trace.within(event, 'plan', 'states', async () => this.#simulator.plan(structure, options))
    return this.#made.get(`derived ${structureKey(structure)}`, plan)
  }

  /** Of the program on vec(rho). */
  density(purpose: DensityPurpose, event?: OpenEvent): Promise<Plan<ProgramEngine>> {
    return this.#made.get(`density ${purpose}`, async () => {
      const { doubleProgram } = await doubling()
      return this.#plan(event, () => doubleProgram(this.#program, { keepBits: purpose === 'samples' }).program.structure)
    })
  }

  #plan(event: OpenEvent | undefined, structure: () => ProgramStructure): Promise<Plan<ProgramEngine>> {
    return this.#simulator.trace.within(event, 'plan', 'states', async () => this.#simulator.plan(structure(), this.options))
  }

  #part(part: Part): Program {
    return part === 'whole' ? this.#program : deferMeasurements(this.#program).rest
  }
}
