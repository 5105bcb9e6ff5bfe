/**
 * What the caller's thread and the workers say to each other without messages: a shared array of 32-bit words, and the code of the running jobs.
 *
 * A worker has a bell (it sleeps on it), a flag that it sleeps, an inbox (bit s: it was given the job in slot s) and a count of messages that were
 * posted to it. A slot holds a job: its state, who takes part (members), who has left it, and its progress: for each stage, how many units are
 * done, and how many of each part have been claimed. A stage is complete when all its units are done, whoever did them. No word of a job is
 * used for anything else before all members have left it, so one that was held up sees a stage that is over, and never another one.
 */

/** Jobs that run at once; a bit each in an inbox. */
export const SLOTS = 16
/** Numbers that the code of one job may take (`jobCode.ts`). */
export const CODE_NUMBERS = 8192
/** Words for the progress of one job. */
const PROGRESS_WORDS = 16_384
/** Words of 4 bytes in a line of 64. */
const LINE = 16

export const RUNNING = 1
/** The signal was aborted: leave. */
export const ABORTED = 2
/** A kernel trapped or a worker is gone: leave. */
export const POISONED = 3
/** All units of all stages are done. */
export const DONE = 4
export type JobState = typeof RUNNING | typeof ABORTED | typeof POISONED | typeof DONE

export interface JobHead {
  readonly job: number
  readonly team: number
  readonly stages: number
  /** Whether members tell how long each stage took. */
  readonly timed: boolean
}

/** Bytes of the shared buffer for so many workers. */
export function controlBytes(threads: number): number {
  return 4 * LINE * (2 * threads + SLOTS * slotLines(threads)) + SLOTS * (4 * PROGRESS_WORDS + 8 * CODE_NUMBERS)
}

/** Stages that one job may have. */
export function mostStages(threads: number): number {
  return Math.floor(PROGRESS_WORDS / (threads + 1))
}

export class ControlMemory {
  readonly #words: Int32Array
  readonly #threads: number
  readonly buffer: SharedArrayBuffer

  constructor(buffer: SharedArrayBuffer, threads: number) {
    this.buffer = buffer
    this.#words = new Int32Array(buffer)
    this.#threads = threads
  }

  /** Sleeps until the bell rings, unless it has rung since `heard`. */
  sleep(worker: number, heard: number): void {
    Atomics.wait(this.#words, this.#bell(worker), heard)
  }

  heard(worker: number): number {
    return Atomics.load(this.#words, this.#bell(worker))
  }

  setSleeping(worker: number, sleeping: boolean): void {
    Atomics.store(this.#words, this.#bell(worker) + 1, Number(sleeping))
  }

  /** Wakes a worker if it sleeps; call it after what it is to see was written. */
  wake(worker: number): void {
    const bell = this.#bell(worker)
    if (Atomics.load(this.#words, bell + 1) === 0) return
    Atomics.add(this.#words, bell, 1)
    Atomics.notify(this.#words, bell)
  }

  /** Clears what a worker that is gone left behind. */
  resetWorker(worker: number): void {
    for (const word of [this.#bell(worker) + 1, this.#inbox(worker), this.#inbox(worker) + 1]) Atomics.store(this.#words, word, 0)
  }

  give(worker: number, slot: number): void {
    Atomics.or(this.#words, this.#inbox(worker), 1 << slot)
    this.wake(worker)
  }

  /** Bits of the slots that were given since the last call. */
  takeInbox(worker: number): number {
    const inbox = this.#inbox(worker)
    return Atomics.load(this.#words, inbox) === 0 ? 0 : Atomics.exchange(this.#words, inbox, 0)
  }

  hasInbox(worker: number): boolean {
    return Atomics.load(this.#words, this.#inbox(worker)) !== 0
  }

  posted(worker: number): number {
    return Atomics.load(this.#words, this.#inbox(worker) + 1)
  }

  countPosted(worker: number): void {
    Atomics.add(this.#words, this.#inbox(worker) + 1, 1)
  }

  /** Makes the slot that of a running job which nobody has left. */
  open(slot: number, { job, team, stages, timed }: JobHead, members: readonly number[]): void {
    const at = this.#slot(slot)
    for (const [i, word] of [team, stages, job, Number(timed)].entries()) Atomics.store(this.#words, at + 1 + i, word)
    const progress = this.#progress(slot, 0)
    this.#words.fill(0, progress, progress + stages * (this.#threads + 1))
    for (const [i, worker] of members.entries()) {
      Atomics.store(this.#words, at + LINE + i, worker)
      Atomics.store(this.#words, at + LINE + this.#threads + i, 0)
    }
    Atomics.store(this.#words, at, RUNNING)
  }

  head(slot: number): JobHead {
    const [team, stages, job, timed] = [1, 2, 3, 4].map((i) => Atomics.load(this.#words, this.#slot(slot) + i))
    return { team, stages, job, timed: timed === 1 }
  }

  members(slot: number, team: number): number[] {
    return Array.from({ length: team }, (_, i) => Atomics.load(this.#words, this.#slot(slot) + LINE + i))
  }

  state(slot: number): JobState {
    return Atomics.load(this.#words, this.#slot(slot)) as JobState
  }

  /** Ends a running job; the first reason stands. Gives whether this is it. */
  end(slot: number, state: typeof ABORTED | typeof POISONED | typeof DONE): boolean {
    return Atomics.compareExchange(this.#words, this.#slot(slot), RUNNING, state) === RUNNING
  }

  /** How many units of the stage are done. */
  done(slot: number, stage: number): number {
    return Atomics.load(this.#words, this.#progress(slot, stage))
  }

  /** Counts units of the stage as done; gives how many there are now. */
  addDone(slot: number, stage: number, units: number): number {
    return Atomics.add(this.#words, this.#progress(slot, stage), units) + units
  }

  leave(slot: number, member: number): void {
    Atomics.store(this.#words, this.#slot(slot) + LINE + this.#threads + member, 1)
  }

  hasLeft(slot: number, member: number): boolean {
    return Atomics.load(this.#words, this.#slot(slot) + LINE + this.#threads + member) === 1
  }

  everyoneLeft(slot: number, team: number): boolean {
    for (let member = 0; member < team; member++) if (!this.hasLeft(slot, member)) return false
    return true
  }

  /** How many units of a part of the stage have been claimed; may be more than it has. */
  claimed(slot: number, stage: number, part: number): number {
    return Atomics.load(this.#words, this.#progress(slot, stage) + 1 + part)
  }

  /** Claims units of a part of the stage; gives how many had been claimed before. */
  claim(slot: number, stage: number, part: number, units: number): number {
    return Atomics.add(this.#words, this.#progress(slot, stage) + 1 + part, units)
  }

  /** Where the job's code stands. */
  code(slot: number): Float64Array {
    const start = 4 * this.#progress(SLOTS, 0)
    return new Float64Array(this.buffer, start + 8 * slot * CODE_NUMBERS, CODE_NUMBERS)
  }

  #bell(worker: number): number {
    return 2 * LINE * worker
  }

  #inbox(worker: number): number {
    return 2 * LINE * worker + LINE
  }

  #slot(slot: number): number {
    return LINE * (2 * this.#threads + slot * slotLines(this.#threads))
  }

  #progress(slot: number, stage: number): number {
    return this.#slot(SLOTS) + slot * PROGRESS_WORDS + stage * (this.#threads + 1)
  }
}

/** State and head; members and who left. */
function slotLines(threads: number): number {
  return 1 + Math.ceil((2 * threads) / LINE)
}
