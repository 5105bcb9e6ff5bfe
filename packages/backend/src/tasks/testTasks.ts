/** Functions that the tests of task maps run on threads. */
import { isMainThread, threadId } from 'node:worker_threads'

const started = { count: 0 }

/** Longer for earlier tasks, so that they end in another order. */
export async function slowSquare(x: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, x % 3 === 0 ? 20 : 1))
  return x * x
}

export function where(): { readonly main: boolean; readonly thread: number; readonly runs: number } {
  return { main: isMainThread, thread: threadId, runs: ++started.count }
}

export async function failing(x: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, x === 3 ? 30 : 1))
  if (x === 3 || x === 5) throw new RangeError(`${x} is not a task`)
  return x
}

/** Counts in shared memory how often it ran; its thread dies the first so many times. */
export function dying({ runs, deaths }: { readonly runs: Int32Array; readonly deaths: number }): number {
  const run = Atomics.add(runs, 0, 1)
  if (run < deaths) process.exit(3)
  return run
}

export function endless(flags: Int32Array): void {
  Atomics.add(flags, 0, 1)
  for (;;);
}

export function returnsFunction(): unknown {
  return () => 1
}

/** Busy for a number of steps. */
export function busy(steps: number): number {
  let x = 0.5
  for (let i = 0; i < steps; i++) x = 3.9 * x * (1 - x)
  return x
}
