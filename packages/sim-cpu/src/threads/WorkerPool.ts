/**
 * Worker threads that share one memory and run jobs side by side.
 *
 * A job is a list of stages and a team of workers; it is written into shared memory (`controlMemory.ts`, `jobCode.ts`), where the workers find it
 * (`WorkerLoop.ts`), each taking a slice of each of its jobs in turn. Jobs beyond the slots wait in line. Workers are started when first needed,
 * keep no process alive while they have nothing to do, and are started anew after a crash.
 */
import { DisposedError, type TraceRecorder } from '@ketwork/backend'
import { ABORTED, CODE_NUMBERS, ControlMemory, POISONED, RUNNING, SLOTS, controlBytes } from './controlMemory.ts'
import { codeLength, writeCode } from './jobCode.ts'
import type { LoadedModule } from './loadModule.ts'
import type { FromWorker, StartMessage, ToWorker } from './messages.ts'
import { partStart, sharers } from './slices.ts'
import type { RunOptions, Stage } from './stage.ts'
import { teamSize } from './teamSize.ts'
import { recordStages } from './traceStages.ts'
import { type PoolWorker, type WorkerFactory, listenTo } from './spawnWorker.ts'

/** A worker died, or a kernel trapped in it: the run has no result. The next run has a worker in its place. */
export class WorkerCrashedError extends Error {
  override readonly name = 'WorkerCrashedError'
  /** Counted from 0. */
  readonly worker: number

  constructor(worker: number, how: string) {
    super(`worker ${worker} ${how}: the run was given up, run it again`)
    this.worker = worker
  }
}

/** Workers cannot be started here. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError'
}

export interface PoolOptions {
  readonly threads: number
  readonly workerFactory: WorkerFactory
  readonly pace: Pick<StartMessage, 'spinMilliseconds' | 'sliceMilliseconds'>
  readonly trace: TraceRecorder | undefined
}

interface Member {
  readonly worker: PoolWorker
  readonly index: number
  readonly modules: Set<number>
  /** Undefined once it is there. */
  starting: Promise<void> | undefined
  jobs: number
}

interface Job {
  readonly id: number
  readonly slot: number
  readonly stages: readonly Stage[]
  readonly options: RunOptions
  readonly members: readonly Member[]
  readonly times: (Float64Array | undefined)[]
  readonly timed: boolean
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
  readonly onAbort: () => void
  error: Error | undefined
}

/** How long a worker may take to say that it is there, on a machine that is very busy. */
const START_MILLISECONDS = 20_000
/** In a row, before workers are given up. */
const MOST_FAILED_STARTS = 3

export class WorkerPool {
  readonly #options: PoolOptions
  readonly #control: ControlMemory
  readonly #controlBuffer: SharedArrayBuffer
  readonly #members: (Member | undefined)[]
  readonly #freeSlots = Array.from({ length: SLOTS }, (_, i) => SLOTS - 1 - i)
  readonly #jobs = new Map<number, Job>()
  readonly #line: (() => void)[] = []
  #nextJob = 1
  /** Runs that have begun and not ended: while there are any, the workers keep the process alive. */
  #running = 0
  #failedStarts = 0
  #disposed = false
  #retired = false

  constructor(options: PoolOptions) {
    this.#options = options
    this.#controlBuffer = new SharedArrayBuffer(controlBytes(options.threads))
    this.#control = new ControlMemory(this.#controlBuffer, options.threads)
    this.#members = Array.from({ length: options.threads }, () => undefined)
  }

  /**
   * Runs stages in order on a team of workers.
   *
   * @throws WorkerCrashedError
   * @throws WorkerStartError when a worker cannot be started
   */
  async run(stages: readonly Stage[], options: RunOptions): Promise<void> {
    this.#keepAlive(1)
    try {
      for (const part of cutByCode(stages)) {
        const slot = await this.#takeSlot(options.signal)
        await new Promise<void>((resolve, reject) => this.#submit({ slot, stages: part, options, resolve, reject }))
      }
    } finally {
      this.#keepAlive(-1)
    }
  }

  /** Whether all workers are there. */
  get ready(): boolean {
    return this.#members.every((member) => member !== undefined && member.starting === undefined)
  }

  /**
   * Starts the workers that are missing, for later runs; meanwhile they do not keep the process alive.
   *
   * @throws WorkerStartError when one cannot be started
   */
  async start(): Promise<void> {
    const starting = this.#startMissing()
    if (this.#running === 0) for (const member of this.#members) member?.worker.unref?.()
    if (starting !== undefined) await this.#retried(starting)
  }

  /** Tells the workers to drop their instances of a module. */
  forget({ id }: LoadedModule): void {
    for (const member of this.#members) if (member?.modules.delete(id)) this.#post(member, { kind: 'forget', id })
  }

  /** Ends the workers when the runs that have begun are over. */
  retire(): void {
    this.#retired = true
    if (this.#running === 0) void this.dispose()
  }

  /** Ends the workers; runs that have not ended reject. */
  async dispose(): Promise<void> {
    this.#disposed = true
    const members = this.#members.filter((member) => member !== undefined)
    this.#members.fill(undefined)
    await Promise.all(members.map(({ worker }) => worker.terminate()))
    for (const job of [...this.#jobs.values()]) this.#end(job, new DisposedError('backend'))
    for (const proceed of this.#line.splice(0)) proceed()
  }

  /** A slot for a job, when all workers are there and one is free. */
  async #takeSlot(signal: AbortSignal | undefined): Promise<number> {
    for (;;) {
      signal?.throwIfAborted()
      if (this.#disposed) throw new DisposedError('backend')
      const starting = this.#startMissing()
      if (starting === undefined && this.#freeSlots.length > 0) return this.#freeSlots.pop()!
      const free = starting === undefined ? new Promise<void>((resolve) => this.#line.push(resolve)) : this.#retried(starting)
      await untilAborted(free, signal)
    }
  }

  /** A worker that dies while it starts may be started again, a few times. */
  async #retried(starting: Promise<unknown>): Promise<void> {
    try {
      await starting
    } catch (error) {
      if (this.#failedStarts >= MOST_FAILED_STARTS) throw error
    }
  }

  #submit(asked: Pick<Job, 'slot' | 'stages' | 'options' | 'resolve' | 'reject'>): void {
    const { slot, stages, options } = asked
    const { signal, event } = options
    const members = this.#chooseTeam(stages)
    const timed = event !== undefined && this.#options.trace !== undefined
    const onAbort = (): void => this.#stop(job, ABORTED)
    const id = this.#nextJob++
    const job: Job = { ...asked, id, members, timed, onAbort, times: [], error: undefined }
    this.#jobs.set(id, job)
    signal?.addEventListener('abort', onAbort, { once: true })
    writeCode(this.#control.code(slot), stages, members.length)
    const parts = sharers(stages[0], members.length)
    for (const part of members.keys()) this.#control.preparePart(slot, 0, part, partStart(stages[0].units, parts, part))
    const head = { job: id, team: members.length, stages: stages.length, timed }
    this.#control.open(
      slot,
      head,
      members.map(({ index }) => index),
    )
    for (const member of members) {
      member.jobs++
      for (const { module } of stages) this.#introduce(member, module)
      this.#control.give(member.index, slot)
    }
  }

  /** The workers with the fewest jobs. */
  #chooseTeam(stages: readonly Stage[]): Member[] {
    const members = this.#members.filter((member) => member !== undefined)
    const size = teamSize(stages, members.length, this.#jobs.size)
    return members.sort((a, b) => a.jobs - b.jobs || a.index - b.index).slice(0, size)
  }

  #introduce(member: Member, { id, module, memory }: LoadedModule): void {
    if (member.modules.has(id)) return
    member.modules.add(id)
    this.#post(member, { kind: 'module', id, module, memory })
  }

  /** A message that the worker leaves its loop for. */
  #post({ index, worker }: Member, message: ToWorker): void {
    this.#control.countPosted(index)
    worker.postMessage(message)
    this.#control.wake(index)
  }

  #stop(job: Job, state: typeof ABORTED | typeof POISONED): void {
    this.#control.stop(job.slot, state)
    for (const { index } of job.members) this.#control.wake(index)
  }

  /** Ends the job when nobody works on it any more and all that is to be known of it is known. */
  #settle(job: Job): void {
    const { slot, members, stages, times, timed, options } = job
    if (!this.#control.everyoneLeft(slot, members.length)) return
    const state = this.#control.state(slot)
    if (state === POISONED) {
      if (job.error !== undefined) this.#end(job, job.error)
    } else if (state === ABORTED) this.#end(job, options.signal?.reason)
    else if (state === RUNNING && (!timed || members.every((_, i) => times[i] !== undefined))) {
      if (timed) recordStages(this.#options.trace!, options.event!, stages, times as Float64Array[])
      this.#end(job)
    }
  }

  #end(job: Job, ...failure: readonly unknown[]): void {
    if (!this.#jobs.delete(job.id)) return
    job.options.signal?.removeEventListener('abort', job.onAbort)
    for (const member of job.members) member.jobs--
    this.#freeSlots.push(job.slot)
    this.#line.shift()?.()
    if (failure.length > 0) job.reject(failure[0])
    else job.resolve()
  }

  #receive(member: Member, message: FromWorker): void {
    if (message.kind === 'ready') return
    const job = this.#jobs.get(message.job)
    if (job === undefined) return
    if (message.kind === 'times') job.times[message.member] = message.times
    if (message.kind === 'trapped') job.error ??= new WorkerCrashedError(member.index, `stopped in a kernel (${message.error})`)
    this.#settle(job)
  }

  /** The worker is gone: its jobs end without it. */
  #lose(member: Member, how: string): void {
    this.#members[member.index] = undefined
    void member.worker.terminate()
    for (const job of [...this.#jobs.values()]) {
      const place = job.members.indexOf(member)
      if (place < 0) continue
      if (this.#control.hasLeft(job.slot, place) && !job.timed) {
        this.#settle(job)
        continue
      }
      job.error ??= new WorkerCrashedError(member.index, how)
      this.#stop(job, POISONED)
      this.#control.leave(job.slot, place)
      this.#settle(job)
    }
  }

  /** Undefined where all workers are there. */
  #startMissing(): Promise<unknown> | undefined {
    const starting: Promise<void>[] = []
    for (let index = 0; index < this.#members.length; index++) {
      const member = (this.#members[index] ??= this.#start(index))
      if (member.starting !== undefined) starting.push(member.starting)
    }
    return starting.length === 0 ? undefined : Promise.all(starting)
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
        this.#lose(member, how)
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
          this.#receive(member, received)
        },
      })
    })
    member.starting.catch(() => undefined) // those who wait for it are told
    this.#control.resetWorker(index)
    worker.postMessage({ kind: 'start', control: this.#controlBuffer, threads, worker: index, ...pace } satisfies ToWorker)
    return member
  }

  #keepAlive(change: 1 | -1): void {
    const before = this.#running
    this.#running += change
    if (before > 0 && this.#running > 0) return
    if (this.#running === 0 && this.#retired) return void this.dispose()
    for (const member of this.#members) {
      if (this.#running > 0) member?.worker.ref?.()
      else member?.worker.unref?.()
    }
  }
}

/** Ends with the promise, or when the signal is aborted, which the caller finds out. */
async function untilAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return promise
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => resolve()
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function makeWorker(factory: WorkerFactory): PoolWorker {
  try {
    return factory()
  } catch (error) {
    throw new WorkerStartError(`a worker could not be made (${String(error)})`, { cause: error })
  }
}

/** Parts whose code fits into a slot. */
function cutByCode(stages: readonly Stage[]): (readonly Stage[])[] {
  const parts: Stage[][] = []
  let room = 0
  for (const stage of stages) {
    room -= codeLength(stage)
    if (room < 0) {
      parts.push([])
      room = CODE_NUMBERS - codeLength(stage)
    }
    parts.at(-1)!.push(stage)
  }
  return parts
}
