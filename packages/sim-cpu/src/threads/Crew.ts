/**
 * The workers of a pool: started when they are first needed, sent the modules, and replaced when they are gone.
 *
 * What they do together is the pool's business (`WorkerPool.ts`).
 */
import type { ControlMemory } from './controlMemory.ts'
import type { LoadedModule } from './loadModule.ts'
import type { FromWorker, StartMessage, ToWorker } from './messages.ts'
import { type PoolWorker, type WorkerFactory, listenTo } from '@ketwork/backend/simulator'
import { WorkerStartError } from './WorkerStartError.ts'

export interface CrewOptions {
  readonly threads: number
  readonly workerFactory: WorkerFactory
  readonly pace: Pick<StartMessage, 'spinMilliseconds' | 'sliceMilliseconds'>
}

export interface CrewListener {
  readonly message: (member: Member, message: FromWorker) => void
  /** A worker is gone for good: `how` completes "the worker ...". */
  readonly lost: (member: Member, how: string) => void
}

export interface Member {
  readonly worker: PoolWorker
  readonly index: number
  /** Ids of the modules that it has. */
  readonly modules: Set<number>
  /** Undefined once it is there. */
  starting: Promise<void> | undefined
  /** How many it takes part in. */
  jobs: number
}

/** How long a worker may take to say that it is there, on a machine that is very busy. */
const START_MILLISECONDS = 20_000
/** In a row, before workers are given up. */
const MOST_FAILED_STARTS = 3

export class Crew {
  readonly #options: CrewOptions
  readonly #control: ControlMemory
  readonly #listener: CrewListener
  readonly #members: (Member | undefined)[]
  #failedStarts = 0

  constructor(options: CrewOptions, control: ControlMemory, listener: CrewListener) {
    this.#options = options
    this.#control = control
    this.#listener = listener
    this.#members = Array.from({ length: options.threads }, () => undefined)
  }

  /** Those that have been started and not been lost. */
  get members(): Member[] {
    return this.#members.filter((member) => member !== undefined)
  }

  /** Whether all workers are there. */
  get complete(): boolean {
    return this.#members.every((member) => member !== undefined && member.starting === undefined)
  }

  /**
   * Starts the workers that are missing; undefined where all are there. When it resolves, one may have died in the meantime: ask again.
   *
   * @throws WorkerStartError when one cannot be started, or died a few times while it started
   */
  startMissing(): Promise<void> | undefined {
    const starting: Promise<void>[] = []
    for (let index = 0; index < this.#members.length; index++) {
      const member = (this.#members[index] ??= this.#start(index))
      if (member.starting !== undefined) starting.push(member.starting)
    }
    return starting.length === 0 ? undefined : this.#allStarted(starting)
  }

  /** Sends a module to a worker that does not have it. */
  introduce(member: Member, { id, module, memory }: LoadedModule): void {
    if (member.modules.has(id)) return
    member.modules.add(id)
    this.#post(member, { kind: 'module', id, module, memory })
  }

  /** Whether the workers keep the process alive. */
  keepAlive(alive: boolean): void {
    for (const { worker } of this.members) {
      if (alive) worker.ref?.()
      else worker.unref?.()
    }
  }

  /** Ends all workers; none is reported lost. */
  async terminate(): Promise<void> {
    const { members } = this
    this.#members.fill(undefined)
    await Promise.all(members.map(({ worker }) => worker.terminate()))
  }

  async #allStarted(starting: readonly Promise<void>[]): Promise<void> {
    try {
      await Promise.all(starting)
    } catch (error) {
      if (this.#failedStarts >= MOST_FAILED_STARTS) throw error
    }
  }

  #start(index: number): Member {
    const { threads, pace, workerFactory } = this.#options
    const worker = makeWorker(workerFactory)
    const member: Member = { worker, index, modules: new Set(), starting: undefined, jobs: 0 }
    member.starting = new Promise((resolve, reject) => {
      const lose = (how: string): void => {
        clearTimeout(timer)
        reject(new WorkerStartError(`a worker ${how}`))
        if (this.#members[index] !== member) return
        if (member.starting !== undefined) this.#failedStarts++
        this.#members[index] = undefined
        void worker.terminate()
        this.#listener.lost(member, how)
      }
      const timer = setTimeout(() => lose(`did not answer within ${START_MILLISECONDS / 1000} s`), START_MILLISECONDS)
      ;(timer as { unref?: () => void }).unref?.()
      listenTo(worker, {
        failed: lose,
        message: (message) => {
          const received = message as FromWorker
          if (received.kind === 'ready') {
            clearTimeout(timer)
            member.starting = undefined
            this.#failedStarts = 0
            resolve()
          }
          this.#listener.message(member, received)
        },
      })
    })
    member.starting.catch(() => undefined) // those who wait for it get the error
    this.#control.resetWorker(index)
    worker.postMessage({ kind: 'start', control: this.#control.buffer, threads, worker: index, ...pace } satisfies ToWorker)
    return member
  }

  /** A message that the worker leaves its loop for. */
  #post({ index, worker }: Member, message: ToWorker): void {
    this.#control.countPosted(index)
    worker.postMessage(message)
    this.#control.wake(index)
  }
}

function makeWorker(factory: WorkerFactory): PoolWorker {
  try {
    return factory()
  } catch (error) {
    throw new WorkerStartError(`a worker could not be made (${String(error)})`, { cause: error })
  }
}
