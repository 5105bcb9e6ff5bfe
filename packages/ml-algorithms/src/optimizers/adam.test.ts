import { describe, expect, test } from 'vitest'
import { adamStart, adamStep } from './adam.ts'

describe('adamStep', () => {
  test('moves by exactly the learning rate against the sign of the gradient in its first step', () => {
    const { parameters } = adamStep(adamStart(2), Float64Array.of(1, 1), [1e-3, -5], { learningRate: 0.1, epsilon: 0 })
    expect(parameters[0]).toBeCloseTo(0.9, 12)
    expect(parameters[1]).toBeCloseTo(1.1, 12)
  })

  test('follows the published recursion over three steps', () => {
    let [m, v, x] = [0, 0, 2]
    let run: ReturnType<typeof adamStep> = { parameters: Float64Array.of(2), state: adamStart(1) }
    for (let step = 1; step <= 3; step++) {
      const gradient = 2 * x
      m = 0.9 * m + 0.1 * gradient
      v = 0.999 * v + 0.001 * gradient ** 2
      x -= (0.05 * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
      run = adamStep(run.state, run.parameters, [2 * run.parameters[0]])
    }
    expect(run.parameters[0]).toBeCloseTo(x, 14)
  })

  test('finds the minimum of a quadratic', () => {
    let run: ReturnType<typeof adamStep> = { parameters: Float64Array.of(3, -4), state: adamStart(2) }
    for (let i = 0; i < 2000; i++)
      run = adamStep(
        run.state,
        run.parameters,
        run.parameters.map((entry) => 2 * entry),
        { learningRate: 0.02 },
      )
    for (const entry of run.parameters) expect(Math.abs(entry)).toBeLessThan(1e-3)
  })

  test('leaves its inputs untouched and refuses lengths that disagree', () => {
    const start = Float64Array.of(1)
    const state = adamStart(1)
    adamStep(state, start, [1])
    expect(start[0]).toBe(1)
    expect(state.mean[0]).toBe(0)
    expect(() => adamStep(state, start, [1, 2])).toThrow('1 parameters, 2 gradient entries')
    expect(() => adamStep(state, start, [1], { beta1: 1 })).toThrow('beta1 is 1')
  })
})
