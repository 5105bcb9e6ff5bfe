/**
 * The reference backend: every method of the interface in plain loops over doubles, to be read, trusted and compared with, not to be fast.
 *
 * Precisions below doubles are doubles rounded after each instruction, so they take the same memory.
 */
import { type Circuit, gateTable } from '@ketwork/circuit'
import { optional, positiveNumber, requireOptions } from '@ketwork/math'
import type {
  Backend,
  BackendCapabilities,
  CompileOptions,
  Executable,
  LoadOptions,
  Precision,
  QubitCounts,
  TraceListener,
} from '../backend.ts'
import { CompileCache } from '../cache/CompileCache.ts'
import { choosePrecision } from '../choosePrecision.ts'
import { requireProgram } from '../codecs/requireProgram.ts'
import { expectedRunsOf } from '../expectedRuns.ts'
import { DisposedError } from '../DisposedError.ts'
import { compileProgram } from '../lowering/compileProgram.ts'
import { requireLoadOptions } from '../loadChecks.ts'
import type { Program } from '../program.ts'
import { type OpenEvent, TraceRecorder } from '../TraceRecorder.ts'
import { planReference, type ReferencePlan } from './plan.ts'
import { REFERENCE_DEVICE, ReferenceExecutable, type ReferenceHost } from './ReferenceExecutable.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { WideReferenceExecutable } from './WideReferenceExecutable.ts'
import { BYTES_AN_AMPLITUDE } from './run.ts'

export interface ReferenceOptions {
  /** The most that one run may allocate for states and results. Default 1 GiB. */
  readonly memoryBytes?: number
}

/**
 * Opens a backend that is written to be obviously right.
 *
 * Unitary circuits run on state vectors, others on density matrices while these are small, then on trajectories; `ranOn.reason` says why.
 * A gate costs O(2^n), on density matrices O(4^n).
 *
 * @throws RangeError when `memoryBytes` is not a positive number
 *
 * @example
 * const backend = openReferenceBackend()
 * const executable = await backend.compile(new Circuit(2).h(0).cx(0, 1), { observables: [parsePauliSum('Z0*Z1')] })
 * const { values } = await executable.expectations() // [1]
 * await backend.dispose()
 */
export function openReferenceBackend(options: ReferenceOptions = {}): Backend {
  requireOptions('openReferenceBackend', options, { memoryBytes: optional(positiveNumber) })
  const { memoryBytes = 2 ** 30 } = options
  return new ReferenceBackend(memoryBytes)
}

/** Basis-state indices are 32-bit numbers, with room for a sign. */
const MOST_QUBITS = 30

const PRECISIONS: readonly Precision[] = ['f64', 'f32', 'mixed', 'f32x2']

/** What is made for each qubit takes memory too. */
const MOST_GROUPED_QUBITS = 2 ** 20

const CACHE_BYTES = 2 ** 22
const PLAN_BYTES = 256

class ReferenceBackend implements Backend, ReferenceHost {
  readonly name = 'reference'
  readonly memoryBytes: number
  readonly trace = new TraceRecorder()
  readonly #cache = new CompileCache<ReferencePlan>(CACHE_BYTES)
  #executables = 0
  #disposed = false

  constructor(memoryBytes: number) {
    this.memoryBytes = memoryBytes
  }

  get disposed(): boolean {
    return this.#disposed
  }

  async capabilities(): Promise<BackendCapabilities> {
    this.#requireOpen()
    const fitting = Math.floor(Math.log2(this.memoryBytes / (3 * BYTES_AN_AMPLITUDE)))
    const qubits = Math.max(0, Math.min(MOST_QUBITS, fitting))
    return {
      device: REFERENCE_DEVICE,
      qubits: inAll(qubits),
      methodQubits: { stateVector: inAll(qubits), densityMatrix: inAll(Math.floor(qubits / 2)), trajectories: inAll(qubits) },
      circuitQubits: MOST_GROUPED_QUBITS,
      precisions: PRECISIONS,
      methods: ['stateVector', 'densityMatrix', 'trajectories'],
      gradients: ['adjoint', 'parameterShift'],
      operations: Object.entries(gateTable).flatMap(([name, { kind }]) => (kind === 'gate' || kind === 'channel' ? [name] : [])),
      threads: 1,
      memoryBytes: this.memoryBytes,
      missing: {
        'gradient:dynamic': 'a circuit that measures, resets, has conditions or channels has no adjoint gradient',
      },
    }
  }

  async compile(circuit: Circuit, options: CompileOptions = {}): Promise<Executable> {
    this.#requireOpen()
    return this.trace.during('plan', 'compile', {}, (event) => {
      const program = this.trace.within(event, 'lower', 'circuit', () => compileProgram(circuit, options))
      return this.#load(program, options, event)
    })
  }

  async load(program: Program, options: LoadOptions = {}): Promise<Executable> {
    this.#requireOpen()
    requireLoadOptions(options)
    requireProgram(program)
    return this.#load(program, options)
  }

  observe(listener: TraceListener): () => void {
    return this.trace.observe(listener)
  }

  async dispose(): Promise<void> {
    this.#disposed = true
    this.#cache.clear()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #load(program: Program, options: LoadOptions, parent?: OpenEvent): Promise<Executable> {
    return this.trace.during('plan', 'load', { parent }, async (event) => {
      const precision = await choosePrecision(options.precision, PRECISIONS)
      expectedRunsOf(program, options) // refuses what is no number of runs; nothing is compiled here
      const { value: plan, hit } = this.#cache.load(program.structure, options, () => ({
        value: planReference(program, { ...options, precision }),
        bytes: PLAN_BYTES,
      }))
      this.trace.instant('cache', hit ? 'hit' : 'miss', { cacheHits: Number(hit) }, event)
      const { qubits } = program.structure
      if (qubits > MOST_QUBITS || plan.bytes > this.memoryBytes) {
        if (qubits > MOST_GROUPED_QUBITS) throw new TooManyQubitsError(qubits, plan.bytes, this.memoryBytes)
        const wide = new WideReferenceExecutable(program, plan, this, ++this.#executables)
        wide.requireGroups()
        return wide
      }
      return new ReferenceExecutable(program, plan, this, ++this.#executables)
    })
  }

  #requireOpen(): void {
    if (this.#disposed) throw new DisposedError('backend')
  }
}

function inAll(qubits: number): QubitCounts {
  return Object.fromEntries(PRECISIONS.map((precision) => [precision, qubits]))
}
