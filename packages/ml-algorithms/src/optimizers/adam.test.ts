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

  test('takes the same steps in every unit of the objective when epsilon is 0', () => {
    const train = (unit: number) => {
      let run: ReturnType<typeof adamStep> = { parameters: Float64Array.of(3, -4, 1), state: adamStart(3) }
      for (let i = 0; i < 50; i++)
        run = adamStep(run.state, run.parameters, [2 * unit * run.parameters[0], unit * run.parameters[1], 0], { epsilon: 0 })
      return run.parameters
    }
    for (const unit of [2 ** -400, 2 ** 400]) expect(train(unit)).toEqual(train(1))
    expect(train(1)[2]).toBe(1)
  })

  test('has a state that goes through JSON to the bit', () => {
    const run = adamStep(adamStart(2), Float64Array.of(1, 2), [0.1, 1 / 3])
    const state = JSON.parse(JSON.stringify(run.state)) as typeof run.state
    expect(state).toEqual(run.state)
    expect(adamStep(state, run.parameters, [0.2, 0.7])).toEqual(adamStep(run.state, run.parameters, [0.2, 0.7]))
  })

  test('refuses gradients that are not finite or whose square is not', () => {
    const refusal =
      (gradient: number, epsilon = 1e-8) =>
      () =>
        adamStep(adamStart(1), Float64Array.of(1), [gradient], { epsilon })
    expect(refusal(NaN)).toThrow('gradient entry 0 is NaN')
    expect(refusal(1e160)).toThrow('gradient entry 0 is 1e+160: its square must be a finite number')
    expect(refusal(1e-170, 0)).toThrow('its square vanishes')
    expect(refusal(1, -1)).toThrow('epsilon is -1')
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
