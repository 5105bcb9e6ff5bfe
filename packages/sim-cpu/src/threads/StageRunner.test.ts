import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { DisposedError, type TraceEvent } from '@ketwork/backend'
import { TraceRecorder } from '@ketwork/backend/simulator'
import { RandomStream, platformCapabilities } from '@ketwork/math'
import { afterEach, describe, expect, test } from 'vitest'
import { Arena, type Block } from '../memory/Arena.ts'
import type { LoadedModule } from './loadModule.ts'
import type { Stage } from './stage.ts'
import { StageRunner } from './StageRunner.ts'
import { testModule } from './testModule.ts'
import { WorkerCrashedError } from './WorkerPool.ts'

const { wasmMemory64 } = await platformCapabilities()
const LARGE = 2 ** 24
const opened: StageRunner[] = []
afterEach(() => Promise.all(opened.splice(0).map((runner) => runner.dispose())))

interface Bench {
  readonly arena: Arena
  readonly runner: StageRunner
  readonly module: LoadedModule
  readonly workers: Worker[]
  readonly trace: TraceRecorder
}

async function open(threads: number, { memoryBytes = 2 ** 28, shared = true } = {}): Promise<Bench> {
  const arena = await Arena.open({ memoryBytes, shared })
  const workers: Worker[] = []
  const workerFactory = (): Worker => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url))
    workers.push(worker)
    return worker
  }
  const trace = new TraceRecorder()
  const runner = await StageRunner.open({ memory: arena.memory, threads, workerFactory, trace })
  opened.push(runner)
  return { arena, runner, module: await runner.load(testModule(arena)), workers, trace }
}

const CHUNK = 1000

/** x[i] <- x[i]^2 for all, then sums of chunks of 1000. */
function squareAndSum({ arena, module }: Bench, numbers: Block, sums: Block, amplitudes = LARGE): Stage[] {
  const count = numbers.bytes / 8
  const [at, out] = [numbers, sums].map(({ address }) => arena.pointer(address))
  return [
    { module, kernel: 'square', args: [at], units: count, amplitudes },
    { module, kernel: 'sum', args: [at, count, CHUNK, out], units: Math.ceil(count / CHUNK), amplitudes },
  ]
}

function expectedSums(count: number): number[] {
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, chunk) => {
    let sum = 0
    for (let i = chunk * CHUNK; i < Math.min(count, (chunk + 1) * CHUNK); i++) sum += (i / 7) ** 2
    return sum
  })
}

function fillWithSevenths(arena: Arena, numbers: Block): void {
  const view = arena.f64(numbers.address, numbers.bytes / 8)
  for (let i = 0; i < view.length; i++) view[i] = i / 7
}

const spinStage = ({ module }: Bench, rounds: number, units: number): Stage => ({
  module,
  kernel: 'spin',
  args: [rounds],
  units,
  amplitudes: Math.max(LARGE, rounds * units),
})

describe.each([0, 1, 2, 8])('with %i threads', (threads) => {
  test('stages run in order on all units, with the same bits', async () => {
    const bench = await open(threads)
    const { arena, runner } = bench
    for (const count of [1, 5, 4096, 100_003]) {
      const [numbers, sums] = [arena.allocate(8 * count), arena.allocate(8 * Math.ceil(count / CHUNK))]
      fillWithSevenths(arena, numbers)
      await runner.run(squareAndSum(bench, numbers, sums))
      expect([...arena.f64(sums.address, sums.bytes / 8)]).toEqual(expectedSums(count))
    }
    expect(bench.workers).toHaveLength(threads)
    expect(runner.threads).toBe(threads)
  })

  test('jobs run side by side, each with its own result', async () => {
    const bench = await open(threads)
    const { arena, runner } = bench
    const count = 20_000
    const jobs = Array.from({ length: 40 }, () => ({ numbers: arena.allocate(8 * count), sums: arena.allocate((8 * count) / CHUNK) }))
    for (const { numbers } of jobs) fillWithSevenths(arena, numbers)
    await Promise.all(jobs.map(({ numbers, sums }, i) => runner.run(squareAndSum(bench, numbers, sums, i % 2 === 0 ? LARGE : 2 ** 17))))
    for (const { sums } of jobs) expect([...arena.f64(sums.address, sums.bytes / 8)]).toEqual(expectedSums(count))
  })

  test('an abort ends a run within 50 ms, and the next run is right', async () => {
    const bench = await open(threads)
    const { runner } = bench
    await runner.run([spinStage(bench, 10, 100)])
    const waits: number[] = []
    // on a machine that is busy with something else a try may take longer; more workers than cores wait for their turns
    const limit = threads > 2 ? 1000 : 50
    while (waits.length < 20 && !waits.some((wait) => wait < limit)) {
      const controller = new AbortController()
      const { signal } = controller
      const run = runner.run([spinStage(bench, 20_000, 10_000_000)], { signal })
      await new Promise((resolve) => setTimeout(resolve, 30))
      const start = performance.now()
      controller.abort(new Error('enough'))
      await expect(run).rejects.toThrow('enough')
      waits.push(performance.now() - start)
      await expect(runner.run([spinStage(bench, 10, 100)], { signal })).rejects.toThrow('enough')
    }
    expect(Math.min(...waits)).toBeLessThan(limit)
    await runner.run([spinStage(bench, 10, 100)])
  })

  test('a trap rejects the run that it happened in, and the runner goes on', async () => {
    const bench = await open(threads)
    const { runner, module } = bench
    const trapping = runner.run([
      spinStage(bench, 10, 100),
      { module, kernel: 'trapAt', args: [700], units: 1000, amplitudes: LARGE },
      spinStage(bench, 10, 100),
    ])
    const beside = runner.run([spinStage(bench, 1000, 1000), spinStage(bench, 1000, 1000)])
    await expect(trapping).rejects.toThrow(threads === 0 ? WebAssembly.RuntimeError : WorkerCrashedError)
    await expect(trapping).rejects.toThrow('unreachable')
    await beside
    await runner.run([spinStage(bench, 10, 100)])
  })

  test('a thousand jobs leave nothing behind', async () => {
    const bench = await open(threads)
    const { runner, arena } = bench
    const [numbers, sums] = [arena.allocate(8000), arena.allocate(64)]
    arena.f64(numbers.address, 1000).fill(1)
    for (let i = 0; i < 1000; i++) await runner.run(squareAndSum(bench, numbers, sums))
    const { bytesHeld } = arena.statistics()
    for (let i = 0; i < 1000; i++) await runner.run(squareAndSum(bench, numbers, sums))
    expect(arena.statistics().bytesHeld).toBe(bytesHeld)
    expect(arena.f64(sums.address, 1)[0]).toBe(1000)
    expect(bench.workers).toHaveLength(threads)
  })

  test('each stage has its events, whose figures add up', async () => {
    const bench = await open(threads)
    const { runner, arena, trace } = bench
    const events: TraceEvent[] = []
    trace.observe((delivered) => void events.push(...delivered))
    const [numbers, sums] = [arena.allocate(8 * 10_001), arena.allocate(8 * 11)]
    const event = trace.begin('run', 'test')
    const [square, sum] = squareAndSum(bench, numbers, sums)
    await runner.run(
      [
        { ...square, label: 'squares', bytes: 160_001 },
        { ...sum, bytes: 80_001 },
      ],
      { event },
    )
    trace.end(event)
    const [run, ...below] = events
    const passes = below.filter(({ phase }) => phase === 'pass')
    expect(run).toMatchObject({ bytes: 240_002, amplitudes: 2 * LARGE, work: 2 * LARGE, vectorShare: 0 }) // these kernels are scalar
    expect(new Set(passes.map(({ kernel }) => kernel))).toEqual(new Set(['squares', 'sum']))
    for (const kernel of ['squares', 'sum']) {
      const each = passes.filter((pass) => pass.kernel === kernel).map(({ thread }) => thread)
      expect(new Set(each).size).toBe(each.length) // one event a thread
      for (const thread of each) expect(threads === 0 ? thread === 0 : thread >= 1 && thread <= threads).toBe(true)
    }
    for (const { start, end } of passes) {
      expect(start).toBeGreaterThanOrEqual(run.start)
      expect(end).toBeGreaterThanOrEqual(start)
      expect(end).toBeLessThanOrEqual(run.end)
    }
  })

  test('the end of the runner ends its runs', async () => {
    const bench = await open(threads)
    const { runner, workers } = bench
    const run = threads === 0 ? Promise.reject(new DisposedError('backend')) : runner.run([spinStage(bench, 20_000, 1_000_000)])
    const ended = expect(run).rejects.toThrow(DisposedError)
    await new Promise((resolve) => setTimeout(resolve, 30))
    await runner.dispose()
    await ended
    await expect(runner.run([spinStage(bench, 1, 1)])).rejects.toThrow(DisposedError)
    for (const worker of workers) expect(worker.threadId).toBe(-1)
  })
})

describe('a worker', () => {
  test('that is killed rejects its jobs, holds up no others, and is replaced', async () => {
    const bench = await open(2)
    const { runner, workers } = bench
    await runner.run([spinStage(bench, 10, 100)])
    const long = (): Promise<void> => runner.run(Array.from({ length: 50 }, () => spinStage(bench, 20_000, 2000)))
    const runs = [long(), long()].map((run) => expect(run).rejects.toThrow(WorkerCrashedError))
    await new Promise((resolve) => setTimeout(resolve, 40))
    await workers[0].terminate()
    await Promise.all(runs)
    const { arena } = bench
    const [numbers, sums] = [arena.allocate(8 * 5000), arena.allocate(8 * 5)]
    fillWithSevenths(arena, numbers)
    await runner.run(squareAndSum(bench, numbers, sums))
    expect([...arena.f64(sums.address, 5)]).toEqual(expectedSums(5000))
    expect(workers).toHaveLength(3)
  })

  test('may be killed at any time, among aborts and traps: what ends well is right, and all ends', async () => {
    const bench = await open(3)
    const { arena, runner, module, workers } = bench
    const random = new RandomStream(7)
    const outcomes = new Map<string, number>()
    const client = async (): Promise<void> => {
      for (let i = 0; i < 15; i++) {
        const count = 1 + Math.floor(20_000 * random.uniform())
        const numbers = arena.allocate(8 * count)
        arena.f64(numbers.address, count).fill(i)
        const amplitudes = random.uniform() < 0.5 ? LARGE : 2 ** 17
        const increment: Stage = { module, kernel: 'increment', args: [numbers.address], units: count, amplitudes }
        const stages = Array.from({ length: 1 + Math.floor(20 * random.uniform()) }, () => increment)
        const expected = i + stages.length
        if (random.uniform() < 0.1) stages.splice(1, 0, { ...increment, kernel: 'trapAt', args: [0] })
        if (random.uniform() < 0.3) stages.splice(1, 0, { ...increment, kernel: 'spin', args: [50] })
        const controller = new AbortController()
        if (random.uniform() < 0.2) setTimeout(() => controller.abort(new Error('aborted')), 3 * random.uniform())
        const outcome = await runner.run(stages, { signal: controller.signal }).then(
          () => (arena.f64(numbers.address, count).every((number) => number === expected) ? 'right' : 'wrong'),
          (error: Error) => (error.message === 'aborted' ? 'aborted' : error.name),
        )
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        arena.free(numbers)
      }
    }
    const killer = setInterval(
      () =>
        void workers
          .filter(({ threadId }) => threadId > 0)
          .at(0)
          ?.terminate(),
      150,
    )
    await Promise.all(Array.from({ length: 20 }, client))
    clearInterval(killer)
    expect([...outcomes.values()].reduce((sum, count) => sum + count)).toBe(300)
    for (const outcome of outcomes.keys()) expect(['right', 'aborted', 'WorkerCrashedError', 'RuntimeError']).toContain(outcome)
    expect(outcomes.get('right')).toBeGreaterThan(30)
    expect(arena.statistics().bytesInUse).toBe(0)
  })

  test('is not started for small work', async () => {
    const bench = await open(2)
    await bench.runner.run([{ ...spinStage(bench, 10, 100), amplitudes: 2 ** 15 }])
    expect(bench.workers).toHaveLength(0)
  })

  test('is not waited for by a short job, which has it started for the next', async () => {
    const bench = await open(2)
    const { runner, workers, trace } = bench
    const threadsOfRun = async (): Promise<number[]> => {
      const event = trace.begin('run', 'test')
      await runner.run([{ ...spinStage(bench, 10, 100), amplitudes: 2 ** 18 }], { event })
      trace.end(event)
      return event!.children.filter(({ phase }) => phase === 'pass').map(({ thread }) => thread)
    }
    trace.observe(() => undefined)
    expect(await threadsOfRun()).toEqual([0])
    expect(workers).toHaveLength(2)
    await runner.run([spinStage(bench, 10, 100)]) // waits for them
    expect(await threadsOfRun()).not.toContain(0)
  })

  test('that cannot be started leaves the work to the caller, with the reason', async () => {
    const arena = await Arena.open({ memoryBytes: 2 ** 20, shared: true })
    for (const [workerFactory, reason] of [
      [() => new Worker(new URL('./missing.js', import.meta.url)), 'Cannot find module'],
      [() => new Worker('process.exit(3)', { eval: true }), 'a worker exited with code 3'],
      [
        () => {
          throw new Error('no workers today')
        },
        'no workers today',
      ],
    ] as const) {
      const runner = await StageRunner.open({ memory: arena.memory, threads: 2, workerFactory })
      const module = await runner.load(testModule(arena))
      const numbers = arena.allocate(80)
      arena.f64(numbers.address, 10).fill(3)
      expect(runner.reason).toBeUndefined()
      await runner.run([{ module, kernel: 'square', args: [numbers.address], units: 10, amplitudes: LARGE }])
      expect(arena.f64(numbers.address, 10)[9]).toBe(9)
      expect(runner.threads).toBe(0)
      expect(runner.reason).toContain(reason)
      await runner.dispose()
    }
  })
})

describe('a runner', () => {
  test('says why it works without threads', async () => {
    const { runner } = await open(2, { shared: false })
    expect([runner.threads, runner.reason]).toEqual([0, 'the memory is not shared'])
    const { runner: none } = await open(0)
    expect(none.reason).toBe('no threads were asked for')
  })

  test('refuses numbers of threads and kernels that there are not', async () => {
    const { memory } = await Arena.open({ memoryBytes: 2 ** 20, shared: true })
    await expect(StageRunner.open({ memory, threads: 1.5 })).rejects.toThrow('threads is 1.5')
    const bench = await open(0)
    await expect(bench.runner.run([{ ...spinStage(bench, 1, 1), kernel: 'squirt' }])).rejects.toThrow("no kernel 'squirt'")
  })

  test('cuts jobs whose code is longer than a slot', async () => {
    const bench = await open(2)
    const { arena, module, runner } = bench
    const numbers = arena.allocate(8 * 64)
    const increment: Stage = { module, kernel: 'increment', args: [arena.pointer(numbers.address)], units: 64, amplitudes: 2 ** 15 }
    await runner.run(Array.from({ length: 3000 }, () => increment))
    expect(new Set(arena.f64(numbers.address, 64))).toEqual(new Set([3000]))
  })

  test('gives the event loop turns while it works on the caller’s thread', async () => {
    const bench = await open(0)
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await bench.runner.run([spinStage(bench, 20_000, 1000)])
    clearInterval(timer)
    expect(turns).toBeGreaterThan(2)
  })

  test('runs modules on several memories, those that are not shared on the caller’s thread', async () => {
    const bench = await open(2)
    const { runner } = bench
    for (const shared of [true, false]) {
      const arena = await Arena.open({ memoryBytes: 2 ** 20, shared, memory64: wasmMemory64 && shared })
      const module = await runner.load(testModule(arena), arena.memory)
      const [numbers, sums] = [arena.allocate(8 * 5000), arena.allocate(8 * 5)]
      fillWithSevenths(arena, numbers)
      await runner.run(squareAndSum({ ...bench, arena, module }, numbers, sums))
      expect([...arena.f64(sums.address, 5)]).toEqual(expectedSums(5000))
    }
    expect(bench.workers).toHaveLength(2)
  })

  test.skipIf(!wasmMemory64)('works above 4 GiB', async () => {
    const bench = await open(2, { memoryBytes: 6 * 2 ** 30 })
    const { arena, runner } = bench
    arena.allocate(5 * 2 ** 30) // committed where it is touched
    const [numbers, sums] = [arena.allocate(8 * 5000), arena.allocate(8 * 5)]
    const beyond = arena.allocate(2 ** 29)
    expect(beyond.address).toBeGreaterThan(2 ** 32)
    const high = { address: beyond.address, bytes: numbers.bytes }
    fillWithSevenths(arena, high)
    await runner.run(squareAndSum(bench, high, sums))
    expect([...arena.f64(sums.address, 5)]).toEqual(expectedSums(5000))
  })

  test.each(['long', 'short'])('keeps no process alive after a %s job', (length) => {
    const script = fileURLToPath(new URL('./exitsByItself.ts', import.meta.url))
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@ketwork/source', script, length], { timeout: 30_000 })
    expect(stderr.toString()).toBe('')
    expect([status, stdout.toString()]).toEqual([0, 'done\n'])
  })
})
