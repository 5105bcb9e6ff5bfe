/**
 * Worker threads that share one memory and run jobs side by side.
 *
 * A job is a list of stages and a team of workers; it is written into shared memory (`controlMemory.ts`, `jobCode.ts`), where the workers find it
 * (`WorkerLoop.ts`), each taking a slice of each of its jobs in turn. Jobs beyond the slots wait in line. Workers are started when first needed,
 * keep no process alive while they have nothing to do, and are started anew after a crash.
 */
import { DisposedError } from '@ketwork/backend'
import type { TraceRecorder } from '@ketwork/backend/simulator'
import { Crew, type CrewOptions, type Member } from './Crew.ts'
import { ABORTED, ControlMemory, DONE, POISONED, SLOTS, controlBytes, mostStages } from './controlMemory.ts'
import { cutByCode, writeCode } from './jobCode.ts'
import type { FromWorker } from './messages.ts'
import type { RunOptions, Stage } from './stage.ts'
import { teamSize } from './teamSize.ts'
import { recordStages } from './traceStages.ts'

export { spawnFromText, spawnWorker } from './spawnWorker.ts'

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

export interface PoolOptions extends CrewOptions {
  readonly trace: TraceRecorder | undefined
}

interface Job {
  readonly id: number
  readonly slot: number
  readonly stages: readonly Stage[]
  readonly options: RunOptions
  readonly members: readonly Member[]
  readonly times: (Float64Array | undefined)[]
  readonly timed: boolean
  /** On the clock of `performance.now()`, where it is timed. */
  readonly begun: number
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
  readonly onAbort: () => void
  error: Error | undefined
}

/** A worker that has not left so many jobs that are done is not asked to take part in another. */
const LATE_JOBS = 3

export class WorkerPool {
  readonly #trace: TraceRecorder | undefined
  readonly #control: ControlMemory
  readonly #crew: Crew
  readonly #mostStages: number
  readonly #freeSlots = Array.from({ length: SLOTS }, (_, i) => SLOTS - 1 - i)
  readonly #jobs = new Map<number, Job>()
  /** Jobs that are done, whose slots are in use until the last member knows. */
  #draining: Job[] = []
  /** Runs that wait for a slot. */
  readonly #line: (() => void)[] = []
  #nextJob = 1
  /** Runs that have begun and not ended: while there are any, the workers keep the process alive. */
  #running = 0
  #disposed = false
  #retired = false

  constructor({ trace, ...options }: PoolOptions) {
    const { threads } = options
    this.#trace = trace
    this.#mostStages = mostStages(threads)
    this.#control = new ControlMemory(new SharedArrayBuffer(controlBytes(threads)), threads)
    this.#crew = new Crew(options, this.#control, {
      message: (member, message) => this.#receive(member, message),
      lost: (member, how) => this.#lose(member, how),
    })
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
      for (const part of cutByCode(stages, this.#mostStages)) {
        const slot = await this.#slotFor(options)
        await new Promise<void>((resolve, reject) => this.#submit({ slot, stages: part, options, resolve, reject }))
      }
    } finally {
      this.#keepAlive(-1)
    }
  }

  /** Waiting for it is an event of the call. */
  #slotFor({ signal, event }: RunOptions): Promise<number> {
    const take = () => this.#takeSlot(signal)
    return this.#trace === undefined ? take() : this.#trace.within(event, 'wait', 'workers', take)
  }

  /** Whether all workers are there. */
  get ready(): boolean {
    return this.#crew.complete
  }

  /**
   * Starts the workers, for later runs; meanwhile they do not keep the process alive.
   *
   * @throws WorkerStartError when one cannot be started
   */
  async start(): Promise<void> {
    const starting = this.#crew.startMissing()
    if (this.#running === 0) this.#crew.keepAlive(false)
    await starting
  }

  /** Ends the workers when the runs that have begun are over. */
  retire(): void {
    this.#retired = true
    if (this.#running === 0) void this.dispose()
  }

  /** Ends the workers; runs that have not ended reject. */
  async dispose(): Promise<void> {
    this.#disposed = true
    await this.#crew.terminate()
    for (const job of [...this.#jobs.values()]) this.#end(job, new DisposedError('backend'))
    this.#proceed()
  }

  /** A slot for a job, when all workers are there and one is free. */
  async #takeSlot(signal: AbortSignal | undefined): Promise<number> {
    for (;;) {
      signal?.throwIfAborted()
      if (this.#disposed) throw new DisposedError('backend')
      const starting = this.#crew.startMissing()
      this.#drain()
      if (starting === undefined && this.#freeSlots.length > 0) return this.#freeSlots.pop()!
      await untilAborted(starting ?? this.#slotFreed(), signal)
    }
  }

  /** Frees the slots that all members have left. */
  #drain(): void {
    this.#draining = this.#draining.filter((job) => {
      if (!this.#control.everyoneLeft(job.slot, job.members.length)) return true
      for (const member of job.members) member.jobs--
      this.#freeSlots.push(job.slot)
      return false
    })
  }

  /** Resolves when a slot may be free: looks itself where members come late to jobs that are done, which they do not tell. */
  #slotFreed(): Promise<void> {
    if (this.#draining.length > 0) return new Promise((resolve) => setTimeout(resolve, 1))
    return new Promise((resolve) => this.#line.push(resolve))
  }

  /** Lets the waiting runs look for a slot again, in order; those that find none wait on in that order. */
  #proceed(): void {
    for (const proceed of this.#line.splice(0)) proceed()
  }

  #submit(asked: Pick<Job, 'slot' | 'stages' | 'options' | 'resolve' | 'reject'>): void {
    const { slot, stages, options } = asked
    const { signal, event } = options
    const members = this.#chooseTeam(stages)
    const timed = event !== undefined && this.#trace !== undefined
    const onAbort = (): void => this.#stop(job, ABORTED)
    const id = this.#nextJob++
    const begun = timed ? performance.now() : 0
    const job: Job = { ...asked, id, members, timed, begun, onAbort, times: [], error: undefined }
    this.#jobs.set(id, job)
    signal?.addEventListener('abort', onAbort, { once: true })
    writeCode(this.#control.code(slot), stages, members.length)
    const head = { job: id, team: members.length, stages: stages.length, timed }
    this.#control.open(
      slot,
      head,
      members.map(({ index }) => index),
    )
    for (const member of members) {
      member.jobs++
      for (const { module } of stages) this.#crew.introduce(member, module)
      this.#control.give(member.index, slot)
    }
  }

  /** The workers with the fewest jobs, without those that the system keeps from running: they have not left jobs that are done. */
  #chooseTeam(stages: readonly Stage[]): Member[] {
    const { members } = this.#crew
    const late = (member: Member): boolean => this.#draining.filter((job) => this.#isLate(job, member)).length >= LATE_JOBS
    const there = this.#draining.length < LATE_JOBS ? members : members.filter((member) => !late(member))
    const candidates = there.length > 0 ? there : members
    const size = teamSize(stages, candidates.length, this.#jobs.size)
    return candidates.sort((a, b) => a.jobs - b.jobs || a.index - b.index).slice(0, size)
  }

  #isLate({ slot, members }: Job, member: Member): boolean {
    const place = members.indexOf(member)
    return place >= 0 && !this.#control.hasLeft(slot, place)
  }

  #stop(job: Job, state: typeof ABORTED | typeof POISONED): void {
    this.#control.end(job.slot, state)
    for (const { index } of job.members) this.#control.wake(index)
  }

  /** Ends the job when it is done, or nobody works on it any more, and all that is to be known of it is known. */
  #settle(job: Job): void {
    const { slot, members, stages, times, timed, begun, options } = job
    const state = this.#control.state(slot)
    if (state === DONE) {
      if (timed && !members.every((_, i) => times[i] !== undefined)) return
      if (timed)
        recordStages(this.#trace!, { parent: options.event!, start: begun, end: performance.now() }, stages, times as Float64Array[])
      this.#end(job)
    } else if (this.#control.everyoneLeft(slot, members.length)) {
      if (state === ABORTED) this.#end(job, options.signal?.reason)
      else if (job.error !== undefined) this.#end(job, job.error)
    }
  }

  #end(job: Job, ...failure: readonly unknown[]): void {
    if (!this.#jobs.delete(job.id)) return
    job.options.signal?.removeEventListener('abort', job.onAbort)
    this.#draining.push(job)
    this.#drain()
    this.#proceed()
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
    for (const job of [...this.#jobs.values(), ...this.#draining]) {
      const place = job.members.indexOf(member)
      if (place < 0) continue
      job.times[place] ??= new Float64Array(3 * job.stages.length)
      if (this.#control.hasLeft(job.slot, place)) continue
      if (this.#jobs.has(job.id)) this.#stop(job, POISONED)
      job.error ??= new WorkerCrashedError(member.index, how)
      this.#control.leave(job.slot, place)
    }
    for (const job of [...this.#jobs.values()]) this.#settle(job)
  }

  #keepAlive(change: 1 | -1): void {
    const before = this.#running
    this.#running += change
    if (before > 0 && this.#running > 0) return
    if (this.#running === 0 && this.#retired) return void this.dispose()
    this.#crew.keepAlive(this.#running > 0)
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
