/**
 * What threads cost and what they give, on two workers: a job that does nothing, a barrier, and loops that compute or move memory.
 *
 * A barrier costs the difference between 101 empty stages and one, over a hundred. Milliseconds; take minima: a busy machine shows in all others.
 */
import { afterAll, describe, test } from 'vitest'
import { Arena } from '../memory/Arena.ts'
import type { Stage } from './stage.ts'
import { StageRunner } from './StageRunner.ts'
import { testModule } from './testModule.ts'

const NUMBERS = 2 ** 25
const arena = await Arena.open({ memoryBytes: 2 ** 30, shared: true })
const numbers = arena.allocate(8 * NUMBERS)
arena.f64(numbers.address, NUMBERS).fill(0)

const sides = await Promise.all(
  [0, 1, 2].map(async (threads) => {
    const runner = await StageRunner.open({ memory: arena.memory, threads })
    const module = await runner.load(testModule(arena))
    const stage = (kernel: string, args: readonly number[], units: number): Stage => ({ module, kernel, args, units, amplitudes: 2 ** 24 })
    await runner.run([stage('spin', [1], 100)])
    return { name: `${threads} workers`, runner, stage }
  }),
)
afterAll(() => Promise.all(sides.map(({ runner }) => runner.dispose())))

const cases = [
  ['a job of one empty stage', 'spin', [0], 2, 1],
  ['a job of 101 empty stages', 'spin', [0], 2, 101],
  ['square roots, one after the other (computing)', 'spin', [10_000], 400, 1],
  ['one added to each of 2^25 numbers (memory)', 'increment', [numbers.address], NUMBERS, 1],
] as const

for (const [name, kernel, args, units, count] of cases) {
  describe(name, () => {
    test('by number of workers', async ({ bench }) => {
      const options = units === 2 ? {} : { iterations: 12, time: 0, warmupIterations: 2, warmupTime: 0 }
      const [none, one, two] = sides.map((side) => {
        const stages = Array.from({ length: count }, () => side.stage(kernel, args, units))
        return bench(side.name, () => side.runner.run(stages))
      })
      await bench.compare(none, one, two, options)
    })
  })
}
