/** One worker's part in a job: its share of every stage, slice by slice, with barriers between the stages. */
import { type ControlMemory, POISONED, RUNNING } from './controlMemory.ts'
import { type CodedStage, readCode } from './jobCode.ts'
import type { FromWorker } from './messages.ts'
import { nextSlice, partStart } from './slices.ts'
import type { Kernel } from './stage.ts'

export interface PartHost {
  readonly control: ControlMemory
  readonly worker: number
  readonly kernel: (module: number, index: number) => Kernel
  readonly post: (message: FromWorker) => void
}

/** What a step did: `worked` on a slice, `waits` at a barrier, or `left` the job, for good. */
export type Step = 'worked' | 'waits' | 'left'

export class JobPart {
  readonly #host: PartHost
  readonly #slot: number
  readonly #job: number
  readonly #members: readonly number[]
  readonly #member: number
  readonly #stages: readonly CodedStage[]
  readonly #times: Float64Array | undefined
  #stage = 0
  /** The next unit, and where this part ends; before the first slice of a stage they are equal. */
  #at = 0
  #end = 0
  #slice = 0
  #begun = false

  constructor(host: PartHost, slot: number) {
    const { control, worker } = host
    const { job, team, stages, timed } = control.head(slot)
    this.#host = host
    this.#slot = slot
    this.#job = job
    this.#members = control.members(slot, team)
    this.#member = this.#members.indexOf(worker)
    this.#stages = readCode(control.code(slot), stages)
    this.#times = timed ? new Float64Array(2 * stages) : undefined
  }

  /** @param sliceMilliseconds what the slice may take, about */
  step(sliceMilliseconds: number): Step {
    const { control } = this.#host
    if (control.state(this.#slot) !== RUNNING) return this.#leave()
    if (control.arrived(this.#slot) < this.#stage * this.#members.length) return 'waits'
    const stage = this.#stages[this.#stage]
    try {
      if (!this.#begun) this.#begin(stage)
      if (this.#at < this.#end) this.#runSlice(stage, sliceMilliseconds)
    } catch (error) {
      this.#host.post({ kind: 'trapped', job: this.#job, worker: this.#host.worker, error: String(error) })
      control.stop(this.#slot, POISONED)
      this.#wakeOthers()
      return this.#leave()
    }
    return this.#at < this.#end ? 'worked' : this.#finish()
  }

  /** Whether a step would do something. */
  get canStep(): boolean {
    const { control } = this.#host
    return control.state(this.#slot) !== RUNNING || control.arrived(this.#slot) >= this.#stage * this.#members.length
  }

  #begin({ units, sharers, firstSlice }: CodedStage): void {
    this.#begun = true
    this.#at = partStart(units, sharers, this.#member)
    this.#end = partStart(units, sharers, this.#member + 1)
    this.#slice = firstSlice
    if (this.#times !== undefined) this.#times[2 * this.#stage] = now()
  }

  #runSlice({ module, kernel, args }: CodedStage, sliceMilliseconds: number): void {
    const to = Math.min(this.#end, this.#at + this.#slice)
    const start = performance.now()
    this.#host.kernel(module, kernel)(...args, this.#at, to, this.#member)
    this.#slice = nextSlice(to - this.#at, performance.now() - start, sliceMilliseconds)
    this.#at = to
  }

  #finish(): Step {
    if (this.#times !== undefined) this.#times[2 * this.#stage + 1] = now()
    this.#stage++
    this.#begun = false
    const isLast = this.#host.control.arrive(this.#slot) === this.#stage * this.#members.length
    if (this.#stage === this.#stages.length) return this.#leave()
    if (isLast) this.#wakeOthers()
    return 'worked'
  }

  #leave(): Step {
    const { control, post } = this.#host
    if (this.#times !== undefined) post({ kind: 'times', job: this.#job, member: this.#member, times: this.#times })
    control.leave(this.#slot, this.#member)
    if (control.everyoneLeft(this.#slot, this.#members.length)) post({ kind: 'left', job: this.#job })
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
