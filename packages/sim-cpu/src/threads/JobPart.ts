/**
 * One worker's part in a job: its share of every stage, slice by slice, with barriers between the stages.
 *
 * Slices are claimed, from the worker's own part first, then from those of the others, so that a slow core does not hold up the rest.
 */
import { type ControlMemory, POISONED, RUNNING } from './controlMemory.ts'
import { type CodedStage, readCode } from './jobCode.ts'
import type { FromWorker } from './messages.ts'
import { grainOf, nextSlice, partStart } from './slices.ts'
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
  #begun = false
  /** Parts of the stage that have nothing left to claim, from the own one on. */
  #exhausted = 0
  #slice = 0

  constructor(host: PartHost, slot: number) {
    const { control, worker } = host
    const { job, team, stages, timed } = control.head(slot)
    this.#host = host
    this.#slot = slot
    this.#job = job
    this.#members = control.members(slot, team)
    this.#member = this.#members.indexOf(worker)
    this.#stages = readCode(control.code(slot), stages)
    this.#times = timed ? new Float64Array(3 * stages) : undefined
  }

  /** @param sliceMilliseconds what the slice may take, about */
  step(sliceMilliseconds: number): Step {
    const { control } = this.#host
    if (control.state(this.#slot) !== RUNNING) return this.#leave()
    if (control.arrived(this.#slot) < this.#stage * this.#members.length) return 'waits'
    const stage = this.#stages[this.#stage]
    try {
      if (!this.#begun) this.#begin(stage)
      const [from, to] = this.#claim(stage)
      if (from === to) return this.#finish()
      this.#run(stage, from, to, sliceMilliseconds)
      return 'worked'
    } catch (error) {
      this.#host.post({ kind: 'trapped', job: this.#job, worker: this.#host.worker, error: String(error) })
      control.stop(this.#slot, POISONED)
      this.#wakeOthers()
      return this.#leave()
    }
  }

  /** Whether a step would do something. */
  get canStep(): boolean {
    const { control } = this.#host
    return control.state(this.#slot) !== RUNNING || control.arrived(this.#slot) >= this.#stage * this.#members.length
  }

  /** Everyone is through with the stage before, so its set of parts is free for the stage after this one. */
  #begin({ sharers, firstSlice }: CodedStage): void {
    this.#begun = true
    this.#exhausted = this.#member < sharers ? 0 : sharers
    this.#slice = firstSlice
    if (this.#times !== undefined) this.#times[3 * this.#stage] = now()
    const next = this.#stages[this.#stage + 1]
    if (next === undefined) return
    this.#host.control.preparePart(this.#slot, this.#stage + 1, this.#member, partStart(next.units, next.sharers, this.#member))
  }

  /** Units for a slice, at most half of what is left of the part, or the first slice's; none where the stage has none left. */
  #claim({ units, sharers, firstSlice }: CodedStage): readonly [from: number, to: number] {
    const { control } = this.#host
    const grain = grainOf(units, sharers)
    for (; this.#exhausted < sharers; this.#exhausted++) {
      const part = (this.#member + this.#exhausted) % sharers
      const end = partStart(units, sharers, part + 1)
      const left = end - control.unclaimed(this.#slot, this.#stage, part)
      if (left <= 0) continue
      const wanted = Math.min(left, this.#slice, Math.max(firstSlice, left / 2))
      const count = Math.ceil(wanted / grain) * grain
      const from = control.claim(this.#slot, this.#stage, part, count)
      if (from < end) return [from, Math.min(end, from + count)]
    }
    return [0, 0]
  }

  #run({ module, kernel, args }: CodedStage, from: number, to: number, sliceMilliseconds: number): void {
    const start = performance.now()
    this.#host.kernel(module, kernel)(...args, from, to, this.#member)
    this.#slice = nextSlice(to - from, performance.now() - start, sliceMilliseconds)
    if (this.#times !== undefined) this.#times[3 * this.#stage + 2] += to - from
  }

  #finish(): Step {
    if (this.#times !== undefined) this.#times[3 * this.#stage + 1] = now()
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
