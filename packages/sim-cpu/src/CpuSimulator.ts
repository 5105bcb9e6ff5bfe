/**
 * What the CPU offers to the shell of all simulators: memory, threads, and plans of programs.
 *
 * What runs is chosen when a program is planned: generated kernels (`engine/`), or plain ones in TypeScript (`plain/`) where there is no WebAssembly or SIMD, for
 * shots of few qubits, and for programs that end before theirs would be compiled. Each is loaded when the first program needs it, so that a page does not fetch
 * what it does not use.
 */
import type { Precision } from '@ketwork/math/wasm'
import {
  bytesAnAmplitude,
  later,
  MemoryLedger,
  type Plan,
  type PlanOptions,
  type ProgramEngine,
  type ProgramStructure,
  type Simulator,
  type SimulatorDescription,
  TraceRecorder,
  type TrajectoryEngine,
  type WorkerFactory,
} from '@ketwork/backend/simulator'
import { platformCapabilities } from '@ketwork/math'
import type { Engine, SimdVariant } from './engine/Engine.ts'
import type { PlainHost } from './plain/PlainEngine.ts'
import { MOST_BYTES_32 } from './memory/addressSpace.ts'
import { type CostTable, SHIPPED_COSTS, stateSizes } from './program/costTable.ts'

/** Which kernels are used: fused multiply-adds of relaxed SIMD, plain SIMD, or none but TypeScript. */
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

/** With 32-bit addresses, or with 64-bit ones for states that need them. */
type EngineSize = 'small' | 'large'

const engines = {
  /** Memory, threads and general kernels that generated ones share. */
  shared: later(() => import('./engine/Engine.ts')),
  generated: later(() => import('./engine/planGenerated.ts')),
  generatedTrajectories: later(() => import('./engine/planTrajectories.ts')),
  description: later(() => import('./describeEngine.ts')),
  plain: later(() => import('./plain/PlainEngine.ts')),
  plainTrajectories: later(() => import('./plain/PlainTrajectories.ts')),
}

/** What its programs may be loaded in. */
export const CPU_PRECISIONS: readonly Precision[] = ['f64', 'f32']

/** Updates of amplitudes that the plain kernels do in the time that it takes to load and compile the others, about 4 ms: of programs that run so often, and no shorter than that. */
const PLAIN_WORK = 2 ** 20
const PLAIN_RUNS = 8
const PLAIN_INSTRUCTIONS = 64
/** Shots of trajectories run on plain kernels up to so many qubits; `pnpm bench trajectories` compares both kinds at 8 and 14. */
const PLAIN_SHOT_QUBITS = 6
/** Index bits of plain kernels: interleaved amplitudes have 32-bit indices. */
const MOST_PLAIN_BITS = 29
/** States that a call keeps at a time, at most: ket, bra and a copy. */
const STATES_OF_A_CALL = 3
/** Tables of diagonal gates may take this share of the memory together. */
const TABLE_SHARE = 1 / 8
const ENTRY_BYTES = 8

export class CpuSimulator implements Simulator<Precision> {
  readonly name = 'cpu'
  readonly device = 'cpu'
  readonly precisions = CPU_PRECISIONS
  readonly trace = new TraceRecorder()
  readonly #options: CpuBackendOptions
  readonly #byStep: boolean
  readonly #engines = new Map<EngineSize, Promise<Engine>>()
  #memory: Promise<MemoryLedger> | undefined

  /** @param byStep has kernels of steps run every unitary program, as tests of those ask for */
  constructor(options: CpuBackendOptions, { byStep = false } = {}) {
    this.#options = options
    this.#byStep = byStep
  }

  get memory(): Promise<MemoryLedger> {
    this.#memory ??= MemoryLedger.open(this.#options.memoryBytes)
    return this.#memory
  }

  async mostIndexBits(precision: Precision): Promise<number> {
    if ((await this.#chooseVariant()) === 'plain') return MOST_PLAIN_BITS
    const { wasmMemory64 } = await platformCapabilities()
    return (precision === 'f64' ? 27 : 28) + (wasmMemory64 ? 2 : 0) // 16 GiB with 64-bit addresses, 4 GiB without
  }

  async describe(): Promise<SimulatorDescription> {
    const variant = await this.#chooseVariant()
    const engine = variant === 'plain' ? undefined : await this.#openEngine(variant, 'small')
    const { describeEngine } = await engines.description()
    return describeEngine(engine, await platformCapabilities())
  }

  async plan(structure: ProgramStructure, options: PlanOptions<Precision>): Promise<Plan<ProgramEngine>> {
    const variant = await this.#chooseVariant()
    if (variant === 'plain' || (!this.#byStep && endsBeforeCompiled(structure, options))) {
      const { planPlain } = await engines.plain()
      return planPlain(structure.instructions.length, options.precision, await this.#plainHost())
    }
    const { planStates } = await engines.generated()
    return planStates(await this.#engineFor(variant, structure, options), structure, await this.#compileOptions(structure, options))
  }

  async planTrajectories(structure: ProgramStructure, options: PlanOptions<Precision>): Promise<Plan<TrajectoryEngine>> {
    const variant = await this.#chooseVariant()
    if (variant === 'plain' || structure.qubits <= PLAIN_SHOT_QUBITS) {
      const { planPlainTrajectories } = await engines.plainTrajectories()
      return planPlainTrajectories(structure.instructions.length, options.precision, await this.#plainHost())
    }
    const { planTrajectories } = await engines.generatedTrajectories()
    return planTrajectories(await this.#engineFor(variant, structure, options), structure, await this.#compileOptions(structure, options))
  }

  async dispose(): Promise<void> {
    for (const engine of await Promise.all(this.#engines.values())) await engine.dispose()
  }

  async #plainHost(): Promise<PlainHost> {
    const { missing } = await platformCapabilities()
    const lacks = this.#options.variant === undefined && missing.wasmSimd !== undefined
    return { memory: await this.memory, trace: this.trace, lack: lacks ? `plain kernels on one thread: ${missing.wasmSimd}` : undefined }
  }

  async #compileOptions({ qubits }: ProgramStructure, { precision, expectedRuns }: PlanOptions<Precision>) {
    const { costs = SHIPPED_COSTS } = this.#options
    const { bytes } = await this.memory
    const tables = Math.floor((TABLE_SHARE * Math.min(bytes, MOST_BYTES_32)) / (ENTRY_BYTES * 2 ** qubits))
    return {
      precision,
      compile: {
        tables,
        sizes: stateSizes(costs),
        tileQubits: this.#byStep ? 0 : costs.tileQubits,
        expectedRuns: this.#byStep ? 0 : expectedRuns,
      },
    }
  }

  #engineFor(variant: SimdVariant, { qubits }: ProgramStructure, { precision }: PlanOptions<Precision>): Promise<Engine> {
    const bytes = STATES_OF_A_CALL * bytesAnAmplitude(precision) * 2 ** qubits
    return this.#openEngine(variant, bytes > MOST_BYTES_32 ? 'large' : 'small')
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
    const ledger = await this.memory
    const memoryBytes = size === 'large' && wasmMemory64 ? ledger.bytes : Math.min(ledger.bytes, MOST_BYTES_32)
    const { Engine } = await engines.shared()
    return Engine.open({ memoryBytes, ledger, threads, workerFactory, variant, trace: this.trace })
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
}

/** Features tell of batches, which are many runs. */
function endsBeforeCompiled({ qubits, features, instructions }: ProgramStructure, { expectedRuns }: PlanOptions<Precision>): boolean {
  if (features.length > 0 || expectedRuns > PLAIN_RUNS) return false
  return expectedRuns * Math.max(instructions.length, PLAIN_INSTRUCTIONS) * 2 ** qubits <= PLAIN_WORK
}
