/**
 * Hands tasks to worker threads, one at a time each, first come, first served.
 *
 * Tasks start in their order. When one fails no later one starts, and those before it are waited for: the error is that of the first failing task
 * of the list, for any number of threads.
 */
import { DisposedError } from '../DisposedError.ts'
import type { FromTaskWorker, ToTaskWorker } from './messages.ts'
import { TaskError, type TaskMap, type TaskMapOptions } from './TaskMap.ts'
import { type PoolWorker, type WorkerFactory, listenTo } from './threadWorker.ts'

export interface ThreadTaskMapParts {
  readonly module: string
  /** Of the function. */
  readonly name: string
  readonly threads: number
  readonly spawn: WorkerFactory
}

/** One call of `map`. */
interface Job {
  readonly tasks: readonly unknown[]
  readonly results: unknown[]
  /** Index of the task that starts next. */
  next: number
  running: number
  failure: TaskError | undefined
  readonly resolve: (results: unknown[]) => void
  readonly reject: (reason: unknown) => void
}

/** A worker and what it does. */
interface Seat {
  readonly worker: PoolWorker
  work: { readonly job: Job; readonly index: number; readonly attempt: number } | undefined
}

const ATTEMPTS = 2

export class ThreadTaskMap implements TaskMap {
  readonly #parts: ThreadTaskMapParts
  readonly #seats = new Set<Seat>()
  readonly #jobs = new Set<Job>()
  /** Tasks whose worker died, to be run again before others. */
  #again: { readonly job: Job; readonly index: number }[] = []
  #disposed = false

  constructor(parts: ThreadTaskMapParts) {
    this.#parts = parts
  }

  async map<Result>(tasks: readonly unknown[], { signal }: TaskMapOptions = {}): Promise<Result[]> {
    if (this.#disposed) throw new DisposedError('task map')
    if (!Array.isArray(tasks)) throw new TypeError('tasks must be an array')
    signal?.throwIfAborted()
    if (tasks.length === 0) return []
    let job: Job | undefined
    const abort = () => job && this.#end(job, signal?.reason)
    try {
      return await new Promise<Result[]>((resolve, reject) => {
        const finish = resolve as (results: unknown[]) => void
        job = { tasks, results: new Array(tasks.length), next: 0, running: 0, failure: undefined, resolve: finish, reject }
        this.#jobs.add(job)
        signal?.addEventListener('abort', abort)
        this.#fill()
      })
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return
    this.#disposed = true
    for (const job of [...this.#jobs]) this.#end(job, new DisposedError('task map'))
    const workers = [...this.#seats].map(({ worker }) => worker)
    this.#seats.clear()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** Gives tasks to idle workers, and starts workers while there are tasks and threads. */
  #fill(): void {
    for (let work = this.#take(); work !== undefined; work = this.#take()) {
      try {
        this.#start(this.#idleSeat(), work)
      } catch (error) {
        this.#fail(work.job, work.index, error as Error) // a task that cannot be posted, a runtime without workers
      }
    }
  }

  /** The next task, where a thread is free for it. */
  #take(): NonNullable<Seat['work']> | undefined {
    const busy = [...this.#seats].filter(({ work }) => work !== undefined).length
    if (busy >= this.#parts.threads) return undefined
    const again = this.#again.shift()
    if (again !== undefined) return { ...again, attempt: ATTEMPTS }
    for (const job of this.#jobs) {
      if (job.failure !== undefined || job.next === job.tasks.length) continue
      job.running++
      return { job, index: job.next++, attempt: 1 }
    }
    return undefined
  }

  #idleSeat(): Seat {
    for (const seat of this.#seats) if (seat.work === undefined) return seat
    const seat: Seat = { worker: this.#parts.spawn(), work: undefined }
    seat.worker.unref?.()
    this.#seats.add(seat)
    listenTo(seat.worker, {
      message: (message) => this.#receive(seat, message as FromTaskWorker),
      failed: (how) => this.#lost(seat, how),
    })
    return seat
  }

  #start(seat: Seat, work: NonNullable<Seat['work']>): void {
    const { module, name } = this.#parts
    const message: ToTaskWorker = { module, name, task: work.job.tasks[work.index] }
    seat.worker.postMessage(message)
    seat.worker.ref?.()
    seat.work = work
  }

  #receive(seat: Seat, message: FromTaskWorker): void {
    const { work } = seat
    if (work === undefined) return
    seat.work = undefined
    seat.worker.unref?.()
    if (message.kind === 'error') this.#fail(work.job, work.index, { stack: undefined, ...message })
    else {
      work.job.results[work.index] = message.result
      this.#settle(work.job)
    }
    this.#fill()
  }

  /** A worker is gone: its task runs once more, on another one. */
  #lost(seat: Seat, how: string): void {
    if (!this.#seats.delete(seat)) return
    void seat.worker.terminate()
    const { work } = seat
    if (work !== undefined) {
      const { job, index, attempt } = work
      if (attempt < ATTEMPTS) this.#again.push({ job, index })
      else this.#fail(job, index, { name: 'WorkerLostError', message: `the worker ${how}, and so did one before it`, stack: undefined })
    }
    this.#fill()
  }

  #fail(job: Job, index: number, error: Pick<Error, 'name' | 'message'> & { readonly stack?: string | undefined }): void {
    const { name, message, stack } = error
    if (job.failure === undefined || index < job.failure.taskIndex)
      job.failure = new TaskError(index, { name, message, ...(stack === undefined ? {} : { stack }) })
    this.#settle(job)
  }

  /** One task less runs; the last one ends the job. */
  #settle(job: Job): void {
    job.running--
    if (job.running > 0 || !this.#jobs.has(job)) return
    if (job.failure === undefined && job.next < job.tasks.length) return
    this.#jobs.delete(job)
    if (job.failure === undefined) job.resolve(job.results)
    else job.reject(job.failure)
  }

  /** Ends a job at once, and the workers that run its tasks: code of users cannot be interrupted otherwise. */
  #end(job: Job, reason: unknown): void {
    if (!this.#jobs.delete(job)) return
    this.#again = this.#again.filter((waiting) => waiting.job !== job)
    for (const seat of this.#seats) {
      if (seat.work?.job !== job) continue
      this.#seats.delete(seat)
      void seat.worker.terminate()
    }
    job.reject(reason)
    this.#fill()
  }
}
