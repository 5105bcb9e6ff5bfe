/**
 * Runs stages of kernels on one WebAssembly memory: on worker threads, or on the caller's thread where there are none or the work is small.
 *
 * The result has the same bits however many threads there are: kernels see to that. What decides is the work, in amplitudes.
 */
import { DisposedError } from '@ketwork/backend'
import { later, type TraceRecorder, type WorkerFactory } from '@ketwork/backend/simulator'
import { platformCapabilities } from '@ketwork/math'
import { type LoadedModule, loadModule } from './loadModule.ts'
import { type Hold, runInline } from './runInline.ts'
import { SLICE_MILLISECONDS } from './slices.ts'
import { type RunOptions, type Stage, workOf } from './stage.ts'
import type { PoolOptions, WorkerPool } from './WorkerPool.ts'
import { WorkerStartError } from './WorkerStartError.ts'

export interface StageRunnerOptions {
  /** The arena's, which modules import; threads need a shared one. */
  readonly memory: WebAssembly.Memory
  /** Why it is not shared. */
  readonly unshared?: string | undefined
  /** How many workers; one a core when omitted, none with 0. */
  readonly threads?: number | undefined
  readonly workerFactory?: WorkerFactory | undefined
  /** Where stages are recorded when a run is given an event. */
  readonly trace?: TraceRecorder | undefined
}

/** Jobs below this run where they are: a worker far away costs more than it saves. */
const LEAST_POOLED = 2 ** 16
/** Jobs below this do not wait for workers to start, which takes longer than they do (about 20 ms). */
const LEAST_WAITED_FOR = 2 ** 24
/** How long an idle worker, or one at a barrier, looks around before it sleeps, and what its slices aim at. */
const PACE = { spinMilliseconds: 0.05, sliceMilliseconds: SLICE_MILLISECONDS }
/** More workers than cores: those that spin would keep the others from working, and each looks at the signal only when it is its turn. */
const CROWDED_PACE = { spinMilliseconds: 0, sliceMilliseconds: 1 }

/**
 * Holds the workers and the modules of a backend.
 *
 * @example
 * const runner = await StageRunner.open({ memory: arena.memory, threads: 2 })
 * const module = await runner.load(bytes)
 * await runner.run([{ module, kernel: 'square', args: [address], units: 1000, amplitudes: 1000 }])
 * await runner.dispose()
 */
export class StageRunner {
  readonly #memory: WebAssembly.Memory
  readonly #trace: TraceRecorder | undefined
  readonly #hold: Hold = { lastTurn: 0, sinceLook: 0 }
  readonly #isWanted: boolean
  readonly #pace: PoolOptions['pace']
  /** How workers can be made, the first one first; none where everything runs on the caller's thread. */
  #ways: readonly WayToWorkers[]
  /** Made by the first job that is large enough. */
  #pool: Promise<WorkerPool> | undefined
  /** The same, once it is there. */
  #openPool: WorkerPool | undefined
  #threads: number
  #reason: string | undefined
  readonly #failures: string[] = []
  #nextModule = 1
  #disposed = false

  private constructor(options: StageRunnerOptions, threads: number, cores: number, reason: string | undefined) {
    this.#memory = options.memory
    this.#trace = options.trace
    this.#isWanted = threads > 0
    this.#pace = threads > cores ? CROWDED_PACE : PACE
    this.#ways = reason === undefined ? waysToWorkers(options.workerFactory) : []
    this.#threads = reason === undefined ? threads : 0
    this.#reason = reason
  }

  /**
   * Starts nothing: workers are loaded and started by the first job that is large enough.
   *
   * @throws RangeError when `threads` is not a whole number from 0 to 64
   */
  static async open(options: StageRunnerOptions): Promise<StageRunner> {
    const { cores } = await platformCapabilities()
    const { threads = Math.min(cores, MOST_THREADS) } = options
    if (!Number.isInteger(threads) || threads < 0 || threads > MOST_THREADS)
      throw new RangeError(`threads is ${threads}: it must be a whole number from 0 to ${MOST_THREADS}`)
    return new StageRunner(options, threads, cores, reasonAgainstWorkers(threads, options))
  }

  /** Workers; 0 when everything runs on the caller's thread. Kernels are called with a thread below this, or 0. */
  get threads(): number {
    return this.#threads
  }

  /** Why everything runs on the caller's thread; undefined when it does not. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** The same where threads were wanted. */
  get lack(): string | undefined {
    return this.#isWanted ? this.#reason : undefined
  }

  /**
   * Compiles a module that imports `env.memory`. Workers make their instances when they first need them.
   *
   * @param memory another one than the runner's, such as a second arena with 64-bit addresses; where it is not shared, the module runs on the caller's thread
   */
  load(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory = this.#memory): Promise<LoadedModule> {
    return loadModule(this.#nextModule++, bytes, memory)
  }

  /**
   * Runs stages in order, each when the one before it is complete.
   *
   * @throws the signal's reason when it is aborted, at most 50 ms later; by then nothing touches the memory any more
   * @throws WorkerCrashedError when a worker died or a kernel trapped in it
   * @throws RangeError when a module has no such kernel
   */
  async run(stages: readonly Stage[], options: RunOptions = {}): Promise<void> {
    if (this.#disposed) throw new DisposedError('backend')
    const work = requireStages(stages)
    const isSmall = work < LEAST_POOLED || stages.every(({ units }) => units < 2) || !stages.every(isShared)
    if (!isSmall && work < LEAST_WAITED_FOR && this.#openPool?.ready !== true) this.#startWorkers()
    else if (!isSmall && (await this.#runOnWorkers(stages, options))) return
    await runInline(stages, this.#hold, this.#trace, options)
  }

  /** Has the workers started for later runs. */
  #startWorkers(): void {
    const pool = this.#workers()
    pool?.then((there) => there.start()).catch((error: unknown) => this.#giveUp(pool, error))
  }

  /** False where workers cannot be started in any way. */
  async #runOnWorkers(stages: readonly Stage[], options: RunOptions): Promise<boolean> {
    for (let pool = this.#workers(); pool !== undefined; pool = this.#workers()) {
      try {
        const there = this.#openPool ?? (await this.#waitFor(pool, options))
        await there.run(
          stages.filter(({ units }) => units > 0),
          options,
        )
        return true
      } catch (error) {
        if (!(error instanceof WorkerStartError)) throw error
        if (this.#disposed) throw new DisposedError('backend')
        this.#giveUp(pool, error)
      }
    }
    return false
  }

  #waitFor(pool: Promise<WorkerPool>, { event }: RunOptions): Promise<WorkerPool> {
    return this.#trace === undefined ? pool : this.#trace.within(event, 'wait', 'workers', () => pool)
  }

  #workers(): Promise<WorkerPool> | undefined {
    if (this.#disposed || this.#ways.length === 0) return undefined
    this.#pool ??= this.#makePool(this.#ways[0])
    return this.#pool
  }

  async #makePool(way: WayToWorkers): Promise<WorkerPool> {
    const workerFactory = await way()
    const { WorkerPool } = await workerPool()
    const pool = new WorkerPool({ threads: this.#threads, workerFactory, pace: this.#pace, trace: this.#trace })
    this.#openPool = pool
    return pool
  }

  /** Ends the workers; runs that have not ended reject with a DisposedError. */
  async dispose(): Promise<void> {
    this.#disposed = true
    const pool = await this.#pool?.catch(() => undefined)
    await pool?.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** Workers cannot be started in this way: the next one is tried, and where there is none everything runs on the caller's thread; what runs in the pool runs on. */
  #giveUp(pool: Promise<WorkerPool>, error: unknown): void {
    if (this.#pool !== pool || this.#disposed) return
    this.#pool = undefined
    this.#openPool?.retire()
    this.#openPool = undefined
    this.#ways = this.#ways.slice(1)
    const reason = error instanceof Error ? error.message : String(error)
    this.#failures.push(reason)
    if (this.#ways.length > 0) return
    this.#threads = 0
    this.#reason = this.#failures.join('; ')
  }
}

/** Rejects with a WorkerStartError where there is nothing to make workers of. */
type WayToWorkers = () => Promise<WorkerFactory>

const workerPool = later(async () => {
  try {
    return await import('./WorkerPool.ts')
  } catch (error) {
    throw new WorkerStartError(`the code that works with threads could not be loaded (${String(error)})`, { cause: error })
  }
})

/** The caller's own; or from the script that stands beside this package, and from its text where a bundler has left that behind. */
function waysToWorkers(given: WorkerFactory | undefined): readonly WayToWorkers[] {
  if (given !== undefined) return [async () => given]
  return [async () => (await workerPool()).spawnWorker, factoryFromText]
}

async function factoryFromText(): Promise<WorkerFactory> {
  const { workerText } = await import('./workerText.ts')
  if (workerText === undefined) throw new WorkerStartError('the sources have no text of it')
  const { spawnFromText } = await workerPool()
  return () => spawnFromText(workerText)
}

const MOST_THREADS = 64

function reasonAgainstWorkers(threads: number, { memory, unshared, workerFactory }: StageRunnerOptions): string | undefined {
  if (threads === 0) return 'no threads were asked for'
  if (!isSharedMemory(memory)) return unshared ?? 'the memory is not shared'
  const { process, Worker: webWorker } = globalThis as { process?: { getBuiltinModule?: unknown }; Worker?: unknown }
  if (workerFactory === undefined && process?.getBuiltinModule === undefined && webWorker === undefined)
    return 'this runtime has no workers'
  return undefined
}

function isShared({ module }: Stage): boolean {
  return isSharedMemory(module.memory)
}

function isSharedMemory({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer
}

/** The work of all, in amplitudes. */
function requireStages(stages: readonly Stage[]): number {
  let work = 0
  for (const stage of stages) {
    if (!stage.module.kernels.has(stage.kernel)) throw new RangeError(`the module has no kernel '${stage.kernel}'`)
    work += workOf(stage)
  }
  return work
}
