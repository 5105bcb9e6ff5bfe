/** Losses as data: closed forms, and every derivative against differences. */
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { evaluateLoss } from './evaluateLoss.ts'
import type { LossData, LossName } from './LossData.ts'

const [ROWS, COLUMNS] = [5, 3]

/** Outputs and targets for which the loss is smooth. */
const DRAWN: Readonly<
  Record<LossName, { readonly target: (random: RandomStream, outputs: number) => number; readonly value: (random: RandomStream) => number }>
> = {
  squaredError: { target: (random) => random.normal(), value: (random) => random.normal() },
  crossEntropy: {
    target: (random, outputs) => (outputs === 1 ? random.uniform() : random.integer(outputs)),
    value: (random) => 3 * random.normal(),
  },
  hinge: { target: (random) => 2 * random.integer(2) - 1, value: (random) => 2 * random.normal() },
  energy: { target: () => 0, value: (random) => random.normal() },
  negativeLogLikelihood: {
    target: (random, outputs) => random.integer(Math.max(2, outputs)),
    value: (random) => 0.05 + 0.9 * random.uniform(),
  },
}
const NAMES = Object.keys(DRAWN) as LossName[]

function drawn(name: LossName, columns: number, random: RandomStream): { loss: LossData; values: Float64Array } {
  const { target, value } = DRAWN[name]
  const count = name === 'squaredError' || name === 'hinge' ? ROWS * columns : ROWS
  const targets = Float64Array.from({ length: count }, () => target(random, columns))
  const values = Float64Array.from({ length: ROWS * columns }, () => value(random))
  return { loss: name === 'energy' ? { name } : { name, targets }, values }
}

/** Central differences of a function of many numbers. */
function differences(at: Float64Array, valueOf: (numbers: Float64Array) => number): Float64Array {
  const step = 1e-5
  return at.map((_, i) => {
    const moved = (by: number) => valueOf(at.map((number, j) => (i === j ? number + by : number)))
    return (moved(step) - moved(-step)) / (2 * step)
  })
}

function expectClose(got: Float64Array | undefined, expected: Float64Array): void {
  expect(got?.length).toBe(expected.length)
  expected.forEach((value, i) => expect(Math.abs((got?.[i] ?? NaN) - value)).toBeLessThan(1e-7 * (1 + Math.abs(value))))
}

describe.each(NAMES)('%s', (name) => {
  test.each([1, 2, COLUMNS])('has the derivatives of differences over %i values, weighted or not', (columns) => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new RandomStream(710).substream(seed)
      const { loss: plain, values } = drawn(name, columns, random)
      const weights = Float64Array.from({ length: ROWS }, () => random.uniform())
      for (const loss of [plain, { ...plain, weights }]) {
        const { cotangents } = evaluateLoss(loss, values, ROWS, columns)
        expectClose(
          cotangents,
          differences(values, (moved) => evaluateLoss(loss, moved, ROWS, columns).loss),
        )
      }
    }
  })

  test('has the derivatives of differences through a readout, by values and weights', () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = new RandomStream(711).substream(seed)
      const outputs = name === 'negativeLogLikelihood' ? 2 : 1 + random.integer(3)
      const { loss: plain } = drawn(name, outputs, random)
      const values = Float64Array.from({ length: ROWS * COLUMNS }, () => 2 * random.uniform() - 1)
      // biases of 0.5 keep outputs between 0 and 1, as probabilities are
      const weights = Float64Array.from({ length: outputs * (COLUMNS + 1) }, (_, i) =>
        i % (COLUMNS + 1) === COLUMNS ? 0.5 : (random.uniform() - 0.5) / COLUMNS,
      )
      const through = (readout: Float64Array): LossData => ({ ...plain, readout: { outputs, weights: readout } })
      const found = evaluateLoss(through(weights), values, ROWS, COLUMNS)
      expectClose(
        found.cotangents,
        differences(values, (moved) => evaluateLoss(through(weights), moved, ROWS, COLUMNS).loss),
      )
      expectClose(
        found.readout,
        differences(weights, (moved) => evaluateLoss(through(moved), values, ROWS, COLUMNS).loss),
      )
    }
  })

  test('is the mean of its rows, or their weighted mean', () => {
    const { loss, values } = drawn(name, 2, new RandomStream(712))
    const { loss: mean, rowLosses } = evaluateLoss(loss, values, ROWS, 2)
    expect(mean).toBeCloseTo(rowLosses.reduce((sum, each) => sum + each, 0) / ROWS, 13)
    const weighted = evaluateLoss({ ...loss, weights: [0, 0, 3, 1, 0] }, values, ROWS, 2)
    expect(weighted.loss).toBeCloseTo((3 * rowLosses[2] + rowLosses[3]) / 4, 13)
    expect([...weighted.rowLosses]).toEqual([...rowLosses])
  })
})

describe('closed forms:', () => {
  const lossOf = (loss: LossData, values: readonly number[], rows = 1) =>
    evaluateLoss(loss, Float64Array.from(values), rows, values.length / rows).loss

  test('squared errors', () => {
    expect(lossOf({ name: 'squaredError', targets: [1, -1] }, [0.5, 0], 2)).toBe((0.25 + 1) / 2)
    expect(lossOf({ name: 'squaredError', targets: [1, -1] }, [0.5, 0])).toBe((0.25 + 1) / 2)
  })

  test('cross-entropies of even logits are log 2 and log 3', () => {
    expect(lossOf({ name: 'crossEntropy', targets: [1] }, [0])).toBeCloseTo(Math.LN2, 15)
    expect(lossOf({ name: 'crossEntropy', targets: [2] }, [7, 7, 7])).toBeCloseTo(Math.log(3), 15)
    expect(lossOf({ name: 'crossEntropy', targets: [1] }, [0.8])).toBeCloseTo(Math.log(1 + Math.exp(-0.8)), 15)
  })

  test('cross-entropies of two logits are that of their difference', () => {
    expect(lossOf({ name: 'crossEntropy', targets: [1] }, [0.3, 1.7])).toBeCloseTo(
      lossOf({ name: 'crossEntropy', targets: [1] }, [1.4]),
      14,
    )
  })

  test('logits of a thousand neither overflow nor lose their loss', () => {
    expect(lossOf({ name: 'crossEntropy', targets: [0] }, [1000])).toBe(1000)
    expect(lossOf({ name: 'crossEntropy', targets: [1] }, [1000])).toBe(0)
    expect(lossOf({ name: 'crossEntropy', targets: [0] }, [-1000, 1000])).toBe(2000)
  })

  test('hinges', () => {
    expect(lossOf({ name: 'hinge', targets: [1, -1, -1, 1] }, [0.25, -2, 0.5, 1], 4)).toBe((0.75 + 0 + 1.5 + 0) / 4)
    const atTheKink = evaluateLoss({ name: 'hinge', targets: [1] }, Float64Array.of(1), 1, 1)
    expect(Math.abs(atTheKink.cotangents[0])).toBe(0)
  })

  test('energies', () => {
    expect(lossOf({ name: 'energy' }, [-1.5, 0.25, 2, 1], 2)).toBe((-1.25 + 3) / 2)
  })

  test('negative log likelihoods', () => {
    expect(lossOf({ name: 'negativeLogLikelihood', targets: [1, 0] }, [0.25, 0.25], 2)).toBeCloseTo((Math.log(4) - Math.log(0.75)) / 2, 15)
    expect(lossOf({ name: 'negativeLogLikelihood', targets: [2] }, [0.5, 0.25, 0.25])).toBeCloseTo(Math.log(4), 15)
  })
})

describe('what is refused:', () => {
  const values = Float64Array.of(0.1, 0.2, 0.3, 0.4)
  const refused: readonly (readonly [loss: unknown, message: RegExp])[] = [
    [null, /loss takes an object of options, not null/],
    [{ name: 'crossentropy' }, /'crossentropy' is not a loss: did you mean 'crossEntropy'\?/],
    [{ name: 'toString' }, /'toString' is not a loss: there are squaredError, crossEntropy/],
    [{ name: 3 }, /the name of the loss must be text/],
    [{ name: 'energy', weigths: [1] }, /loss has no option 'weigths': did you mean 'weights'\?/],
    [{ name: 'energy', targets: [1, 2] }, /takes no targets/],
    [{ name: 'squaredError' }, /needs targets: 2 rows of 2/],
    [{ name: 'squaredError', targets: [1, 2] }, /holds 2 numbers: squaredError needs 4, 2 rows of 2/],
    [{ name: 'squaredError', targets: [1, 2, NaN, 0] }, /targets\[2\] is NaN: it must be a finite number/],
    [{ name: 'squaredError', targets: ['1', 2, 3, 4] }, /targets\[0\] is '1': it must be a finite number/],
    [{ name: 'squaredError', targets: 1 }, /targets is 1: a list is needed/],
    [{ name: 'crossEntropy', targets: [0, 2] }, /targets\[1\] is 2: it must be a class, an integer from 0 to 1/],
    [{ name: 'crossEntropy', targets: [0, 1, 0, 1] }, /crossEntropy needs 2, one for each of 2 rows/],
    [{ name: 'crossEntropy', targets: [0, 1.5], readout: { outputs: 1, weights: [1, 1, 0] } }, /a probability from 0 to 1/],
    [{ name: 'hinge', targets: [0, 1, 1, 1] }, /targets\[0\] is 0: it must be -1 or 1/],
    [{ name: 'energy', readout: { outputs: 0, weights: [] } }, /outputs is 0: it must be a positive integer/],
    [{ name: 'energy', readout: { outputs: 1, weights: [1, 2] } }, /1 outputs of 2 values and a bias need 3/],
    [{ name: 'energy', weights: [1] }, /loss.weights holds 1 numbers: 2 rows need 2/],
    [{ name: 'energy', weights: [1, -1] }, /loss.weights\[1\] is -1: it must be at least 0/],
    [{ name: 'energy', weights: [0, 0] }, /loss.weights add up to 0/],
  ]
  test.each(refused)('%j', (loss, message) => {
    const run = () => evaluateLoss(loss as LossData, values, 2, 2)
    expect(run).toThrow(message)
    expect(run).toThrow(/^(?!.*(undefined|is not a function)).*$/)
  })

  test('probabilities of 0, which have no logarithm, and outputs that overflow', () => {
    const likelihood = { name: 'negativeLogLikelihood', targets: [0] } as const
    expect(() => evaluateLoss(likelihood, Float64Array.of(0, 1), 1, 2)).toThrow(/class 0 has the probability 0/)
    expect(() => evaluateLoss({ name: 'squaredError', targets: [0] }, Float64Array.of(1e200), 1, 1)).toThrow(/loss of row 0 is Infinity/)
  })

  test('a program without observables', () => {
    expect(() => evaluateLoss({ name: 'energy' }, new Float64Array(0), 1, 0)).toThrow(/needs observables/)
  })
})
