import { arrayToJson, matrix, matrixFrom, RandomStream, type Matrix } from '@ketwork/math'
import { parsePauliSum } from '@ketwork/circuit'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { afterAll, describe, expect, test } from 'vitest'
import { spoiltDocuments } from '../../../../tooling/vitest/spoiltDocuments.ts'
import { dataReuploading } from '../ansatze/dataReuploading.ts'
import { QuantumClassifier } from './QuantumClassifier.ts'

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
      onProgress: ({ epoch }) => {
        saved = JSON.stringify(broken)
        if (epoch === 3) stop.abort()
      },
    })
    await expect(run).rejects.toThrow(/abort/i)
    for (const resumeOptions of [{ backend }, options]) {
      const resumed = await QuantumClassifier.fromJSON(JSON.parse(saved), resumeOptions)
      await resumed.resume(features, labels)
      expect(resumed.toJSON()).toEqual(whole.toJSON())
    }
    await broken.resume(features, labels)
    expect(broken.toJSON()).toEqual(whole.toJSON())
  })

  test('fits other rows anew, with other classes and columns, to the bits of a model that saw nothing before', async () => {
    const { features, labels } = clouds(30, 1)
    const options = { backend, seed: 5, epochs: 4 }
    await using model = await new QuantumClassifier(options).fit(features, labels)
    const first = model.toJSON()
    const wide = matrix(
      30,
      3,
      Float64Array.from({ length: 90 }, (_, i) => Math.sin(i)),
    )
    const others = labels.map((label) => (label === 'west' ? 1 : 0))
    await model.fit(wide, others)
    expect(model.toJSON()).toEqual((await new QuantumClassifier(options).fit(wide, others)).toJSON())
    await model.fit(features, labels)
    expect(model.toJSON()).toEqual(first)
    await (await QuantumClassifier.fromJSON(first, { backend })).fit(features, labels)
    expect(model.toJSON()).toEqual(first)
  })

  test('refuses to resume with other rows or labels, or with nothing left to do', async () => {
    const { features, labels } = clouds(30, 1)
    await using model = await new QuantumClassifier({ backend, seed: 5, epochs: 2 }).fit(features, labels)
    await expect(model.resume(features, labels)).rejects.toThrow('all 2 epochs are done')
    const more = () => QuantumClassifier.fromJSON(model.toJSON(), { backend, epochs: 3 })
    await expect((await more()).resume(clouds(30, 2).features, labels)).rejects.toThrow('used other rows or labels')
    await expect((await more()).resume(features, [...labels].reverse())).rejects.toThrow('used other rows or labels')
    expect((await (await more()).resume(features, labels)).losses).toHaveLength(3)
    await expect(new QuantumClassifier({ backend, seed: 0 }).resume(features, labels)).rejects.toThrow('not trained')
  })

  test('refuses options that disagree with a saved state, each with both values', async () => {
    const { features, labels } = clouds(30, 1)
    await using model = await new QuantumClassifier({ backend, seed: 5, epochs: 3, layers: 2 }).fit(features, labels)
    const state = model.toJSON()
    const restore = (options: Partial<ConstructorParameters<typeof QuantumClassifier>[0]>) =>
      QuantumClassifier.fromJSON(state, { backend, ...options })
    await expect(restore({ layers: 5 })).rejects.toThrow('layers is 5, but the saved model was trained with 2')
    await expect(restore({ seed: 6 })).rejects.toThrow('seed is 6, but the saved model was trained with 5')
    await expect(restore({ batchSize: 8 })).rejects.toThrow('batchSize is 8, but the saved model was trained with 32')
    await expect(restore({ learningRate: 0.1 })).rejects.toThrow('learningRate is 0.1, but the saved model was trained with 0.05')
    await expect(restore({ epochs: 2 })).rejects.toThrow('epochs is 2, but the saved model has done 3 already')
    await expect(restore({ observables: [parsePauliSum('Z0'), parsePauliSum('X1')] })).rejects.toThrow(
      'the circuit or the observables differ from those',
    )
    await expect(restore({ circuit: dataReuploading(2, 2).h(0) })).rejects.toThrow('the circuit or the observables differ from those')
    expect((await restore({ layers: 2, seed: 5, epochs: 3, circuit: dataReuploading(2, 2) })).toJSON()).toEqual(state)
  })

  test.each<[string, unknown, string]>([
    ['format', 'x', "model.format is 'x': it must be 'ketwork-classifier'"],
    ['version', 2, 'model.version is 2: this release reads version 3'],
    ['weights', { '0': 1 }, 'model.weights.type is missing'],
    ['weights', [1], 'model.weights is a list: it must be an object'],
    ['weights', undefined, 'model.weights is missing'],
    ['losses', [0.1], 'model.losses has 1 entries: there must be 2, one for each of the epochs done'],
    ['losses', [0.1, null], 'model.losses[1] is null: it must be a finite number'],
    ['optimizer', { step: 2, mean: arrayToJson({ value: Float64Array.of(1), path: '' }, [1]) }, 'model.optimizer.mean.shape is [1]'],
    ['optimizer', { step: -1 }, 'model.optimizer.step is -1'],
    ['classes', ['b', 'a'], 'model.classes is not the sorted list'],
    ['classes', ['a'], 'at least two classes'],
    ['columns', 0, 'model.columns is 0'],
    ['learningRate', 0, 'model.learningRate is 0'],
    ['circuit', 7, 'model.circuit is 7: it must be text'],
  ])('refuses a saved state whose %s is %j', async (name, value, message) => {
    const { features, labels } = clouds(12, 1)
    await using model = await new QuantumClassifier({ backend, seed: 5, epochs: 2 }).fit(features, labels)
    await expect(QuantumClassifier.fromJSON({ ...model.toJSON(), [name]: value }, { backend })).rejects.toThrow(message)
    await expect(QuantumClassifier.fromJSON('model', { backend })).rejects.toThrow('model is not JSON')
  })

  test('keeps every bit of a saved state, and refuses each field that is dropped or of another type by its name', async () => {
    const { features, labels } = clouds(12, 1)
    await using model = await new QuantumClassifier({ backend, seed: 5, epochs: 1, layers: 1 }).fit(features, labels)
    const saved = model.toJSON()
    const strange = Float64Array.from({ length: saved.weights.shape[0] }, (_, i) => [-0, 5e-324, 1 / 3][i % 3])
    const state = { ...saved, weights: arrayToJson({ value: strange, path: 'weights' }, saved.weights.shape) }
    expect((await QuantumClassifier.fromJSON(JSON.stringify(state), { backend })).toJSON()).toEqual(state)
    for (const { how, path, kind, document } of spoiltDocuments(saved)) {
      const error: unknown = await QuantumClassifier.fromJSON(document, { backend }).catch((thrown: unknown) => thrown)
      expect(error instanceof TypeError || error instanceof RangeError, how).toBe(true)
      const isOfLabels = path.startsWith('classes') // which are checked as labels are wherever they come in
      if (kind !== 'cut short' && !isOfLabels) expect((error as Error).message, how).toContain(`model.${path} is`)
    }
  })

  test('learns from a stream of batches', async () => {
    await using model = new QuantumClassifier({ backend, seed: 5 })
    const losses: number[] = []
    for (let batch = 0; batch < 60; batch++) {
      const { features, labels } = clouds(30, 100 + batch)
      losses.push(await model.partialFit(features, labels, ['west', 'east', 'north']))
    }
    expect(losses.at(-1)).toBeLessThan(losses[0] / 2)
    const { features, labels } = clouds(30, 1)
    await expect(model.partialFit(features, labels, ['west', 'east', 'north', 'south'])).rejects.toThrow(
      'the classes are east, north, south, west',
    )
    await expect(model.partialFit(matrix(1, 3), ['west'], ['west', 'east', 'north'])).rejects.toThrow('the rows have 3 columns')
    await expect(model.resume(features, labels)).rejects.toThrow('was trained in batches by partialFit')
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
