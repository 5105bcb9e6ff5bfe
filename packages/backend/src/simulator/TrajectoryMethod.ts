/**
 * Programs whose outcomes are drawn: a state a shot, but for what one state of a row can answer.
 *
 * Pauli noise is moved to the end of the program where it can be, so that shots are rows of a unitary program
 * (`pauliNoise/`). Samples come from a density matrix where that is less work and nobody asked for trajectories.
 */
import type { Draws } from '../callRules.ts'
import { type DeferredMeasurements, deferMeasurements, isUnitaryProgram } from '../lowering/dynamics.ts'
import type { ProgramStructure } from '../program.ts'
import type { OpenEvent } from '../TraceRecorder.ts'
import type { BoundEngines } from './BoundEngines.ts'
import { type ChosenMethod, bytesAnAmplitude, indexBits } from './chooseMethod.ts'
import { later } from '../later.ts'
import { type Estimated, type LoadedMethod, type Sampled, fromOneState, requestOf } from './methods.ts'
import type { EngineCall, Plan, TrajectoryEngine } from './ProgramEngine.ts'
import { moveNoise } from './pauliNoise/moveNoise.ts'
import { NoisyRows } from './pauliNoise/NoisyRows.ts'

const densities = later(() => import('./density/DensityMethod.ts'))

/** Of the density matrices that samples are drawn from unasked. */
const MOST_INDEX_BITS = 22
/** What a call may hold beside vec(rho), in multiples of it. */
const ROOM = 4

export class TrajectoryMethod implements LoadedMethod {
  readonly #engines: BoundEngines
  readonly #plan: Plan<unknown>
  readonly #deferred: DeferredMeasurements
  readonly #noisyRows: NoisyRows | undefined
  readonly #isAsked: boolean
  /** Made when samples first come from it. */
  #density: LoadedMethod | undefined

  private constructor(
    engines: BoundEngines,
    {
      plan,
      deferred,
      noisyRows,
      isAsked,
    }: { plan: Plan<unknown>; deferred: DeferredMeasurements; noisyRows: NoisyRows | undefined; isAsked: boolean },
  ) {
    this.#engines = engines
    this.#plan = plan
    this.#deferred = deferred
    this.#noisyRows = noisyRows
    this.#isAsked = isAsked
  }

  static async open(engines: BoundEngines, { reason }: ChosenMethod, event?: OpenEvent): Promise<TrajectoryMethod> {
    const { program, plans } = engines
    const deferred = deferMeasurements(program)
    const noise = isUnitaryProgram(deferred.rest) ? undefined : engines.trace.within(event, 'plan', 'noise', () => moveNoise(deferred.rest))
    const plan = noise === undefined ? await plans.trajectories('whole', event) : await plans.derived(noise.unitary.structure, event)
    const derived = (name: 'unitary' | 'complete') => (call: EngineCall) => engines.derived(name, noise![name], call.event)
    const parts = { unitary: derived('unitary'), complete: derived('complete'), memory: await engines.memory }
    const noisyRows = noise && new NoisyRows(deferred.rest, noise, parts, plan.text)
    return new TrajectoryMethod(engines, { plan, deferred, noisyRows, isAsked: reason === undefined })
  }

  get text(): string {
    return this.#noisyRows?.text ?? this.#plan.text
  }

  get lack(): string | undefined {
    return this.#plan.lack
  }

  async expectations(call: EngineCall, draws: Draws | undefined): Promise<Estimated> {
    const engine = measurementsMatter(this.#engines.program.structure, this.#deferred) ? undefined : this.#noisyRows
    return (engine ?? (await this.#trajectories('whole', call))).expectations(call, drawn(draws))
  }

  async probabilities(call: EngineCall, qubits: readonly number[], draws: Draws | undefined): Promise<Estimated> {
    return (this.#noisyRows ?? (await this.#trajectories('whole', call))).probabilities(call, qubits, drawn(draws))
  }

  /**
   * Measurements at the end are read from the state that the rest leaves; where the rest is a unitary, all shots of a
   * row read one state.
   */
  async sample(call: EngineCall, draws: Draws, columns: number): Promise<Sampled> {
    const { rest } = this.#deferred
    const request = requestOf(this.#engines.program, this.#deferred, { ...draws, columns })
    if (isUnitaryProgram(rest)) return fromOneState(await this.#engines.states('rest', call.event), call, request)
    if (!this.#isAsked && (await this.#isDensityLess(draws.shots))) return this.#sampleDensity(call, draws, columns)
    return { values: await (this.#noisyRows ?? (await this.#trajectories('rest', call))).sample(call, request) }
  }

  #trajectories(part: 'whole' | 'rest', { event }: EngineCall): Promise<TrajectoryEngine> {
    return this.#engines.trajectories(part, event)
  }

  /**
   * Whether vec(rho) has no more numbers than the states of all shots, and room to be evolved. What is free at the
   * moment does not count: the same call has the same samples.
   */
  async #isDensityLess(shots: number): Promise<boolean> {
    const { program, plans, memory } = this.#engines
    const bits = indexBits(program, 'densityMatrix')
    const bytes = bytesAnAmplitude(plans.options.precision) * 2 ** bits
    return bits <= MOST_INDEX_BITS && 2 ** (bits - program.structure.qubits) <= shots && ROOM * bytes <= (await memory).bytes
  }

  async #sampleDensity(call: EngineCall, draws: Draws, columns: number): Promise<Sampled> {
    const { DensityMethod } = await densities()
    this.#density ??= await DensityMethod.open(this.#engines, call.event)
    const method = this.#density
    const reason = `${draws.shots} shots of their own are more work than the density matrix`
    return { ...(await method.sample(call, draws, columns)), plan: method.text, chosen: { method: 'densityMatrix', reason } }
  }
}

/** Whether a measurement at the end changes an expectation: it does where the observable is X or Y there. */
function measurementsMatter({ observables }: ProgramStructure, { measurements }: DeferredMeasurements): boolean {
  const measured = new Set(measurements.map(({ qubit }) => qubit))
  return observables.some(({ terms }) =>
    terms.some(({ pauli, qubits }) => qubits.some((qubit, i) => measured.has(qubit) && pauli[i] !== 'Z')),
  )
}

/** The edge of the call has seen to it. */
function drawn(draws: Draws | undefined): Draws {
  if (draws === undefined) throw new TypeError('trajectories need shots and a seed')
  return draws
}
