/**
 * What a simulator implements: a `ProgramEngine` is one program ready to run, and says nothing of how.
 *
 * The shell around it (`SimulatorExecutable`) checks inputs, chooses the method, turns shots, parameter shifts and density matrices into calls of an engine,
 * and names the result. So an engine sees checked inputs alone and trusts them. `states` is all that it must have; whatever else it leaves out is computed
 * from the states on the caller's thread (`host/`), right and slow. Nothing is synchronous, and states may stay where the engine keeps them.
 */
import type { Cotangents, Precision } from '../backend.ts'
import type { ResolvedInputs } from '../resolvedInputs.ts'
import type { MeasureInstruction, Program, ProgramStructure } from '../program.ts'
import type { Draws } from '../callRules.ts'
import type { Estimate } from '../shots/estimate.ts'
import type { MeasurementPlan } from '../shots/measurementPlan.ts'
import type { OpenEvent, TraceRecorder } from '../TraceRecorder.ts'
import type { MemoryLedger } from './MemoryLedger.ts'

/** Interleaved re, im. */
export type Amplitudes = Float64Array | Float32Array

/** One call of an executable while it computes. */
export interface EngineCall {
  readonly inputs: ResolvedInputs
  /** Passes of the call are its children; undefined where nobody listens. */
  readonly event: OpenEvent | undefined
}

/** Numbers, and how they were computed where the engine's `text` does not say it. */
export interface Computed<Numbers = Float64Array> {
  readonly values: Numbers
  readonly plan?: string
}

export interface GradientRequest {
  /** As a caller gives them, asked once with all B x K values. */
  readonly cotangents: Cotangents | undefined
  /** Whether parameters have a gradient for each row (B x P) although the rows share them. */
  readonly rowByRow: boolean
}

/** Parts that `inputs.wrt` does not name are empty. */
export interface EngineGradient {
  /** B x K. */
  readonly values: Float64Array
  /** P, or B x P. */
  readonly parameters: Float64Array
  /** B x F. */
  readonly features: Float64Array
  /** B x 2^n. */
  readonly initial: Amplitudes
  /** How it was computed. */
  readonly plan: string
}

export interface SampleRequest extends Draws {
  /** Columns of a sample: bits, or qubits where the program has none. */
  readonly columns: number
  /** Taken after the program's end, in this order; undefined: a column for each qubit. */
  readonly measurements: readonly MeasureInstruction[] | undefined
}

/**
 * Takes the final state of a row: 2^n amplitudes, a view that lasts until it is done.
 *
 * @param event of the trace that this belongs to, where the row has one of its own
 */
export type UseState = (row: number, state: Amplitudes, event?: OpenEvent) => void | Promise<void>

/** What must be there of a program with one state a row. It may hold matrices that are not unitary: density matrices run so. */
export interface ProgramEngine {
  /** How it computes, for people: `generated kernels, 4 passes`. */
  readonly text: string
  /** Evolves row after row and hands each final state over. */
  states(call: EngineCall, use: UseState): Promise<void>
  /** B x 2^n. */
  amplitudes?(call: EngineCall): Promise<Amplitudes>
  /** B x 2^k; bit b of the column is `qubits[b]`. */
  probabilities?(call: EngineCall, qubits: readonly number[]): Promise<Float64Array>
  /** B x K. */
  expectations?(call: EngineCall): Promise<Computed>
  /** Exact; parameter shift where it is left out. */
  gradient?(call: EngineCall, request: GradientRequest): Promise<EngineGradient>
  /** <left|right>, B x B' complex; `right` is `left` itself for a symmetric result. */
  overlaps?(left: EngineCall, right: EngineCall): Promise<Computed>
  /** B x shots x columns zeros and ones: row r draws from `RandomStream(seed).substream(r)`. */
  sample?(call: EngineCall, request: SampleRequest): Promise<Uint8Array>
  /** B x K estimates from samples of each group of the plan. */
  estimates?(call: EngineCall, plan: MeasurementPlan, draws: Draws): Promise<Estimate>
  /** B x 2^k frequencies of samples. */
  frequencies?(call: EngineCall, qubits: readonly number[], draws: Draws): Promise<Estimate>
  /** Frees what belongs to this program alone. Nothing of it runs. */
  release?(): void
}

/** What can be computed from the states. */
export type EngineAnswers = Required<
  Pick<ProgramEngine, 'amplitudes' | 'probabilities' | 'expectations' | 'overlaps' | 'sample' | 'estimates' | 'frequencies'>
>

/** What must be there of a program whose outcomes are drawn: averages and samples over trajectories, a state a shot. */
export interface TrajectoryEngine {
  readonly text: string
  /** B x K means and standard errors. */
  expectations(call: EngineCall, draws: Draws): Promise<Estimate>
  /** B x 2^k. */
  probabilities(call: EngineCall, qubits: readonly number[], draws: Draws): Promise<Estimate>
  /** B x shots x columns. */
  sample(call: EngineCall, request: SampleRequest): Promise<Uint8Array>
  release?(): void
}

export interface PlanOptions<Offered extends Precision = Precision> {
  /** One of `Simulator.precisions`. */
  readonly precision: Offered
  /** As in `LoadOptions`; Infinity: often. */
  readonly expectedRuns: number
}

/** Plans depend on structure and options alone and are kept for all programs of that structure. */
export interface Plan<Kind> {
  /** How its programs are computed, for people. */
  readonly text: string
  /** What was wanted and is not there, for people: threads, generated kernels. May become known while programs run. */
  readonly lack?: string | undefined
  /** What it holds, roughly. */
  readonly bytes: number
  /**
   * For one program of the structure.
   *
   * @param event of the trace that what has to be made for it belongs to
   */
  bind(program: Program, event?: OpenEvent): Promise<Kind> | Kind
}

/** What a simulator package hands to `openSimulator`. */
export interface Simulator<Offered extends Precision = Precision> {
  readonly name: string
  readonly device: string
  /** What its programs may be loaded in; everything else is refused before it is asked. */
  readonly precisions: readonly Offered[]
  readonly trace: TraceRecorder
  /** One for all that the simulator's states, tables and results take. */
  readonly memory: MemoryLedger | Promise<MemoryLedger>
  /** The most index bits of a vector that it runs, memory left aside. */
  mostIndexBits(precision: Offered): number | Promise<number>
  describe(): SimulatorDescription | Promise<SimulatorDescription>
  plan(structure: ProgramStructure, options: PlanOptions<Offered>): Promise<Plan<ProgramEngine>> | Plan<ProgramEngine>
  /** Where it is left out, stretches between draws run on engines of their own (`host/StretchTrajectories.ts`). */
  planTrajectories?(structure: ProgramStructure, options: PlanOptions<Offered>): Promise<Plan<TrajectoryEngine>> | Plan<TrajectoryEngine>
  dispose(): Promise<void>
}

/** Of `BackendCapabilities` what only the simulator knows. */
export interface SimulatorDescription {
  /** Whether its engines have `gradient`. */
  readonly hasAdjoint: boolean
  readonly threads: number
  readonly missing: Readonly<Record<string, string>>
}
