/** Code of users on threads: eight tasks of about 50 ms on one thread and on two; the ratio of the minima counts, for a busy machine shows in all others. */
import { afterAll, describe, test } from 'vitest'
import { openThreadTaskMap } from './openThreadTaskMap.ts'

const module = new URL('./testTasks.ts', import.meta.url)
const tasks = new Array<number>(8).fill(2e7)
const [one, two] = [1, 2].map((threads) => openThreadTaskMap({ module, export: 'busy', threads }))
await Promise.all([one.map([1]), two.map([1, 1])])
afterAll(() => Promise.all([one.dispose(), two.dispose()]))

describe('a task map', () => {
  test('8 tasks of 20 million steps', async ({ bench }) => {
    await bench.compare(
      bench('1 thread', () => one.map(tasks)),
      bench('2 threads', () => two.map(tasks)),
    )
  })
})
