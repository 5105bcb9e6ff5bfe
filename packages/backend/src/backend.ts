/**
 * The one interface of every simulator: a `Backend` compiles circuits, an `Executable` is one compiled circuit that runs any number of times.
 *
 * Everything that crosses it is plain data (typed arrays and readonly objects). What a run means (precision, method) is fixed when a program is
 * loaded and never changes in an executable's life, so neither do the bits of its results. Batches have the leading dimension, row-major;
 * amplitudes are interleaved `re, im`; qubit 0 is the least significant bit of a basis-state index.
 */
import type { Circuit, PauliSumLike } from '@ketwork/circuit'
import type { MatrixLike } from '@ketwork/math'
import type { LossData } from './losses/LossData.ts'
import type { Method, Precision } from './precision.ts'
import type { Program } from './program.ts'
import type { TraceEvent } from './trace.ts'

export type { Method, Precision }
export type DifferentiableInput = 'parameters' | 'features' | 'initial'

export interface LoadOptions {
  /** One of those that `capabilities` lists. Default `f64`: nothing lowers it unasked, so a backend without it has to be asked for another. */
  readonly precision?: Precision
  /** Default `auto`: a state vector where the program is unitary, otherwise what the backend reports in `ranOn`. */
  readonly method?: Method | 'auto'
  /**
   * How often the executable is expected to run, at least 1: a hint for how much work to spend on loading, which never changes in its life.
   * Default: once for a program without parameters and features, 64 times for one of more than 512 instructions, otherwise often (`Infinity`).
   */
  readonly expectedRuns?: number
}

export interface CompileOptions extends LoadOptions {
  /** The K observables of `expectations`, `gradient` and `jacobian`, in order, or a single one; text such as `'Z0*Z1'` is a sum. Each must be Hermitian. */
  readonly observables?: PauliSumLike | readonly PauliSumLike[]
}

export interface Backend {
  readonly name: string
  capabilities(): Promise<BackendCapabilities>
  /** Lowers the circuit and its observables to a `Program`, then loads it, through the cache. */
  compile(circuit: Circuit, options?: CompileOptions): Promise<Executable>
  /** Prepares a program to run: plans and generated code are made here, once, and stay private. */
  load(program: Program, options?: LoadOptions): Promise<Executable>
  /** Sends trace events to the listener until the returned function is called. Without a listener nothing is recorded. */
  observe(listener: TraceListener): () => void
  /** Frees all that the backend holds; its executables reject every later call. Safe to call twice. */
  dispose(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type TraceListener = (events: readonly TraceEvent[]) => void

export interface BackendCapabilities {
  readonly device: string
  /** Largest state vector that fits now, for each of `precisions`. */
  readonly qubits: QubitCounts
  /** Most qubits that fit now together, for each of `methods` and each of `precisions`. */
  readonly methodQubits: Readonly<Partial<Record<Method, QubitCounts>>>
  /** Most qubits of a circuit that falls into groups of at most so many, which are simulated one after the other. */
  readonly circuitQubits: number
  /** What `precision` may be. */
  readonly precisions: readonly Precision[]
  readonly methods: readonly Method[]
  /** Kinds of exact derivatives; without `adjoint` there are none by the initial state. */
  readonly gradients: readonly GradientKind[]
  /** Gate and channel names of the gate table that this backend runs. */
  readonly operations: readonly string[]
  readonly threads: number
  readonly memoryBytes: number
  /** What is not available, and why: `{ 'method:densityMatrix': 'reason' }`. */
  readonly missing: Readonly<Record<string, string>>
}

export type QubitCounts = Readonly<Partial<Record<Precision, number>>>
export type GradientKind = 'adjoint' | 'parameterShift'

/** A number for each name. */
export type NamedNumbers = Readonly<Record<string, number>>

export interface Inputs {
  /** P numbers shared by all rows, in order or by name (`{ theta: 0.3 }`), or B x P. */
  readonly parameters?: ArrayLike<number> | MatrixLike | NamedNumbers
  /** B x F: a matrix, or a list of rows. */
  readonly features?: MatrixLike
  /** B x 2^n, or one row shared by all; default |0...0>. Rows must be normalised. */
  readonly initial?: AmplitudeBatch
  /**
   * Estimate instead of computing exactly. State vectors: samples for each group of qubit-wise commuting terms. Trajectories: the number of trajectories.
   */
  readonly shots?: number
  /** Needed wherever something is random. A safe integer >= 0. */
  readonly seed?: number
  readonly signal?: AbortSignal
  /** What `gradient` and `jacobian` differentiate; default `['parameters']`. A jacobian has no `initial`. */
  readonly wrt?: readonly DifferentiableInput[]
}

export type Cotangents = Float64Array | ((values: Float64Array) => Float64Array)

export interface GradientInputs extends Inputs {
  /** B x K weights of the vector-Jacobian product, or a function of the B x K values, called once between the two sweeps. Omitted: ones. */
  readonly cotangents?: Cotangents
  /** In place of cotangents: a loss as data. The derivatives are then those of the loss; with shots, of the loss of the estimates. */
  readonly loss?: LossData
}

export interface SampleInputs extends Inputs {
  readonly shots: number
  readonly seed: number
}

/** One compiled circuit. Calls may overlap; they never share scratch memory. */
export interface Executable {
  readonly program: Program
  /** Column order of every `parameters` argument. */
  readonly parameters: readonly string[]
  /** Column order of every `features` argument. */
  readonly features: readonly string[]
  /** Names of the columns of samples: the bits that are not hidden. */
  readonly bits: readonly string[]
  amplitudes(inputs?: Inputs): Promise<AmplitudeBatch & Provenance>
  /** B x 2^k probabilities of the named qubits (bit i of the column index is `qubits[i]`); default all qubits. */
  probabilities(inputs?: Inputs, qubits?: readonly number[]): Promise<Values>
  /** B x K. */
  expectations(inputs?: Inputs): Promise<Values>
  /**
   * <O^2> - <O>^2 of each observable, B x K: how far its measured values spread, and 0 in an eigenstate, up to rounding of about the precision times the square of
   * its absolute coefficients. With shots (2 or more) unbiased, so that it may be below 0, and with upper bounds of the standard errors.
   */
  variances(inputs?: Inputs): Promise<Values>
  gradient(inputs?: GradientInputs): Promise<Gradient>
  jacobian(inputs?: Inputs): Promise<Jacobian>
  /** <phi(left_i)|phi(right_j)>, B x B'; symmetric (left with itself) when `right` is omitted. */
  overlaps(left: Inputs, right?: Inputs): Promise<Overlaps>
  sample(inputs: SampleInputs): Promise<SampleBatch>
  dispose(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Where and how a result was computed. */
export interface RanOn {
  readonly device: string
  readonly precision: Precision
  readonly method: Method
  readonly plan: string
  readonly reason?: string
  readonly truncationError?: number
}

export interface Provenance {
  readonly ranOn: RanOn
}

/** B x 2^n complex amplitudes, interleaved. */
export interface AmplitudeBatch {
  readonly rows: number
  readonly qubits: number
  readonly data: Float64Array | Float32Array
}

/** rows x columns real numbers, row-major. */
export interface Values extends Provenance {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
  readonly standardErrors?: Float64Array
}

export interface Gradient extends Provenance {
  /** B x K expectations. */
  readonly values: Float64Array
  readonly rows: number
  readonly columns: number
  /** Derivatives by the parameters, weighted by the cotangents: P when the rows share one parameter vector (summed over rows), else B x P. */
  readonly parameters?: Float64Array
  /** Derivatives by the features, B x F. */
  readonly features?: Float64Array
  /** Cotangent g of the initial state, B x 2^n: a change d of row b changes the sum by Re <g_b|d>. */
  readonly initial?: AmplitudeBatch
  /** With shots: of `values`, `parameters` and `features`. */
  readonly standardErrors?: { readonly values: Float64Array; readonly parameters?: Float64Array; readonly features?: Float64Array }
  /** Where the inputs have a loss: its value. */
  readonly loss?: number
  /** Where the inputs have a loss: B, of each row, without its weight. */
  readonly rowLosses?: Float64Array
  /** Where the loss has a readout: derivatives of the loss by its weights, M x (K + 1). */
  readonly readout?: Float64Array
}

export interface Jacobian extends Provenance {
  readonly values: Float64Array
  readonly rows: number
  readonly columns: number
  /** Derivatives by the parameters, B x K x P. */
  readonly parameters?: Float64Array
  /** Derivatives by the features, B x K x F. */
  readonly features?: Float64Array
  readonly standardErrors?: { readonly values: Float64Array; readonly parameters?: Float64Array; readonly features?: Float64Array }
}

/** rows x columns complex numbers, interleaved. */
export interface Overlaps extends Provenance {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

/** What came of each shot: rows x shots x columns zeros and ones. */
export interface SampleBatch extends Provenance {
  readonly rows: number
  readonly shots: number
  /** Names of the measured bits but hidden ones (`isHiddenBit`), or `q0`, `q1`, ... when the circuit measures nothing. */
  readonly columns: readonly string[]
  readonly samples: Uint8Array
}
