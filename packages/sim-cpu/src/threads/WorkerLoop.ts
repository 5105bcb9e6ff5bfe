/**
 * What a worker does all day: a slice of each of its jobs in turn; where all of them wait, it looks around for a while, then sleeps on its bell.
 *
 * Messages (modules) come through the event loop, so whenever some were posted that it has not received it leaves the loop; the handler of the last one enters it again.
 */
import { ControlMemory } from './controlMemory.ts'
import { JobPart, type PartHost } from './JobPart.ts'
import { instantiate, type Kernel } from './loadModule.ts'
import type { FromWorker, StartMessage, ToWorker } from './messages.ts'

/** Where several jobs take turns, each turn is short: barriers wait for it. */
const SHORT_SLICE_MILLISECONDS = 1

export class WorkerLoop {
  readonly #control: ControlMemory
  readonly #worker: number
  readonly #spinMilliseconds: number
  readonly #sliceMilliseconds: number
  readonly #host: PartHost
  readonly #modules = new Map<number, readonly Kernel[]>()
  #jobs: JobPart[] = []
  #received = 0

  constructor({ control, threads, worker, ...pace }: StartMessage, post: (message: FromWorker) => void) {
    this.#control = new ControlMemory(control, threads)
    this.#worker = worker
    this.#spinMilliseconds = pace.spinMilliseconds
    this.#sliceMilliseconds = pace.sliceMilliseconds
    this.#host = { control: this.#control, worker, post, kernel: (module, index) => this.#modules.get(module)![index] }
  }

  receive(message: Exclude<ToWorker, StartMessage>): void {
    this.#received++
    const exports = instantiate(message.module, message.memory)
    const kernels = WebAssembly.Module.exports(message.module).map(({ name }) => exports[name])
    this.#modules.set(message.id, kernels)
    this.work()
  }

  /** Works until there are messages to receive. */
  work(): void {
    let idleSince: number | undefined
    for (;;) {
      this.#takeJobs()
      if (this.#control.posted(this.#worker) !== this.#received) return
      const idle = idleSince === undefined ? 0 : performance.now() - idleSince
      const impatient = idleSince !== undefined && 2 * idle >= this.#spinMilliseconds
      if (this.#step(impatient)) {
        idleSince = undefined
        continue
      }
      idleSince ??= performance.now()
      if (!impatient || idle < this.#spinMilliseconds) pause()
      else {
        this.#sleep()
        idleSince = undefined
      }
    }
  }

  #takeJobs(): void {
    const given = this.#control.takeInbox(this.#worker)
    for (let bits = given, slot = 0; bits !== 0; bits >>>= 1, slot++) {
      if ((bits & 1) === 1) this.#jobs.push(new JobPart(this.#host, slot))
    }
  }

  /** A slice of each job; false where all of them wait. */
  #step(impatient: boolean): boolean {
    const target = this.#jobs.length > 1 ? SHORT_SLICE_MILLISECONDS : this.#sliceMilliseconds
    let worked = false
    for (const job of this.#jobs) {
      const step = job.step(target, impatient)
      if (step !== 'waits') worked = true
      if (step === 'left') this.#jobs = this.#jobs.filter((other) => other !== job)
    }
    return worked
  }

  /** The flag is set first and everything is looked at again after it, so that who writes either is seen here or sees the flag. */
  #sleep(): void {
    const heard = this.#control.heard(this.#worker)
    this.#control.setSleeping(this.#worker, true)
    const awaited =
      this.#control.hasInbox(this.#worker) ||
      this.#control.posted(this.#worker) !== this.#received ||
      this.#jobs.some(({ canStep }) => canStep)
    if (!awaited) this.#control.sleep(this.#worker, heard)
    this.#control.setSleeping(this.#worker, false)
  }
}

/** Tells the core that this is a spin, where the engine can. */
function pause(): void {
  ;(Atomics as { readonly pause?: () => void }).pause?.()
}
