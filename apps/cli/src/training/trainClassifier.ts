/** Trains a quantum neural network, saving it after every epoch where a file is named, so that a stopped run can go on. */
import { readFile } from 'node:fs/promises'
import { QuantumClassifier, type Backend, type ClassifierState } from 'ketwork'
import { MisuseError } from '../outcome.ts'
import type { Progress } from '../terminal/progress.ts'
import { writeFileSafely } from '../writeFileSafely.ts'
import type { TrainingData } from './prepareData.ts'
import type { TrainedModel } from './trainedModel.ts'

export interface ClassifierTraining {
  readonly backend: Backend
  readonly data: TrainingData
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly seed: number
  readonly layers: number
  readonly epochs?: number
  readonly save?: string
  readonly resume?: string
}

/** Row visits that a default run makes at most, within its limits of epochs. */
const ROW_VISITS = 60_000

export async function trainClassifier(training: ClassifierTraining): Promise<TrainedModel> {
  const { backend, data, progress, signal, seed, layers, save, resume } = training
  const rows = data.train.features.rows
  const epochs = training.epochs ?? Math.min(100, Math.max(4, Math.round(ROW_VISITS / rows)))
  const options = { backend, seed, layers, epochs }
  const model = resume === undefined ? new QuantumClassifier(options) : await QuantumClassifier.fromJSON(await readState(resume), options)
  await model.fit(data.train.features, data.train.labels, {
    signal,
    onEpoch: async ({ epoch, loss }) => {
      progress.update(`epoch ${epoch} of ${epochs}, loss ${loss.toFixed(4)}`)
      if (save !== undefined) await writeFileSafely(save, JSON.stringify({ ...model.toJSON(), pipeline: data.pipeline }))
    },
  })
  const { losses, classes } = model
  return {
    classes,
    description: `quantum neural network, ${layers} layers on ${data.train.features.columns} qubits, ${epochs} epochs, loss ${losses.at(-1)?.toFixed(4)}`,
    figures: { epochs, layers, losses, parameters: model.toJSON().weights.length },
    score: (features, labels) => model.score(features, labels),
    dispose: () => model.dispose(),
  }
}

async function readState(file: string): Promise<ClassifierState> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ClassifierState
  } catch (error) {
    if (error instanceof SyntaxError) throw new MisuseError(`${file}:1:1: this is not a saved model: ${error.message}`)
    throw error
  }
}
