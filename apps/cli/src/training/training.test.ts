import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBackend, type Backend } from 'ketwork'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFile } from '../runKetwork.ts'
import { baselineNotes, largestClass } from './baseline.ts'
import { prepareData, type TrainingData } from './prepareData.ts'
import { readModel } from './savedModel.ts'
import { trainClassifier, type ClassifierTraining } from './trainClassifier.ts'
import { trainKernelMachine } from './trainKernelMachine.ts'

let backend: Backend
let folder: string
let iris: TrainingData
beforeAll(async () => {
  backend = await openBackend()
  folder = await mkdtemp(join(tmpdir(), 'ketwork-training-'))
  iris = await prepareData(dataFile('iris.csv'), { label: 'species', header: true, qubits: 2, seed: 3 }, 8)
})
afterAll(() => backend.dispose())

const quiet = { progress: { update: () => undefined, stop: () => undefined }, signal: new AbortController().signal, seed: 3 }
const classifier = (options: Partial<ClassifierTraining>) =>
  trainClassifier({ backend, data: iris, onSave: () => undefined, ...quiet, ...options })

async function inputFile(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

/** A model of three epochs and two layers. */
async function savedModel(): Promise<string> {
  const file = join(folder, 'model.json')
  await classifier({ layers: 2, epochs: 3, save: file })
  return file
}

describe('a saved classifier', () => {
  test('goes on to more epochs, and tells that an unbroken run of that many ends elsewhere', async () => {
    const resume = await readModel(await savedModel())
    const longer = await classifier({ resume, epochs: 5 })
    expect(longer.figures).toMatchObject({ epochs: 5, layers: 2 })
    expect(longer.notes).toEqual([expect.stringMatching(/was planned for 3 epochs: the learning rate depends/)])
  })

  test('of which all epochs are done trains no more, says so and is saved as it was', async () => {
    const file = await savedModel()
    const copy = join(folder, 'copy.json')
    for (const options of [{}, { epochs: 3, layers: 2 }]) {
      const done = await classifier({ resume: await readModel(file), save: copy, ...options })
      expect(done.notes).toEqual(['all 3 epochs were done already, so nothing was trained: a larger --epochs continues'])
      expect(await readFile(copy, 'utf8')).toBe(await readFile(file, 'utf8'))
    }
  })

  test('refuses what it has decided already, and other rows or labels', async () => {
    const resume = await readModel(await savedModel())
    await expect(classifier({ resume, layers: 5 })).rejects.toThrow(/model\.json: layers is 5, but the saved model was trained with 2/)
    await expect(classifier({ resume, epochs: 2 })).rejects.toThrow(/model\.json: epochs is 2, but the saved model has done 3 already/)
    const others = await prepareData(dataFile('iris.csv'), { label: 'species', header: true, qubits: 2, seed: 4 }, 8)
    await expect(classifier({ resume, data: others })).rejects.toThrow(/model\.json was trained on other rows/)
    const data = { ...iris, train: { ...iris.train, labels: [...iris.train.labels].reverse() } }
    await expect(classifier({ resume, data, epochs: 4 })).rejects.toThrow('used other rows or labels')
  })

  test('is a file without objects in the place of lists, and refused where it is damaged', async () => {
    const text = await readFile(await savedModel(), 'utf8')
    expect(text).not.toContain('{"0":')
    expect((JSON.parse(text) as { pipeline: unknown }).pipeline).toEqual(iris.pipeline)
    const cases: [string, RegExp][] = [
      [text.slice(0, text.length / 2), /bent\.json:1:1: this is not a saved model: .*JSON/],
      ['{}', /bent\.json:1:1: this is not a saved model: it has no weights, pipeline and seed/],
      ['[1]', /this is not a saved model: it has no weights/],
      [
        text.replace(/"standardizer":\{"mean":\[[^,]*,/, '"standardizer":{"mean":['),
        /bent\.json:1:1: .*pipeline\.standardizer\.scale has 4 numbers: 3 are needed/,
      ],
      [
        text.replace('"weights":{"type":"float64"', '"weights":{"type":"float16"'),
        /bent\.json: model\.weights\.type is 'float16': it must be/,
      ],
    ]
    for (const [damaged, message] of cases) {
      const file = await inputFile('bent.json', damaged)
      await expect(async () => classifier({ resume: await readModel(file), epochs: 4 })).rejects.toThrow(message)
    }
  })
})

/** Two noisy arcs, three columns with an index and a copy of one, so that all of the preparation takes part. */
function table(unit: number): string {
  const rows = Array.from({ length: 60 }, (_, row) => {
    const [side, turn] = [row % 2, Math.abs(Math.sin(7 * row)) * Math.PI]
    const point = side === 0 ? [Math.cos(turn), Math.sin(turn)] : [1 - Math.cos(turn), 0.4 - Math.sin(turn)]
    return [row, ...point.map((x) => x * unit), point[0] * unit, side === 0 ? 'a' : 'b'].join(',')
  })
  return `,x1,x2,x3,y\n${rows.join('\n')}\n`
}

test.each([2, 3])('a table in another unit of its columns has the same angles and score, with %i qubits', async (qubits) => {
  const [one, ...others] = await Promise.all(
    [1, 2 ** -60, 2 ** 500, 1e-14, 1e160].map(async (unit) => {
      const options = { label: 'y', header: true, qubits, seed: 3 }
      const data = await prepareData(await inputFile(`unit${unit}q${qubits}.csv`, table(unit)), options, 8)
      const model = await trainKernelMachine({ backend, data, ...quiet, bandwidth: 0.6, penalty: 10 })
      return { angles: data.train.features.data, score: await model.score(data.test.features, data.test.labels) }
    }),
  )
  others.forEach(({ angles, score }, i) => {
    expect(score).toBe(one.score)
    if (i < 2) expect(angles).toEqual(one.angles)
    angles.forEach((angle, k) => expect(Math.abs(angle - one.angles[k])).toBeLessThan(1e-12))
  })
})

test('notes say what was left out, and a score that always answering the largest class reaches', async () => {
  const data = await prepareData(await inputFile('notes.csv', table(1)), { label: 'y', header: true, qubits: 2, seed: 3 }, 8)
  expect(data.notes).toEqual([expect.stringMatching(/column 0 .*left out/), '3 columns were reduced to 2 principal components'])
  const largest = largestClass(['b', 'a', 'a', 'b', 'a'])
  expect(largest).toEqual({ name: 'a', share: 0.6 })
  expect(baselineNotes(0.6, largest)).toEqual([
    expect.stringMatching(/^the test score 0\.6000 is not above 0\.6000, the share of the largest class \(a\)/),
  ])
  expect(baselineNotes(0.6001, largest)).toEqual([])
})
