/** A task map in a page, on a module that the page's server has at a URL of its own. */
import { openThreadTaskMap } from '../../packages/backend/src/index.ts'

interface TaskMapResult {
  readonly squares: readonly number[]
  /** Names that two tasks heard from each other: they ran at the same time, on different threads. */
  readonly heard: readonly string[]
  /** How a call ended whose third task throws. */
  readonly failure: string
  /** How a call ended that was aborted while its task ran for ever, and what the map gave after it. */
  readonly aborted: string
  readonly later: readonly number[]
}

/** @param path of the module, from the page's root */
export async function runTaskMap(path: string): Promise<TaskMapResult> {
  const module = new URL(path, location.href)
  const open = (name: string) => openThreadTaskMap({ module, export: name, threads: 2 })
  await using squares = open('square')
  await using meetings = open('meet')
  await using failures = open('failThird')
  await using endless = open('runForEver')
  const controller = new AbortController()
  const running = endless.map<number>(['start', 'start'], { signal: controller.signal })
  const ended = running.then(String, String)
  setTimeout(() => controller.abort('enough'), 100)
  return {
    squares: await squares.map<number>(Array.from({ length: 20 }, (_, i) => i)),
    heard: await meetings.map<string>(['left', 'right']),
    failure: await failures.map([0, 1, 2, 3]).then(String, (error: unknown) => {
      const { name, message, taskIndex } = error as Error & { readonly taskIndex: number }
      return `${taskIndex}: ${name}: ${message}`
    }),
    aborted: await ended,
    later: await endless.map<number>([7]),
  }
}
