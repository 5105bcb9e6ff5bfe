/**
 * What all executables of a backend share: the memory, the threads and the general kernels.
 */
import type { TraceRecorder } from '@ketwork/backend'
import { platformCapabilities } from '@ketwork/math'
import { buildModule, type ModuleBuilder } from '@ketwork/math/wasm'
import { emitFromAmplitudes, emitToAmplitudes } from '../kernels/emitAmplitudeConversion.ts'
import { emitDense } from '../kernels/emitDense.ts'
import { emitExpectations } from '../kernels/emitExpectations.ts'
import { emitObservableBra, emitWeighGroups } from '../kernels/emitObservableBra.ts'
import { emitProductState } from '../kernels/emitProductState.ts'
import { emitToRows } from '../kernels/emitTileConversion.ts'
import type { StateLayout } from '../kernels/layout.ts'
import { Arena } from '../memory/Arena.ts'
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

/** The general kernels by the room they serve, so that each is compiled when it is first needed. */
const LIBRARIES = {
  states: { product: emitProductState, fromAmplitudes: emitFromAmplitudes, toAmplitudes: emitToAmplitudes, dense: emitDense },
  observables: { expectations: emitExpectations, weigh: emitWeighGroups, bra: emitObservableBra },
  tiles: { toRows: emitToRows },
} as const satisfies Record<string, Record<string, (module: ModuleBuilder, layout: StateLayout) => { readonly index: number }>>

export type Library = keyof typeof LIBRARIES

export class Engine {
  readonly arena: Arena
  readonly runner: StageRunner
  readonly variant: SimdVariant
  readonly trace: TraceRecorder
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
    const made = this.load(
      buildModule(this.moduleOptions, (module) => {
        module.importMemory('env', 'memory', this.arena.limits)
        for (const [kernel, emit] of Object.entries(LIBRARIES[name])) module.export(kernel, emit(module, layout))
      }),
    )
    this.#libraries.set(key, made)
    return made
  }

  async dispose(): Promise<void> {
    await this.runner.dispose()
  }
}

/** What 32-bit addresses reach, less what the engine keeps. */
export const MOST_BYTES_32 = 2 ** 32 - 2 ** 16
