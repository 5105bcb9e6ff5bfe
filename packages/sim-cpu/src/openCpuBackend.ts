/**
 * The CPU simulator: a compiler from programs to WebAssembly modules, with the memory and threads that they run on.
 *
 * What runs is chosen when a program is loaded: generated kernels (`engine/`), or the plain ones in TypeScript (`plain/`) where there is no SIMD, for shots of few qubits,
 * and for programs that are through before theirs would be compiled.
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
  type Precision,
  type Program,
  TooManyQubitsError,
  type TraceListener,
  TraceRecorder,
  compileProgram,
  deferMeasurements,
  expectedRunsOf,
  isUnitaryProgram,
} from '@ketwork/backend'
import { type Circuit, gateTable } from '@ketwork/circuit'
import { platformCapabilities } from '@ketwork/math'
import { CPU_DEVICE } from './device.ts'
import type { Engine, SimdVariant } from './engine/Engine.ts'
import type { GeneratedHost } from './generatedStates.ts'
import { engines } from './engines.ts'
import { MOST_DENSITY_QUBITS, indexBits } from './loadMethod.ts'
import { MOST_BYTES_32 } from './memory/addressSpace.ts'
import type { OpenProgram, PlanProgram } from './OpenProgram.ts'
import type { PlainHost } from './plain/PlainExecutable.ts'
import { MOST_QUBITS } from './plain/kernels/cube.ts'
import { StateMemory, bytesAnAmplitude } from './plain/memory/StateMemory.ts'
import { type CostTable, requireCosts, SHIPPED_COSTS } from './program/costTable.ts'
import type { WorkerFactory } from './threads/spawnWorker.ts'

/** Which kernels a backend uses: fused multiply-adds of relaxed SIMD, plain SIMD, or none but TypeScript. */
export type CpuVariant = SimdVariant | 'plain'

export interface CpuBackendOptions {
  /** The most that states and results of all running calls may take together. Default: half of what the machine has free. */
  readonly memoryBytes?: number
  /** Worker threads; 0 computes on the caller's thread. Default: one a core. Results have the same bits for any number. */
  readonly threads?: number
  /** Starts a worker that runs `@ketwork/sim-cpu/worker`, where a bundler or a policy wants its own way: `() => new Worker(url, { type: 'module' })`. */
  readonly workerFactory?: WorkerFactory
  /** Default: the fastest that the engine has. */
  readonly variant?: CpuVariant
  /** The sizes that plans are made with, as `calibrateCosts` measures them. Default: `SHIPPED_COSTS`. */
  readonly costs?: CostTable
}

/**
 * Opens a simulator on the CPU.
 *
 * Unitary circuits run on state vectors of 16 bytes (f32: 8) an amplitude, others as trajectories, which need shots and a seed, or on request exactly as
 * density matrices of 4^n amplitudes (`method: 'densityMatrix'`, up to 13 qubits). A gate costs O(2^n); gradients are adjoint: a few times the cost of a value,
 * whatever the number of parameters. Workers are started by the first call that is worth them and do not keep a process alive.
 *
 * @throws RangeError when `memoryBytes` is not a positive number, `threads` not a whole number from 0 to 64, `variant` unknown, or an entry of `costs` out of its range
 *
 * @example
 * const backend = openCpuBackend()
 * const bell = await backend.compile(new Circuit(2).h(0).cx(0, 1), { observables: [parsePauliSum('Z0*Z1')] })
 * const { values } = await bell.expectations() // [1] up to rounding
 * await backend.dispose()
 */
export function openCpuBackend(options: CpuBackendOptions = {}): Backend {
  const { memoryBytes, threads, variant } = options
  if (memoryBytes !== undefined && !(memoryBytes > 0 && memoryBytes < Infinity))
    throw new RangeError(`memoryBytes is ${memoryBytes}: it must be a positive number of bytes`)
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 0 && threads <= MOST_THREADS))
    throw new RangeError(`threads is ${threads}: it must be a whole number from 0 to ${MOST_THREADS}`)
  if (variant !== undefined && !VARIANTS.includes(variant))
    throw new RangeError(`variant is '${variant}': it must be ${VARIANTS.map((name) => `'${name}'`).join(', ')}`)
  if (options.costs !== undefined) requireCosts(options.costs)
  return new CpuBackend(options)
}

const MOST_THREADS = 64
const VARIANTS: readonly CpuVariant[] = ['relaxed', 'simd', 'plain']
const CACHE_BYTES = 2 ** 24
/** Rough size of what a cached structure compiles to, for each of its instructions. */
const INSTRUCTION_BYTES = 2000
class CpuBackend implements Backend {
  readonly name = 'cpu'
  readonly #trace = new TraceRecorder()
  readonly #cache = new CompileCache<OpenProgram>(CACHE_BYTES)
  readonly #options: CpuBackendOptions
  #memory: Promise<StateMemory> | undefined
  readonly #engines = new Map<EngineSize, Promise<Engine>>()
  #disposed = false

  constructor(options: CpuBackendOptions) {
    this.#options = options
  }

  async capabilities(): Promise<BackendCapabilities> {
    this.#requireOpen()
    const memory = await this.#openMemory()
    const variant = await this.#chooseVariant()
    const engine = variant === 'plain' ? undefined : await this.#openEngine(variant, 'small')
    const { wasmMemory64, missing } = await platformCapabilities()
    const fitting = (precision: Precision) => Math.max(0, Math.floor(Math.log2(memory.free / bytesAnAmplitude(precision))))
    const most = (precision: Precision) =>
      Math.min(fitting(precision), engine === undefined ? MOST_QUBITS : mostGenerated(precision, wasmMemory64))
    return {
      device: CPU_DEVICE,
      qubits: { f64: most('f64'), f32: most('f32') },
      precisions: ['f64', 'f32'],
      methods: ['stateVector', 'densityMatrix', 'trajectories'],
      gradients: ['adjoint', 'parameterShift'],
      operations: Object.entries(gateTable).flatMap(([name, { kind }]) => (kind === 'gate' || kind === 'channel' ? [name] : [])),
      threads: Math.max(1, engine?.runner.threads ?? 0),
      memoryBytes: memory.bytes,
      missing: {
        'qubits:densityMatrix': `a density matrix of n qubits has 4^n numbers: at most ${MOST_DENSITY_QUBITS} qubits`,
        'gradient:dynamic': 'a circuit that measures, resets, has conditions or channels has no adjoint gradient',
        ...(engine === undefined ? { generatedKernels: `kernels are plain TypeScript: ${missing.wasmSimd ?? 'they were asked for'}` } : {}),
        ...(engine?.runner.reason === undefined ? {} : { threads: engine.runner.reason }),
        ...(missing.wasmRelaxedSimd === undefined ? {} : { relaxedSimd: missing.wasmRelaxedSimd }),
        ...(missing.wasmMemory64 === undefined ? {} : { memory64: missing.wasmMemory64 }),
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
    for (const engine of await Promise.all(this.#engines.values())) await engine.dispose()
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
      expectedRunsOf(program, options) // refused before anything is opened
      requirePrecision(options)
      const plan = await this.#plannerOf(program, options)
      const { value: open, hit } = this.#cache.load(structure, options, () => ({
        value: plan(program, options),
        bytes: INSTRUCTION_BYTES * structure.instructions.length,
      }))
      this.#trace.instant('cache', hit ? 'hit' : 'miss', { cacheHits: Number(hit) }, event)
      return open(program)
    }
    return this.#trace.during('load', 'load', work, parent)
  }

  /** Chooses the engine of a program, and loads it where this is its first. */
  async #plannerOf(program: Program, options: LoadOptions): Promise<PlanProgram> {
    const memory = await this.#openMemory()
    const stateBytes = requireState(memory, program, options)
    const variant = await this.#chooseVariant()
    const ofDensities = options.method === 'densityMatrix'
    if (variant === 'plain' || suitsPlain(program, options)) {
      const host = await this.#plainHost(memory)
      if (ofDensities) {
        const { planDensities } = await engines.plainDensities()
        return (planned, asked) => planDensities(planned, asked, host)
      }
      const { planStates } = await engines.plainStates()
      return (planned, asked) => planStates(planned, asked, host)
    }
    const host = await this.#generatedHost(memory, variant, STATES_OF_A_CALL * stateBytes > MOST_BYTES_32 ? 'large' : 'small')
    if (ofDensities) {
      const { planDensities } = await engines.generatedDensities()
      return (planned, asked) => planDensities(planned, asked, host)
    }
    const { planStates } = await engines.generatedStates()
    return (planned, asked) => planStates(planned, asked, host)
  }

  async #generatedHost(memory: StateMemory, variant: SimdVariant, size: EngineSize): Promise<GeneratedHost> {
    const { costs = SHIPPED_COSTS } = this.#options
    const engine = await this.#openEngine(variant, size)
    return { engine, costs, memoryBytes: memory.bytes, isDisposed: () => this.#disposed }
  }

  #openEngine(variant: SimdVariant, size: EngineSize): Promise<Engine> {
    const known = this.#engines.get(size)
    if (known !== undefined) return known
    const made = this.#makeEngine(variant, size)
    this.#engines.set(size, made)
    return made
  }

  async #makeEngine(variant: SimdVariant, size: EngineSize): Promise<Engine> {
    const { wasmMemory64 } = await platformCapabilities()
    const { threads, workerFactory } = this.#options
    const { bytes } = await this.#openMemory()
    const memoryBytes = size === 'large' && wasmMemory64 ? bytes : Math.min(bytes, MOST_BYTES_32)
    const { Engine } = await engines.generated()
    return Engine.open({ memoryBytes, threads, workerFactory, variant, trace: this.#trace })
  }

  /** What was asked for, or the fastest that there is. @throws RangeError where there is no such variant */
  async #chooseVariant(): Promise<CpuVariant> {
    const { wasmSimd, wasmRelaxedSimd, missing } = await platformCapabilities()
    const fastest: CpuVariant = wasmRelaxedSimd ? 'relaxed' : wasmSimd ? 'simd' : 'plain'
    const { variant = fastest } = this.#options
    const lack = variant === 'plain' ? undefined : (missing.wasmSimd ?? (variant === 'relaxed' ? missing.wasmRelaxedSimd : undefined))
    if (lack !== undefined) throw new RangeError(`variant is '${variant}', but ${lack}: '${fastest}' is the fastest that there is`)
    return variant
  }

  async #plainHost(memory: StateMemory): Promise<PlainHost> {
    const isDisposed = () => this.#disposed
    const { missing } = await platformCapabilities()
    const lacks = this.#options.variant === undefined && missing.wasmSimd !== undefined
    return {
      memory,
      trace: this.#trace,
      lack: lacks ? `plain kernels on one thread: ${missing.wasmSimd}` : undefined,
      get disposed() {
        return isDisposed()
      },
    }
  }

  #openMemory(): Promise<StateMemory> {
    this.#memory ??= StateMemory.open(this.#options.memoryBytes)
    return this.#memory
  }

  #requireOpen(): void {
    if (this.#disposed) throw new DisposedError('backend')
  }
}

/** With 32-bit addresses, or with 64-bit ones for states that need them. */
type EngineSize = 'small' | 'large'

function requirePrecision({ precision = 'f64' }: LoadOptions): void {
  if (precision !== 'f64' && precision !== 'f32') throw new RangeError(`precision is '${String(precision)}': it must be 'f64' or 'f32'`)
}

/** Amplitudes up to which the plain kernels run a gate in the time that it takes to compile it: about 25 us. */
const COMPILED_AMPLITUDES = 2 ** 14
/** Shots of trajectories are faster on plain kernels up to so many qubits (timed by hand: 2.5 to 8 times at 2, 1.1 to 2.2 at 6; at 7 from 0.8 to 1.7). */
const PLAIN_SHOT_QUBITS = 6

/**
 * Whether the plain kernels are through sooner: with shots of so few qubits that stages cost more than the arithmetic, and where a program runs so seldom that its own
 * kernels would be compiled in vain. Features tell of batches, which are many runs; so are the shots of trajectories, but a circuit that only measures at its end is taken
 * to be sampled, from one state.
 */
function suitsPlain(program: Program, options: LoadOptions): boolean {
  const { qubits, features } = program.structure
  const { method } = options
  const expectedRuns = expectedRunsOf(program, options)
  const hasTrajectories = method !== 'densityMatrix' && !isUnitaryProgram(deferMeasurements(program).rest)
  if (hasTrajectories) return qubits <= PLAIN_SHOT_QUBITS
  return features.length === 0 && expectedRuns * 2 ** indexBits(program, method) <= COMPILED_AMPLITUDES
}

/** States that a call keeps at a time, at most: ket, bra and a copy. */
const STATES_OF_A_CALL = 3

/** Index bits that generated kernels count in 32 bits, and what a WebAssembly memory holds: 16 GiB with 64-bit addresses, 4 GiB without. */
function mostGenerated(precision: Precision, wasmMemory64: boolean): number {
  return (precision === 'f64' ? 27 : 28) + (wasmMemory64 ? 2 : 0)
}

/** Bytes of a state, or density matrix; a program of which not even one fits is refused when it is loaded. */
function requireState(memory: StateMemory, program: Program, { precision = 'f64', method }: LoadOptions): number {
  const bytes = bytesAnAmplitude(precision) * 2 ** indexBits(program, method)
  const available = Math.min(memory.bytes, bytesAnAmplitude(precision) * 2 ** MOST_INDEX_BITS)
  if (bytes > available) throw new TooManyQubitsError(program.structure.qubits, bytes, available)
  return bytes
}

const MOST_INDEX_BITS = 30
