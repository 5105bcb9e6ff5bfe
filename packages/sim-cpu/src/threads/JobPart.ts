/**
 * One worker's part in a job: its share of every stage, slice by slice, each stage when the one before it is complete.
 *
 * Slices are claimed, from the worker's own part first, then from those of the others, and a stage is complete when all its units are done: a
 * worker that the system holds up, or on a slow core, holds up nobody else.
 */
import { type ControlMemory, DONE, type JobHead, POISONED, RUNNING } from './controlMemory.ts'
import { type CodedStage, readCode } from './jobCode.ts'
import type { Kernel } from './loadModule.ts'
import type { FromWorker } from './messages.ts'
import { grainOf, nextSlice, partStart } from './slices.ts'

export interface PartHost {
  readonly control: ControlMemory
  readonly worker: number
  readonly kernel: (module: number, index: number) => Kernel
  readonly post: (message: FromWorker) => void
}

/** What a step did: `worked` on a slice or went on to the next stage, `waits` for others, or `left` the job, for good. */
export type Step = 'worked' | 'waits' | 'left'

export class JobPart {
  readonly #host: PartHost
  readonly #slot: number
  readonly #head: JobHead
  readonly #members: readonly number[]
  readonly #member: number
  readonly #times: Float64Array | undefined
  /** Read when the first is needed: a worker that comes late may find the job done. */
  #stages: readonly CodedStage[] | undefined
  #stage = 0
  #begun = false
  /** Parts of the stage that have nothing left to claim, from the own one on. */
  #exhausted = 0
  #slice = 0

  constructor(host: PartHost, slot: number) {
    const { control, worker } = host
    this.#host = host
    this.#slot = slot
    this.#head = control.head(slot)
    this.#members = control.members(slot, this.#head.team)
    this.#member = this.#members.indexOf(worker)
    this.#times = this.#head.timed ? new Float64Array(3 * this.#head.stages) : undefined
  }

  /**
   * @param sliceMilliseconds what the slice may take, about
   * @param impatient whether to help with a stage that is too small to be shared, because whoever should do it does not come
   */
  step(sliceMilliseconds: number, impatient: boolean): Step {
    const { control } = this.#host
    if (control.state(this.#slot) !== RUNNING) return this.#leave()
    this.#stages ??= readCode(control.code(this.#slot), this.#head.stages)
    const stage = this.#stages[this.#stage]
    if (!this.#isComplete(this.#stage - 1)) return 'waits'
    if (this.#member >= stage.sharers && !impatient && !this.#begun) return this.#isComplete(this.#stage) ? this.#goOn() : 'waits'
    try {
      if (!this.#begun) this.#begin(stage)
      const [from, to] = this.#claim(stage)
      if (from === to) return this.#goOn()
      this.#run(stage, from, to, sliceMilliseconds)
    } catch (error) {
      this.#host.post({ kind: 'trapped', job: this.#head.job, worker: this.#host.worker, error: String(error) })
      control.end(this.#slot, POISONED)
      this.#wakeOthers()
      return this.#leave()
    }
    return 'worked'
  }

  /** Whether a step would do something, be it impatient or not. */
  get canStep(): boolean {
    if (this.#stages === undefined || this.#host.control.state(this.#slot) !== RUNNING) return true
    const waitsFor = this.#member >= this.#stages[this.#stage].sharers && !this.#begun ? this.#stage : this.#stage - 1
    return this.#isComplete(waitsFor)
  }

  #isComplete(stage: number): boolean {
    return stage < 0 || this.#host.control.done(this.#slot, stage) === this.#stages![stage].units
  }

  #begin({ firstSlice }: CodedStage): void {
    this.#begun = true
    this.#exhausted = 0
    this.#slice = firstSlice
    if (this.#times !== undefined) this.#times[3 * this.#stage] = now()
  }

  /** Units for a slice, at most half of what is left of the part, or the first slice's; none where the stage has none left. */
  #claim({ units, sharers, firstSlice }: CodedStage): readonly [from: number, to: number] {
    const { control } = this.#host
    const grain = grainOf(units, sharers)
    for (; this.#exhausted < sharers; this.#exhausted++) {
      const part = (this.#member + this.#exhausted) % sharers
      const start = partStart(units, sharers, part)
      const length = partStart(units, sharers, part + 1) - start
      const left = length - control.claimed(this.#slot, this.#stage, part)
      if (left <= 0) continue
      const wanted = Math.min(left, this.#slice, Math.max(firstSlice, left / 2))
      const count = Math.ceil(wanted / grain) * grain
      const before = control.claim(this.#slot, this.#stage, part, count)
      if (before < length) return [start + before, start + Math.min(length, before + count)]
    }
    return [0, 0]
  }

  #run({ module, kernel, args, units }: CodedStage, from: number, to: number, sliceMilliseconds: number): void {
    const { control, kernel: kernelOf, post } = this.#host
    const start = performance.now()
    kernelOf(module, kernel)(...args, from, to, this.#member)
    this.#slice = nextSlice(to - from, performance.now() - start, sliceMilliseconds)
    if (this.#times !== undefined) {
      this.#times[3 * this.#stage + 1] = now()
      this.#times[3 * this.#stage + 2] += to - from
    }
    if (control.addDone(this.#slot, this.#stage, to - from) < units) return
    if (this.#stage === this.#head.stages - 1 && control.end(this.#slot, DONE)) post({ kind: 'done', job: this.#head.job })
    this.#wakeOthers()
  }

  #goOn(): Step {
    this.#stage++
    this.#begun = false
    return this.#stage < this.#head.stages ? 'worked' : this.#leave()
  }

  #leave(): Step {
    const { control, post } = this.#host
    const { job, team } = this.#head
    if (this.#times !== undefined) post({ kind: 'times', job, member: this.#member, times: this.#times })
    control.leave(this.#slot, this.#member)
    if (control.state(this.#slot) !== DONE && control.everyoneLeft(this.#slot, team)) post({ kind: 'left', job })
    return 'left'
  }

  #wakeOthers(): void {
    for (const worker of this.#members) if (worker !== this.#host.worker) this.#host.control.wake(worker)
  }
}

/** The same clock on every thread. */
function now(): number {
  return performance.timeOrigin + performance.now()
}
