/** Trajectories on generated kernels. */
import type { Program } from '@ketwork/backend'
import type { Draws, EngineCall, Estimate, SampleRequest, TrajectoryEngine } from '@ketwork/backend/simulator'
import { BoundProgram, amplitudeBytes } from './BoundProgram.ts'
import { Call } from './Call.ts'
import type { CompiledProgram } from './CompiledProgram.ts'
import { computations } from './computations.ts'
import type { Engine } from './Engine.ts'

export class GeneratedTrajectories implements TrajectoryEngine {
  readonly #engine: Engine
  readonly #bound: BoundProgram

  constructor(engine: Engine, compiled: CompiledProgram, program: Program) {
    this.#engine = engine
    this.#bound = new BoundProgram(engine, compiled, program)
  }

  get text(): string {
    return this.#bound.compiled.text
  }

  async expectations(call: EngineCall, draws: Draws): Promise<Estimate> {
    const { averageExpectations } = await computations.trajectories()
    return this.#during(call, (own) => averageExpectations(own, this.#bound, draws))
  }

  async probabilities(call: EngineCall, qubits: readonly number[], draws: Draws): Promise<Estimate> {
    const { averageProbabilities } = await computations.trajectories()
    return this.#during(call, (own) => averageProbabilities(own, this.#bound, qubits, draws))
  }

  async sample(call: EngineCall, request: SampleRequest): Promise<Uint8Array> {
    const { sampleShots } = await computations.trajectories()
    return this.#during(call, (own) => sampleShots(own, this.#bound, request))
  }

  release(): void {
    this.#bound.release()
  }

  #during<Result>(call: EngineCall, work: (call: Call) => Promise<Result>): Promise<Result> {
    const { qubits } = this.#bound.program.structure
    return Call.during(this.#engine, call, { qubits, bytes: 2 * amplitudeBytes(this.#bound) }, work)
  }
}
