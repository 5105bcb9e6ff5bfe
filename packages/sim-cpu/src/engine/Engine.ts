/**
 * What all executables of a backend share: the memory, the threads and the general kernels.
 */
import type { TraceRecorder } from '@ketwork/backend'
import { platformCapabilities } from '@ketwork/math'
import { emitCopy } from '../kernels/emitClear.ts'
import { emitCollapse, emitOutcomeWeights } from '../kernels/emitCollapse.ts'
import { emitDense } from '../kernels/emitDense.ts'
import { emitDrawIndices } from '../kernels/emitDrawIndices.ts'
import { emitProductState } from '../kernels/emitProductState.ts'
import { emitReducedDensity } from '../kernels/emitReducedDensity.ts'
import { emitChunkWeights, emitPrefixSums, emitRunningSums } from '../kernels/emitRunningSums.ts'
import { emitExpandBits } from '../kernels/emitSampleBits.ts'
import {
  braModule,
  expectationModule,
  kernelModule,
  type KernelModuleOptions,
  largeBraModule,
  moduleOf,
  overlapModule,
} from '../kernels/kernelModule.ts'
import type { StateLayout } from '../kernels/layout.ts'
import { Arena, type Block } from '../memory/Arena.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import { StageRunner } from '../threads/StageRunner.ts'
import type { WorkerFactory } from '../threads/spawnWorker.ts'

/** Which instructions the kernels use: fused multiply-adds, or plain SIMD. */
export type SimdVariant = 'relaxed' | 'simd'

export interface EngineOptions {
  readonly memoryBytes: number
  readonly threads?: number | undefined
  readonly workerFactory?: WorkerFactory | undefined
  readonly variant: SimdVariant
  readonly trace: TraceRecorder
}

/** The general kernels by the room they serve, so that each module is compiled when it is first needed. */
const LIBRARIES = {
  states: (options: KernelModuleOptions) => moduleOf(options, { product: emitProductState, dense: emitDense, copy: emitCopy }),
  kernels: kernelModule,
  expectations: expectationModule,
  bra: braModule,
  largeBra: largeBraModule,
  overlaps: overlapModule,
  dynamics: (options: KernelModuleOptions) =>
    moduleOf(options, { outcomeWeights: emitOutcomeWeights, collapse: emitCollapse, reducedDensity: emitReducedDensity }),
  sampling: (options: KernelModuleOptions) =>
    moduleOf(options, {
      ...{ chunkWeights: emitChunkWeights, prefixSums: emitPrefixSums, runningSums: emitRunningSums },
      ...{ drawIndices: emitDrawIndices, expandBits: emitExpandBits },
    }),
} as const satisfies Record<string, (options: KernelModuleOptions) => Uint8Array<ArrayBuffer>>

export type Library = keyof typeof LIBRARIES

export class Engine {
  readonly arena: Arena
  readonly runner: StageRunner
  readonly variant: SimdVariant
  readonly trace: TraceRecorder
  /** Blocks that belong to something alive, freed with it at the latest. */
  readonly #kept = new Map<number, Block>()
  readonly #forgotten = new FinalizationRegistry<Block>((block) => this.giveUp(block))
  readonly #libraries = new Map<string, Promise<LoadedModule>>()

  private constructor(arena: Arena, runner: StageRunner, { variant, trace }: EngineOptions) {
    this.arena = arena
    this.runner = runner
    this.variant = variant
    this.trace = trace
  }

  static async open(options: EngineOptions): Promise<Engine> {
    const { memoryBytes, threads, workerFactory, trace } = options
    const { wasmThreads } = await platformCapabilities()
    const arena = await Arena.open({ memoryBytes, shared: threads !== 0 && wasmThreads, memory64: memoryBytes > MOST_BYTES_32 })
    const runner = await StageRunner.open({ memory: arena.memory, threads, workerFactory, trace })
    return new Engine(arena, runner, options)
  }

  /** How generated modules are built for this engine. */
  get moduleOptions() {
    const { memory64, limits } = this.arena
    return { relaxedSimd: this.variant === 'relaxed', memory64, limits }
  }

  load(bytes: Uint8Array<ArrayBuffer>): Promise<LoadedModule> {
    return this.runner.load(bytes)
  }

  library(name: Library, layout: StateLayout): Promise<LoadedModule> {
    const key = `${name} ${layout.precision} ${layout.laneQubits}`
    const known = this.#libraries.get(key)
    if (known !== undefined) return known
    const { limits, ...options } = this.moduleOptions
    const made = this.load(LIBRARIES[name]({ ...options, layout, memory: limits }))
    this.#libraries.set(key, made)
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

/** What 32-bit addresses reach, less what the engine keeps. */
export const MOST_BYTES_32 = 2 ** 32 - 2 ** 16
