/**
 * What the caller's thread and the workers say to each other without messages: a shared array of 32-bit words, and the code of the running jobs.
 *
 * A worker has a bell (it sleeps on it), a flag that it sleeps, an inbox (bit s: it was given the job in slot s) and a count of messages that were
 * posted to it. A slot holds a job: its state, who takes part (members), how many have arrived at barriers (a count that only grows: stage k
 * is complete when it reaches k + 1 times the team), who has left it, and how far each part of a stage has been handed out (two sets, for
 * stages in turn: one is prepared while the other is in use). Words that different threads write lie on lines of their own.
 */

/** Jobs that run at once; a bit each in an inbox. */
export const SLOTS = 16
/** Numbers that the code of one job may take (`jobCode.ts`). */
export const CODE_NUMBERS = 8192
/** Words of 4 bytes in a line of 64. */
const LINE = 16

export const RUNNING = 1
/** The signal was aborted: leave. */
export const ABORTED = 2
/** A kernel trapped or a worker is gone: leave. */
export const POISONED = 3
export type JobState = typeof RUNNING | typeof ABORTED | typeof POISONED

export interface JobHead {
  readonly job: number
  readonly team: number
  readonly stages: number
  /** Whether members tell how long each stage took. */
  readonly timed: boolean
}

/** Bytes of the shared buffer for so many workers. */
export function controlBytes(threads: number): number {
  return 4 * LINE * (2 * threads + SLOTS * slotLines(threads)) + 8 * SLOTS * CODE_NUMBERS
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
    Atomics.store(this.#words, at + LINE, 0)
    for (const [i, worker] of members.entries()) {
      Atomics.store(this.#words, at + 2 * LINE + i, worker)
      Atomics.store(this.#words, at + 2 * LINE + this.#threads + i, 0)
    }
    Atomics.store(this.#words, at, RUNNING)
  }

  head(slot: number): JobHead {
    const [team, stages, job, timed] = [1, 2, 3, 4].map((i) => Atomics.load(this.#words, this.#slot(slot) + i))
    return { team, stages, job, timed: timed === 1 }
  }

  members(slot: number, team: number): number[] {
    return Array.from({ length: team }, (_, i) => Atomics.load(this.#words, this.#slot(slot) + 2 * LINE + i))
  }

  state(slot: number): JobState {
    return Atomics.load(this.#words, this.#slot(slot)) as JobState
  }

  /** Ends a running job early; the first reason stands. */
  stop(slot: number, state: typeof ABORTED | typeof POISONED): void {
    Atomics.compareExchange(this.#words, this.#slot(slot), RUNNING, state)
  }

  arrived(slot: number): number {
    return Atomics.load(this.#words, this.#slot(slot) + LINE)
  }

  /** Arrives at a barrier; gives how often members did so, this time included. */
  arrive(slot: number): number {
    return Atomics.add(this.#words, this.#slot(slot) + LINE, 1) + 1
  }

  leave(slot: number, member: number): void {
    Atomics.store(this.#words, this.#slot(slot) + 2 * LINE + this.#threads + member, 1)
  }

  hasLeft(slot: number, member: number): boolean {
    return Atomics.load(this.#words, this.#slot(slot) + 2 * LINE + this.#threads + member) === 1
  }

  everyoneLeft(slot: number, team: number): boolean {
    for (let member = 0; member < team; member++) if (!this.hasLeft(slot, member)) return false
    return true
  }

  /** The next unit of a part of this stage that nobody has claimed. */
  unclaimed(slot: number, stage: number, part: number): number {
    return Atomics.load(this.#words, this.#cursor(slot, stage, part))
  }

  /** Claims units of a part of this stage; gives the first, which may lie beyond the part's end. */
  claim(slot: number, stage: number, part: number, units: number): number {
    return Atomics.add(this.#words, this.#cursor(slot, stage, part), units)
  }

  /** Prepares a part of a stage; only when the stage two before it is complete. */
  preparePart(slot: number, stage: number, part: number, first: number): void {
    Atomics.store(this.#words, this.#cursor(slot, stage, part), first)
  }

  /** Where the job's code stands. */
  code(slot: number): Float64Array {
    const start = 4 * LINE * (2 * this.#threads + SLOTS * slotLines(this.#threads))
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

  #cursor(slot: number, stage: number, part: number): number {
    return this.#slot(slot + 1) - LINE * (2 * part + 1 + (stage % 2))
  }
}

/** State and head; arrivals; members and who left; the parts of two stages. */
function slotLines(threads: number): number {
  return 2 + Math.ceil((2 * threads) / LINE) + 2 * threads
}
