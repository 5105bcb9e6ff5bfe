/**
 * A process that mixes work for a while: `node --expose-gc --max-semi-space-size=1 --conditions=@ketwork/source soak.ts
 * OPENING SECONDS`. It prints one JSON line.
 *
 * Three jobs of `soakJobs.ts` run side by side at any time, one in four is aborted within 20 ms. A finished job must
 * have the bits that it had when it ran alone at the start, where they were held against the reference backend; an
 * aborted one must reject with the reason of its signal, and soon. Where the backend has workers, one of them is killed
 * every few seconds: what ran meanwhile may reject with a WorkerCrashedError, what comes after must be right again.
 * Memory is read after a collection of garbage.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type Backend, openReferenceBackend } from '@ketwork/backend'
import { RandomStream } from '@ketwork/math'
import { OPENINGS } from './openings.ts'
import { type Job, soakJobs } from './soakJobs.ts'

export interface SoakFigures {
  readonly jobs: number
  readonly aborted: number
  /** From the abort to the rejection, milliseconds, with everything else that the process did meanwhile. */
  readonly slowestAbortMs: number
  /** Workers that were started by the backend, killed by us, and jobs that failed of it. */
  readonly started: number
  readonly killed: number
  readonly crashed: number
  /** Resident bytes, after garbage collection, from the time when all had been warmed up on. */
  readonly memory: readonly number[]
  readonly wrong: readonly string[]
}

const SIDE_BY_SIDE = 3
/** A job that takes longer than this hangs. */
const PATIENCE_MS = 60_000
const MEMORY_READINGS = 40
const KILL_EVERY_S = 5
const WORKER = new URL('../../packages/sim-cpu/src/threads/worker.ts', import.meta.url)

const [openingName, seconds] = [process.argv[2], Number(process.argv[3])]
const opening = OPENINGS.find(({ name }) => name === openingName)
if (opening === undefined || !(seconds > 0)) throw new RangeError(`soak.ts OPENING SECONDS, got ${process.argv.slice(2).join(' ')}`)

const jobs = soakJobs()
const random = new RandomStream(12)
const wrong: string[] = []
const memory: number[] = []
const alive = new Set<Worker>()
let [finished, aborted, slowestAbortMs] = [0, 0, 0]
let [started, killed, crashed, killedAt] = [0, 0, 0, -Infinity]
const backend = opening.open(startWorker)
const expected = new Map<Job, ArrayLike<number>>()
for (const job of jobs) expected.set(job, await trusted(job))

const began = performance.now()
const passed = () => (performance.now() - began) / 1000
await Promise.all([...Array.from({ length: SIDE_BY_SIDE }, work), readMemory(), killWorkers()])
await backend.dispose()
const figures: SoakFigures = { jobs: finished, aborted, slowestAbortMs, started, killed, crashed, memory, wrong }
process.stdout.write(JSON.stringify(figures))

async function work(): Promise<void> {
  while (passed() < seconds && wrong.length < 10) {
    const job = jobs[random.integer(jobs.length)]
    const hung = new AbortController()
    const outcome = random.integer(4) === 0 ? abortedRun(job, 20 * random.uniform()) : wholeRun(job)
    const late = sleep(PATIENCE_MS, undefined, { signal: hung.signal }).then(
      () => wrong.push(`${job.name} hangs`),
      () => undefined,
    )
    await Promise.race([outcome, late])
    hung.abort()
    finished++
  }
}

async function wholeRun(job: Job): Promise<void> {
  const since = performance.now()
  try {
    requireExpected(job, await job.run(backend))
  } catch (error) {
    requireCrash(job, error, since)
  }
}

/** A job may fail of a worker that was killed while it ran, and of nothing else. */
function requireCrash(job: Job, error: unknown, since: number): void {
  if (error instanceof Error && error.name === 'WorkerCrashedError' && killedAt >= since) crashed++
  else wrong.push(`${job.name} failed: ${String(error)}`)
}

async function abortedRun(job: Job, milliseconds: number): Promise<void> {
  const since = performance.now()
  const controller = new AbortController()
  const reason = new Error('aborted by the soak')
  let at = Infinity
  const timer = setTimeout(() => {
    at = performance.now()
    controller.abort(reason)
  }, milliseconds)
  try {
    requireExpected(job, await job.run(backend, controller.signal)) // done before
  } catch (error) {
    if (error === reason) {
      aborted++
      slowestAbortMs = Math.max(slowestAbortMs, performance.now() - at)
    } else requireCrash(job, error, since)
  }
  clearTimeout(timer)
}

function requireExpected(job: Job, got: ArrayLike<number>): void {
  const right = expected.get(job) ?? []
  for (let i = 0; i < right.length; i++) {
    if (Object.is(got[i], right[i]) && got.length === right.length) continue
    wrong.push(`${job.name}: number ${i} is ${got[i]}, alone it was ${right[i]}`)
    return
  }
}

/** The numbers of a job that runs alone, when the reference has them too. */
async function trusted(job: Job): Promise<ArrayLike<number>> {
  const numbers = await job.run(backend)
  if (!/^(?:sample|estimate|trajectories)/.test(job.name)) requireNear(job.name, numbers, await referenceNumbers(job))
  return numbers
}

async function referenceNumbers(job: Job): Promise<ArrayLike<number>> {
  const reference: Backend = openReferenceBackend()
  const numbers = await job.run(reference)
  await reference.dispose()
  return numbers
}

function requireNear(name: string, got: ArrayLike<number>, right: ArrayLike<number>): void {
  for (let i = 0; i < right.length; i++) {
    if (Math.abs(got[i] - right[i]) <= 1e-3 * Math.max(1, Math.abs(right[i]))) continue // some jobs are in f32
    wrong.push(`${name}: number ${i} is ${got[i]}, the reference has ${right[i]}`)
    return
  }
}

function startWorker(): Worker {
  const worker = new Worker(WORKER)
  started++
  alive.add(worker)
  worker.on('exit', () => alive.delete(worker))
  return worker
}

async function killWorkers(): Promise<void> {
  while (passed() < seconds - 2 * KILL_EVERY_S) {
    await sleep(1000 * KILL_EVERY_S)
    const victim = [...alive][random.integer(Math.max(1, alive.size))]
    if (victim === undefined) continue
    killedAt = performance.now()
    killed++
    await victim.terminate()
    killedAt = performance.now()
  }
}

/** The first fifth of the time warms up. */
async function readMemory(): Promise<void> {
  for (let reading = 0; reading < MEMORY_READINGS && wrong.length < 10; reading++) {
    const due = seconds * (0.2 + (0.8 * (reading + 1)) / MEMORY_READINGS)
    await sleep(Math.max(0, 1000 * (due - passed())))
    globalThis.gc?.()
    memory.push(process.memoryUsage().rss)
  }
}
