import { describe, expect, test } from 'vitest'
import { lbfgs } from './lbfgs.ts'
import type { Objective } from './objective.ts'

const rosenbrock: Objective = (x) => {
  const gradient = new Float64Array(x.length)
  let value = 0
  for (let i = 0; i + 1 < x.length; i++) {
    const a = x[i]
    const bend = x[i + 1] - a * a
    value += 100 * bend * bend + (1 - a) ** 2
    gradient[i] += -400 * bend * a - 2 * (1 - a)
    gradient[i + 1] += 200 * bend
  }
  return { value, gradient }
}

describe('lbfgs', () => {
  test('finds the minimum of the Rosenbrock valley in 2 and 20 dimensions', async () => {
    for (const dimension of [2, 20]) {
      const result = await lbfgs(rosenbrock, new Float64Array(dimension).fill(-1.2), { gradientTolerance: 1e-8, maximumIterations: 500 })
      expect(result.converged).toBe(true)
      expect(result.value).toBeLessThan(1e-14)
      for (const entry of result.parameters) expect(entry).toBeCloseTo(1, 7)
    }
  })

  test('never raises the value from one iteration to the next', async () => {
    const { history } = await lbfgs(rosenbrock, [-1.2, 1, 3, -2], { maximumIterations: 200 })
    for (let i = 1; i < history.length; i++) expect(history[i]).toBeLessThanOrEqual(history[i - 1])
  })

  test('solves a quadratic of condition number 1e4 to its gradient tolerance', async () => {
    const scales = Float64Array.from({ length: 12 }, (_, i) => 10 ** ((4 * i) / 11))
    const result = await lbfgs(
      (x) => ({
        value: scales.reduce((sum, s, i) => sum + 0.5 * s * (x[i] - i) ** 2, 0),
        gradient: scales.map((s, i) => s * (x[i] - i)),
      }),
      new Float64Array(12),
      { gradientTolerance: 1e-9, maximumIterations: 500 },
    )
    expect(result.gradientNorm).toBeLessThanOrEqual(1e-9)
    for (let i = 0; i < 12; i++) expect(result.parameters[i]).toBeCloseTo(i, 8)
  })

  test('refuses an objective that gives NaN, naming it', async () => {
    await expect(lbfgs(() => ({ value: NaN, gradient: Float64Array.of(0) }), [0])).rejects.toThrow('the objective is NaN')
    await expect(lbfgs(() => ({ value: 0, gradient: Float64Array.of(Infinity) }), [0])).rejects.toThrow('gradient entry 0 is Infinity')
  })

  test('stops when its signal is aborted', async () => {
    const controller = new AbortController()
    const run = lbfgs(rosenbrock, [-1.2, 1], {
      signal: controller.signal,
      onProgress: ({ iteration }) => {
        if (iteration === 3) controller.abort()
      },
    })
    await expect(run).rejects.toThrow(/abort/i)
  })
})
