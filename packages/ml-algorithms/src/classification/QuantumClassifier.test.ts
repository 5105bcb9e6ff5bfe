import { matrix, matrixFrom, RandomStream, type Matrix } from '@ketwork/math'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { afterAll, describe, expect, test } from 'vitest'
import { QuantumClassifier, type ClassifierState } from './QuantumClassifier.ts'

const backend = openCpuBackend()
afterAll(() => backend.dispose())

/** Three clouds around three corners of a square of angles. */
function clouds(rows: number, seed: number): { features: Matrix; labels: string[] } {
  const random = new RandomStream(seed)
  const centres = [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0, 0.9],
  ]
  const labels = Array.from({ length: rows }, (_, row) => ['west', 'east', 'north'][row % 3])
  return {
    features: matrix(
      rows,
      2,
      Float64Array.from({ length: 2 * rows }, (_, i) => centres[(i >> 1) % 3][i % 2] + 0.25 * random.normal()),
    ),
    labels,
  }
}

describe('QuantumClassifier', () => {
  test('learns three classes and names them on rows it has not seen', async () => {
    const [train, unseen] = [clouds(90, 1), clouds(60, 2)]
    await using model = await new QuantumClassifier({ backend, seed: 5, epochs: 30 }).fit(train.features, train.labels)
    expect(model.classes).toEqual(['east', 'north', 'west'])
    expect(model.losses.at(-1)).toBeLessThan(model.losses[0] / 2)
    expect(await model.score(unseen.features, unseen.labels)).toBeGreaterThan(0.95)
    const { data } = await model.predictProbabilities(unseen.features)
    for (let row = 0; row < 60; row++) expect(data[3 * row] + data[3 * row + 1] + data[3 * row + 2]).toBeCloseTo(1, 12)
  })

  test('cannot learn labels that have nothing to do with the rows', async () => {
    const { features } = clouds(90, 1)
    const random = new RandomStream(9)
    const labels = Array.from({ length: 90 }, () => random.integer(2))
    const fresh = Array.from({ length: 90 }, () => random.integer(2))
    await using model = await new QuantumClassifier({ backend, seed: 5, epochs: 10 }).fit(features, labels)
    expect(await model.score(features, fresh)).toBeLessThan(0.7)
  })

  test('gives the same bits for the same seed and others for another', async () => {
    const { features, labels } = clouds(30, 1)
    const weights = async (seed: number) =>
      (await new QuantumClassifier({ backend, seed, epochs: 3 }).fit(features, labels)).toJSON().weights
    expect(await weights(5)).toEqual(await weights(5))
    expect(await weights(5)).not.toEqual(await weights(6))
  })

  test('goes on from a saved state to the bits of an unbroken run', async () => {
    const { features, labels } = clouds(30, 1)
    const options = { backend, seed: 5, epochs: 6 }
    const whole = await new QuantumClassifier(options).fit(features, labels)
    const stop = new AbortController()
    const broken = new QuantumClassifier(options)
    let saved = ''
    const run = broken.fit(features, labels, {
      signal: stop.signal,
      onEpoch: ({ epoch }, model) => {
        saved = JSON.stringify(model)
        if (epoch === 3) stop.abort()
      },
    })
    await expect(run).rejects.toThrow(/abort/i)
    const resumed = await QuantumClassifier.fromJSON(JSON.parse(saved) as ClassifierState, options)
    await resumed.fit(features, labels)
    expect(resumed.toJSON()).toEqual(whole.toJSON())
  })

  test('learns from a stream of batches', async () => {
    await using model = new QuantumClassifier({ backend, seed: 5 })
    const losses: number[] = []
    for (let batch = 0; batch < 60; batch++) {
      const { features, labels } = clouds(30, 100 + batch)
      losses.push(await model.partialFit(features, labels, ['west', 'east', 'north']))
    }
    expect(losses.at(-1)).toBeLessThan(losses[0] / 2)
  })

  test('refuses one class, unequal lengths, NaN, other columns and use before training', async () => {
    const rows = matrixFrom([
      [0, 1],
      [1, 0],
    ])
    const model = () => new QuantumClassifier({ backend, seed: 0, epochs: 1 })
    await expect(model().fit(rows, ['a', 'a'])).rejects.toThrow('at least two classes')
    await expect(model().fit(rows, ['a'])).rejects.toThrow('2 rows of features and 1 labels')
    await expect(
      model().fit(
        matrixFrom([
          [0, NaN],
          [1, 0],
        ]),
        ['a', 'b'],
      ),
    ).rejects.toThrow(/NaN/)
    await expect(model().predict(rows)).rejects.toThrow('not trained')
    await expect((await model().fit(rows, ['a', 'b'])).predict(matrixFrom([[1]]))).rejects.toThrow('1 columns')
    expect(() => new QuantumClassifier({ backend, seed: 0, epochs: 0 })).toThrow('epochs is 0')
  })
})
