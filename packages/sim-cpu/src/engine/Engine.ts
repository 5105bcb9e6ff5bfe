/**
 * What all executables of a backend share: the memory, the threads and the general kernels.
 */
import type { MemoryLedger, OpenEvent, TraceRecorder, WorkerFactory } from '@ketwork/backend/simulator'
import type { KernelModuleOptions } from '../kernels/kernelModule.ts'
import type { StateLayout } from '../kernels/layout.ts'
import { Arena, type Block } from '../memory/Arena.ts'
import { MOST_BYTES_32 } from '../memory/addressSpace.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import { StageRunner } from '../threads/StageRunner.ts'

/** Which instructions the kernels use: fused multiply-adds, or plain SIMD. */
export type SimdVariant = 'relaxed' | 'simd'

export interface EngineOptions {
  readonly memoryBytes: number
  /** Of all that the simulator holds: the engine's memory is counted in it. */
  readonly ledger?: MemoryLedger | undefined
  readonly threads?: number | undefined
  readonly workerFactory?: WorkerFactory | undefined
  readonly variant: SimdVariant
  readonly trace: TraceRecorder
}

/** The bytes of a module of general kernels (`kernels/*Module.ts`). */
export type Library = (options: KernelModuleOptions) => Uint8Array<ArrayBuffer>

export class Engine {
  readonly arena: Arena
  readonly runner: StageRunner
  readonly variant: SimdVariant
  readonly trace: TraceRecorder
  /** Blocks that belong to something alive, freed with it at the latest. */
  readonly #kept = new Map<number, Block>()
  readonly #forgotten = new FinalizationRegistry<Block>((block) => this.giveUp(block))
  readonly #libraries = new Map<Library, Map<string, Promise<LoadedModule>>>()

  private constructor(arena: Arena, runner: StageRunner, { variant, trace }: EngineOptions) {
    this.arena = arena
    this.runner = runner
    this.variant = variant
    this.trace = trace
  }

  static async open(options: EngineOptions): Promise<Engine> {
    const { memoryBytes, ledger, threads, workerFactory, trace } = options
    const arena = await Arena.open({ memoryBytes, ledger, shared: threads !== 0, memory64: memoryBytes > MOST_BYTES_32 })
    const runner = await StageRunner.open({ memory: arena.memory, unshared: arena.unshared, threads, workerFactory, trace })
    return new Engine(arena, runner, options)
  }

  /** How generated modules are built for this engine. */
  get moduleOptions() {
    const { memory64, limits } = this.arena
    return { relaxedSimd: this.variant === 'relaxed', memory64, limits }
  }

  /** For people: why results come from one thread where more were wanted; undefined where they do not. */
  get lack(): string | undefined {
    const { lack } = this.runner
    return lack === undefined ? undefined : `one thread: ${lack}`
  }

  /**
   * A module of what is emitted.
   *
   * @param event of the trace that emission and compilation belong to
   */
  async load(name: string, emit: () => Uint8Array<ArrayBuffer>, event: OpenEvent | undefined): Promise<LoadedModule> {
    const bytes = this.trace.within(event, 'emit', name, emit)
    return this.trace.within(event, 'compile', name, () => this.runner.load(bytes))
  }

  /** The module of general kernels for a layout, compiled when it is first asked for: who needs kernels brings what emits them, so that pages load no others. */
  library(library: Library, layout: StateLayout, event: OpenEvent | undefined): Promise<LoadedModule> {
    const ofLayouts = this.#libraries.get(library) ?? new Map<string, Promise<LoadedModule>>()
    this.#libraries.set(library, ofLayouts)
    const key = `${layout.precision} ${layout.laneQubits}`
    const known = ofLayouts.get(key)
    if (known !== undefined) return known
    const { limits, ...options } = this.moduleOptions
    const made = this.load('library', () => library({ ...options, layout, memory: limits }), event)
    ofLayouts.set(key, made)
    return made
  }

  /** Frees a block when its owner is gone, unless it is given up before. */
  keep(owner: object, block: Block): void {
    this.#kept.set(block.address, block)
    this.#forgotten.register(owner, block)
  }

  giveUp(block: Block): void {
    if (this.#kept.get(block.address) !== block) return
    this.#kept.delete(block.address)
    this.arena.free(block)
  }

  async dispose(): Promise<void> {
    await this.runner.dispose()
  }
}
