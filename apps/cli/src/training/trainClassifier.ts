/** Trains a quantum neural network, saving it after every epoch where a file is named, so that a stopped run can go on. */
import { QuantumClassifier, type Backend, type ClassifierState, type FeaturePipeline } from 'ketwork'
import { MisuseError } from '../MisuseError.ts'
import { readInput } from '../readInput.ts'
import type { Progress } from '../terminal/progress.ts'
import { writeFileSafely } from '../writeFileSafely.ts'
import type { TrainingData } from './prepareData.ts'
import type { TrainedModel } from './trainedModel.ts'

export interface ClassifierTraining {
  readonly backend: Backend
  readonly data: TrainingData
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Called after each save with the epochs that the model has behind it. */
  readonly onSave: (epochs: number) => void
  readonly seed: number
  readonly layers?: number
  readonly epochs?: number
  readonly save?: string
  readonly resume?: string
}

/** Row visits that a default run makes at most, within its limits of epochs. */
const ROW_VISITS = 60_000
/** Layers by the size of the data: cross-validated on eight sets of 2 to 64 columns and 240 to 3,000 rows, training rows alone. */
function defaultLayers(rows: number, columns: number): number {
  const byRows = rows < 1000 ? 3 : 5
  return Math.max(byRows, Math.ceil(12 / columns)) // with few columns a layer has few parameters
}

export async function trainClassifier(training: ClassifierTraining): Promise<TrainedModel> {
  const { backend, data, progress, signal, onSave, seed, save, resume } = training
  const { rows, columns } = data.train.features
  const epochs = training.epochs ?? Math.min(100, Math.max(4, Math.round(ROW_VISITS / rows)))
  const options = { backend, seed, layers: training.layers ?? defaultLayers(rows, columns), epochs }
  const model =
    resume === undefined ? new QuantumClassifier(options) : await QuantumClassifier.fromJSON(await readModel(resume, data), options)
  await model.fit(data.train.features, data.train.labels, {
    signal,
    onEpoch: async ({ epoch, loss }) => {
      progress.update(`epoch ${epoch} of ${epochs}, loss ${loss.toFixed(4)}`)
      if (save === undefined) return
      await writeFileSafely(save, JSON.stringify({ ...model.toJSON(), pipeline: data.pipeline }))
      onSave(epoch)
    },
  })
  const { losses, classes } = model
  const { layers, weights } = model.toJSON()
  return {
    classes,
    description: `quantum neural network, ${layers} layers on ${columns} qubits, ${losses.length} epochs, loss ${losses.at(-1)?.toFixed(4)}`,
    figures: { epochs: losses.length, layers, losses, parameters: weights.length },
    score: (features, labels) => model.score(features, labels),
    dispose: () => model.dispose(),
  }
}

interface SavedModel extends ClassifierState {
  readonly pipeline: FeaturePipeline
}

/** @throws MisuseError when the file is no saved model, or one whose rows were others */
async function readModel(path: string, data: TrainingData): Promise<SavedModel> {
  const { name: file, text } = await readInput(path)
  const saved = parseModel(text, file)
  if (JSON.stringify(saved.pipeline) !== JSON.stringify(data.pipeline)) {
    throw new MisuseError(`${file} was trained on other rows: give the data, --seed, --qubits and --max-rows that it was begun with`)
  }
  return saved
}

function parseModel(text: string, file: string): SavedModel {
  try {
    const saved: unknown = JSON.parse(text)
    if (typeof saved === 'object' && saved !== null && 'pipeline' in saved && 'weights' in saved) return saved as SavedModel
  } catch (error) {
    throw new MisuseError(`${file}:1:1: this is not a saved model: ${String(error)}`)
  }
  throw new MisuseError(`${file}:1:1: this is not a saved model: it has no weights and pipeline`)
}
