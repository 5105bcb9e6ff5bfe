/**
 * Kernels on worker threads of a page: the same numbers as on its own thread, a run that is aborted, and what the page
 * is told where it may not share memory.
 */
import { buildModule, f64, i32 } from '../../packages/math/src/wasm/index.ts'
import { Arena } from '../../packages/sim-cpu/src/memory/Arena.ts'
import { StageRunner } from '../../packages/sim-cpu/src/threads/StageRunner.ts'

interface ThreadsResult {
  readonly threads: number
  readonly reasons: readonly string[]
  readonly values: readonly number[]
  /** How runs ended that were aborted, and the shortest time that one took to do so. */
  readonly aborted: string
  readonly milliseconds: number
}

export async function runThreads(): Promise<ThreadsResult> {
  const arena = await Arena.open({ memoryBytes: 2 ** 24, shared: true })
  await using runner = await StageRunner.open({ memory: arena.memory, threads: 2 })
  const module = await runner.load(squareRoots(arena))
  const numbers = arena.allocate(8 * 10_000)
  const view = arena.f64(numbers.address, 10_000)
  for (let i = 0; i < view.length; i++) view[i] = i
  const stage = (rounds: number) => {
    const amplitudes = Math.max(2 ** 24, 10_000 * rounds)
    return { module, kernel: 'roots', args: [numbers.address, rounds], units: 10_000, amplitudes }
  }
  await runner.run([stage(1), stage(1)])
  const values = Array.from(arena.f64(numbers.address, 10_000))
  let [aborted, milliseconds] = ['', Infinity]
  for (let tries = 0; tries < 10 && milliseconds > 50; tries++) {
    const controller = new AbortController()
    const run = runner.run([stage(200_000)], { signal: controller.signal }).then(
      () => 'it ended by itself',
      (error: unknown) => String(error),
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    const start = performance.now()
    controller.abort('enough')
    aborted = await run
    milliseconds = Math.min(milliseconds, performance.now() - start)
  }
  const reasons = [arena.smaller, arena.unshared, runner.reason].filter((reason) => reason !== undefined)
  return { threads: runner.threads, reasons, values, aborted, milliseconds }
}

/** `roots`: takes the square root of the numbers at `at`, `rounds` times. */
function squareRoots(arena: Arena): Uint8Array<ArrayBuffer> {
  return buildModule({}, (module) => {
    module.importMemory('env', 'memory', arena.limits)
    const parameters = { at: 'i32', rounds: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
    module.exportFunction('roots', { parameters }, (f, { at, rounds, from, to }) => {
      f.loop({ from, to }, (i) => {
        const place = f.let(i32.add(at, i32.mul(i, 8)))
        const x = f.let(f64.load(place))
        f.loop({ to: rounds }, () => f.set(x, f64.sqrt(x)))
        f.do(f64.store(place, x))
      })
    })
  })
}
