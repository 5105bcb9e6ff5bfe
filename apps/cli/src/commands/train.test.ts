import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { dataFile, ketworkJson, runKetwork, writeInput } from '../runKetwork.ts'

interface Training {
  readonly trainScore: number
  readonly testScore: number
  readonly classes: readonly string[]
  readonly qubits: number
  readonly split: string
  readonly losses: readonly number[]
  readonly seconds: number
  readonly samplesPerSecond: number
}

const iris = dataFile('iris.csv')
const irisQnn = ['train', iris, '--label', 'species', '--model', 'qnn', '--seed', '3'] as const
const timeless = (result: Training) => ({ ...result, seconds: 0, samplesPerSecond: 0 })

/** Rows of two clouds of four numbers, without a header, label first. */
const clouds = (rows: number, shift: number) =>
  Array.from({ length: rows }, (_, row) => {
    const side = row % 2
    const wave = (k: number) => Math.sin(7 * row + 3 * k + shift) + 4 * side
    return `${side === 0 ? 'low' : 'high'},${wave(0)},${wave(1)},${wave(2)},${wave(3)}`
  }).join('\n')

describe('train', () => {
  test('qnn learns the three kinds of iris, the same way for the same seed', async () => {
    const [one, same] = await Promise.all([1, 2].map(() => ketworkJson<Training>(...irisQnn, '--epochs', '30')))
    expect(one).toMatchObject({
      classes: ['setosa', 'versicolor', 'virginica'],
      qubits: 4,
      trainRows: 120,
      testRows: 30,
      split: 'stratified 80/20, seed 3',
      largestClassShare: 1 / 3,
      notes: [],
    })
    expect(one.testScore).toBeGreaterThanOrEqual(0.9)
    expect(one.losses).toHaveLength(30)
    expect(one.samplesPerSecond).toBeGreaterThan(0)
    expect(timeless(same)).toEqual(timeless(one))
  })

  test('qsvm chooses bandwidth and penalty and scores on a file of its own', async () => {
    const [train, unseen] = [writeInput('clouds.csv', clouds(40, 0)), writeInput('unseen.csv', clouds(20, 1))]
    const result = await ketworkJson<Training & { bandwidth: number; penalty: number }>(
      'train',
      train,
      '--no-header',
      '--label',
      '0',
      '--model',
      'qsvm',
      '--test',
      unseen,
      '--qubits',
      '3',
    )
    expect(result).toMatchObject({ classes: ['high', 'low'], qubits: 3, trainRows: 40, testRows: 20, testScore: 1 })
    expect(result.split).toContain('unseen.csv')
    expect(result.bandwidth).toBeGreaterThan(0)
    expect(result.penalty).toBeGreaterThan(0)
  })

  test('goes on from a saved model to the result of an unbroken run, and refuses rows that it was not begun with', async () => {
    const model = writeInput('saved.json', '')
    const epochs = ['--epochs', '200'] as const // the learning rate depends on their number, so both runs have the same
    await interruptedTraining(model, ...epochs)
    expect((await readSaved(model)).epochsDone).toBeGreaterThan(0)
    const resumed = await ketworkJson<Training>(...irisQnn, ...epochs, '--resume', model)
    expect(timeless(resumed)).toEqual(timeless(await ketworkJson<Training>(...irisQnn, ...epochs)))
    const others = await runKetwork([...irisQnn, '--qubits', '3', '--resume', model])
    expect(others).toMatchObject({ status: 2, err: expect.stringMatching(/saved\.json was trained on other rows/) })
  })

  test('refuses another seed or number of layers than a saved model was begun with', async () => {
    const model = writeInput('decided.json', '')
    await ketworkJson(...irisQnn, '--epochs', '1', '--save', model)
    const resume = ['train', iris, '--label', 'species', '--model', 'qnn', '--resume', model] as const
    const [layers, seed] = await Promise.all([runKetwork([...resume, '--layers', '5']), runKetwork([...resume, '--seed', '4'])])
    expect(layers).toMatchObject({
      status: 2,
      err: expect.stringMatching(/decided\.json: layers is 5, but the saved model was trained with 3/),
    })
    expect(seed).toMatchObject({ status: 2, err: expect.stringMatching(/--seed is 4, but .*decided\.json was trained with 3/) })
  })

  test('stops at Ctrl-C with exit code 130, the model of the last epoch, and the command that goes on', async () => {
    const model = writeInput('stopped.json', '')
    const { status, out, err } = await interruptedTraining(model, '--epochs', '100000')
    expect(status).toBe(130)
    const { error } = JSON.parse(out) as { error: { name: string; message: string } }
    expect(error.name).toBe('InterruptedError')
    expect(err).toBe(`error: ${error.message}\n`)
    const { losses, epochsDone } = await readSaved(model)
    expect(losses).toHaveLength(epochsDone)
    const [, epochs, command] = /the model after (\d+) epochs? is saved in .*; to continue from it: ketwork (.*)$/.exec(error.message) ?? []
    expect(Number(epochs)).toBe(epochsDone)
    const goesOn = await runKetwork(command.split(' '), {
      whileRunning: async (child) => {
        while (child.exitCode === null && (await readSaved(model)).epochsDone === epochsDone) await setTimeout(50)
        child.kill('SIGTERM')
      },
    })
    expect(goesOn.status).toBe(143)
    const resumed = await readSaved(model)
    expect(resumed.losses.slice(0, epochsDone)).toEqual(losses)
    expect(goesOn.err).toContain(`ketwork ${command}`) // --resume stands in it once
  })

  test('refuses an option that the model has no use for', async () => {
    expect(await runKetwork([...irisQnn, '--penalty', '2'])).toMatchObject({
      status: 2,
      err: expect.stringContaining('--penalty does not apply to --model qnn'),
    })
  })
})

/** Ctrl-C comes once a model is saved: with few epochs possibly after the last. */
function interruptedTraining(model: string, ...options: string[]): ReturnType<typeof runKetwork> {
  return runKetwork([...irisQnn, ...options, '--save', model, '--json'], {
    whileRunning: async (child) => {
      while (child.exitCode === null && (await readFile(model, 'utf8')).length === 0) await setTimeout(50)
      child.kill('SIGINT')
    },
  })
}

async function readSaved(model: string): Promise<{ losses: number[]; epochsDone: number }> {
  return JSON.parse(await readFile(model, 'utf8')) as { losses: number[]; epochsDone: number }
}
