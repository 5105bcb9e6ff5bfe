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

  expectations(call: EngineCall, draws: Draws): Promise<Estimate> {
    return this.#during(call, async (own) => {
      const { averageExpectations } = await own.measure('plan', 'code', computations.trajectories)
      return averageExpectations(own, this.#bound, draws)
    })
  }

  probabilities(call: EngineCall, qubits: readonly number[], draws: Draws): Promise<Estimate> {
    return this.#during(call, async (own) => {
      const { averageProbabilities } = await own.measure('plan', 'code', computations.trajectories)
      return averageProbabilities(own, this.#bound, qubits, draws)
    })
  }

  sample(call: EngineCall, request: SampleRequest): Promise<Uint8Array> {
    return this.#during(call, async (own) => {
      const { sampleShots } = await own.measure('plan', 'code', computations.trajectories)
      return sampleShots(own, this.#bound, request)
    })
  }

  release(): void {
    this.#bound.release()
  }

  #during<Result>(call: EngineCall, work: (call: Call) => Promise<Result>): Promise<Result> {
    const { qubits } = this.#bound.program.structure
    return Call.during(this.#engine, call, { qubits, bytes: 2 * amplitudeBytes(this.#bound) }, work)
  }
}
