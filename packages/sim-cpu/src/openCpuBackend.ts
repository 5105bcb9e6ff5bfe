/**
 * The CPU simulator: state vectors, density matrices and trajectories on the caller's thread, in typed arrays, in place.
 *
 * A program becomes a plan (`plan/`) once; runs walk it with the kernels (`kernels/`) over states borrowed from the backend's memory (`memory/`).
 * Long runs give the event loop a turn every few milliseconds.
 */
import {
  type Backend,
  type BackendCapabilities,
  CompileCache,
  type CompileOptions,
  DisposedError,
  type Executable,
  type LoadOptions,
  type OpenEvent,
  PROGRAM_VERSION,
  type Program,
  TooManyQubitsError,
  type TraceListener,
  TraceRecorder,
  compileProgram,
} from '@ketwork/backend'
import { type Circuit, gateTable } from '@ketwork/circuit'
import { DensityExecutable } from './plain/DensityExecutable.ts'
import { CPU_DEVICE, PlainExecutable, type PlainHost } from './plain/PlainExecutable.ts'
import { MOST_QUBITS } from './plain/kernels/cube.ts'
import { StateMemory, bytesAnAmplitude } from './plain/memory/StateMemory.ts'
import { type LoadPlan, MOST_DENSITY_QUBITS, indexBits, planLoad } from './plain/plan/loadPlan.ts'

export interface CpuBackendOptions {
  /** The most that states and results of all running calls may take together. Default: half of what the machine has free. */
  readonly memoryBytes?: number
}

/**
 * Opens a simulator that runs on the caller's thread.
 *
 * Unitary circuits run on state vectors of 16 bytes (f32: 8) an amplitude, others as trajectories, which need shots and a seed, or on request exactly as
 * density matrices of 4^n amplitudes (`method: 'densityMatrix'`, up to 13 qubits). A gate costs O(2^n); gradients are adjoint: a few times the cost of a value, whatever the number of parameters.
 *
 * @throws RangeError when `memoryBytes` is not a positive number
 *
 * @example
 * await using backend = openCpuBackend()
 * const bell = await backend.compile(new Circuit(2).h(0).cx(0, 1), { observables: [parsePauliSum('Z0*Z1')] })
 * const { values } = await bell.expectations() // [1] up to rounding
 */
export function openCpuBackend(options: CpuBackendOptions = {}): Backend {
  const { memoryBytes } = options
  if (memoryBytes !== undefined && !(memoryBytes > 0 && memoryBytes < Infinity))
    throw new RangeError(`memoryBytes is ${memoryBytes}: it must be a positive number of bytes`)
  return new CpuBackend(memoryBytes)
}

const CACHE_BYTES = 2 ** 24
/** Rough size of a step of a cached plan. */
const STEP_BYTES = 400
/** Tables of diagonal gates may take this share of the memory each; building one takes 10 bytes an entry. */
const TABLE_SHARE = 1 / 8
const TABLE_ENTRY_BYTES = 10

class CpuBackend implements Backend {
  readonly name = 'cpu'
  readonly #trace = new TraceRecorder()
  readonly #cache = new CompileCache<LoadPlan>(CACHE_BYTES)
  readonly #memoryBytes: number | undefined
  #memory: Promise<StateMemory> | undefined
  #disposed = false

  constructor(memoryBytes: number | undefined) {
    this.#memoryBytes = memoryBytes
  }

  async capabilities(): Promise<BackendCapabilities> {
    this.#requireOpen()
    const memory = await this.#openMemory()
    return {
      device: CPU_DEVICE,
      qubits: { f64: memory.mostQubits('f64'), f32: memory.mostQubits('f32') },
      precisions: ['f64', 'f32'],
      methods: ['stateVector', 'densityMatrix', 'trajectories'],
      gradients: ['adjoint', 'parameterShift'],
      operations: Object.entries(gateTable).flatMap(([name, { kind }]) => (kind === 'gate' || kind === 'channel' ? [name] : [])),
      threads: 1,
      memoryBytes: memory.bytes,
      missing: {
        'qubits:densityMatrix': `a density matrix of n qubits has 4^n numbers: at most ${MOST_DENSITY_QUBITS} qubits`,
        'gradient:dynamic': 'a circuit that measures, resets, has conditions or channels has no adjoint gradient',
        threads: 'this version runs on the caller’s thread',
        qubits: `amplitudes have 32-bit indices: at most ${MOST_QUBITS} qubits, however much memory there is`,
      },
    }
  }

  async compile(circuit: Circuit, options: CompileOptions = {}): Promise<Executable> {
    this.#requireOpen()
    return this.#trace.during('compile', 'compile', (event) => {
      const lowering = this.#trace.begin('pass', 'lower', event)
      const program = compileProgram(circuit, options)
      this.#trace.end(lowering)
      return this.#load(program, options, event)
    })
  }

  async load(program: Program, options: LoadOptions = {}): Promise<Executable> {
    this.#requireOpen()
    return this.#load(program, options)
  }

  observe(listener: TraceListener): () => void {
    return this.#trace.observe(listener)
  }

  async dispose(): Promise<void> {
    this.#disposed = true
    this.#cache.clear()
    const memory = await this.#memory
    memory?.clear()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #load(program: Program, options: LoadOptions, parent?: OpenEvent): Promise<Executable> {
    const work = async (event: OpenEvent | undefined): Promise<Executable> => {
      const { structure } = program
      const version: number = program.version // plain data may come from another release
      if (version !== PROGRAM_VERSION) {
        throw new RangeError(`the program has version ${version}: this backend loads version ${PROGRAM_VERSION}`)
      }
      const memory = await this.#openMemory()
      requireState(memory, program, options)
      const useTables = TABLE_ENTRY_BYTES * 2 ** structure.qubits <= TABLE_SHARE * memory.bytes
      const { value, hit } = this.#cache.load(structure, options, () => {
        const made = planLoad(program, options, useTables)
        const others = [made.terminal?.plan, made.density?.values, made.density?.samples]
        return { value: made, bytes: STEP_BYTES * others.reduce((sum, plan) => sum + (plan?.steps.length ?? 0), made.plan.steps.length) }
      })
      this.#trace.instant('cache', hit ? 'hit' : 'miss', { cacheHits: Number(hit) }, event)
      const host = this.#hostOf(memory)
      return value.density === undefined
        ? new PlainExecutable(program, value, host)
        : new DensityExecutable(program, value, value.density, host)
    }
    return this.#trace.during('load', 'load', work, parent)
  }

  #hostOf(memory: StateMemory): PlainHost {
    const isDisposed = () => this.#disposed
    return {
      memory,
      trace: this.#trace,
      get disposed() {
        return isDisposed()
      },
    }
  }

  #openMemory(): Promise<StateMemory> {
    this.#memory ??= StateMemory.open(this.#memoryBytes)
    return this.#memory
  }

  #requireOpen(): void {
    if (this.#disposed) throw new DisposedError('backend')
  }
}

/** A program of which not even one state, or density matrix, fits is refused when it is loaded. */
function requireState(memory: StateMemory, program: Program, { precision = 'f64', method }: LoadOptions): void {
  const bytes = bytesAnAmplitude(precision) * 2 ** indexBits(program, method)
  const available = Math.min(memory.bytes, bytesAnAmplitude(precision) * 2 ** MOST_QUBITS)
  if (bytes > available) throw new TooManyQubitsError(program.structure.qubits, bytes, available)
}
