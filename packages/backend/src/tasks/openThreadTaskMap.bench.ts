/**
 * Code of users on threads: eight tasks of 20 million steps on one thread and on two, one after the other in 15 rounds, so that both see the same machine.
 * What counts is the median of the ratios of a round; 2 would be perfect on two free cores.
 */
import { median } from '@ketwork/math'
import { afterAll, test } from 'vitest'
import { openThreadTaskMap } from './openThreadTaskMap.ts'

const ROUNDS = 15

const module = new URL('./testTasks.ts', import.meta.url)
const tasks = new Array<number>(8).fill(2e7)
const [one, two] = [1, 2].map((threads) => openThreadTaskMap({ module, export: 'busy', threads }))
await Promise.all([one.map([1]), two.map([1, 1])])
afterAll(() => Promise.all([one.dispose(), two.dispose()]))

test('a task map: 8 tasks of 20 million steps on 1 thread and on 2', { timeout: 600_000 }, async () => {
  const rounds: { readonly single: number; readonly double: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const isSingleFirst = round % 2 === 0
    const first = await millisecondsOf(isSingleFirst ? one : two)
    const second = await millisecondsOf(isSingleFirst ? two : one)
    rounds.push(isSingleFirst ? { single: first, double: second } : { single: second, double: first })
  }
  const ratios = rounds.map(({ single, double }) => single / double)
  const of = (numbers: readonly number[]) => median(numbers).toFixed(2)
  const [single, double] = [rounds.map((round) => round.single), rounds.map((round) => round.double)]
  process.stdout.write(`1 thread ${of(single)} ms, 2 threads ${of(double)} ms, medians of ${ROUNDS}; speed-up ${of(ratios)}\n`)
})

async function millisecondsOf(map: typeof one): Promise<number> {
  const start = performance.now()
  await map.map(tasks)
  return performance.now() - start
}
