/**
 * Trains a quantum neural network, saving it after every epoch where a file is named, so that a stopped run can
 * continue.
 */
import { QuantumClassifier, type Backend, type FitOptions, type QuantumClassifierOptions } from 'ketwork'
import { MisuseError } from '../MisuseError.ts'
import type { Progress } from '../terminal/progress.ts'
import type { TrainingData } from './prepareData.ts'
import { restore, writeModel, type SavedModel } from './savedModel.ts'
import type { TrainedModel } from './trainedModel.ts'

export interface ClassifierTraining {
  readonly backend: Backend
  readonly data: TrainingData
  readonly progress: Progress
  readonly signal: AbortSignal
  /** Called after each save with the number of finished epochs. */
  readonly onSave: (epochs: number) => void
  readonly seed: number
  readonly layers?: number
  readonly epochs?: number
  readonly save?: string
  readonly resume?: SavedModel
}

/** Row visits that a default run makes at most, within its limits of epochs. */
const ROW_VISITS = 60_000
/**
 * Layers by the size of the data: cross-validated on eight sets of 2 to 64 columns and 240 to 3,000 rows, training rows
 * alone.
 */
function defaultLayers(rows: number, columns: number): number {
  const byRows = rows < 1000 ? 3 : 5
  return Math.max(byRows, Math.ceil(12 / columns)) // with few columns a layer has few parameters
}

export async function trainClassifier(training: ClassifierTraining): Promise<TrainedModel> {
  const { data, resume } = training
  const { features, labels } = data.train
  const model = resume === undefined ? new QuantumClassifier(freshOptions(training)) : await restored(resume, training)
  const notes = resume === undefined ? [] : resumptionNotes(resume, model)
  if (resume === undefined) await model.fit(features, labels, fitOptions(training, model))
  else if (!isDone(model)) await model.resume(features, labels, fitOptions(training, model))
  else if (training.save !== undefined) await writeModel(training.save, model, data.pipeline)
  const { losses, classes } = model
  const { layers, weights } = model.toJSON()
  return {
    classes,
    description: `quantum neural network, ${layers} layers on ${features.columns} qubits, ${losses.length} epochs, loss ${losses.at(-1)?.toFixed(4)}`,
    figures: { epochs: losses.length, layers, losses, parameters: weights.shape[0] },
    notes,
    score: (rows, truth) => model.score(rows, truth),
    dispose: () => model.dispose(),
  }
}

function freshOptions({ backend, data, seed, layers, epochs }: ClassifierTraining): QuantumClassifierOptions {
  const { rows, columns } = data.train.features
  return {
    backend,
    seed,
    layers: layers ?? defaultLayers(rows, columns),
    epochs: epochs ?? Math.min(100, Math.max(4, Math.round(ROW_VISITS / rows))),
  }
}

/** @throws MisuseError when the rows differ from those of the training, or an option disagrees with the model */
async function restored(saved: SavedModel, { backend, data, layers, epochs }: ClassifierTraining): Promise<QuantumClassifier> {
  if (JSON.stringify(saved.pipeline) !== JSON.stringify(data.pipeline)) {
    throw new MisuseError(
      `${saved.file} was trained on other rows: give the data, --label, --test, --qubits and --max-rows that it was trained with`,
    )
  }
  return restore(saved, { backend, ...(layers !== undefined && { layers }), ...(epochs !== undefined && { epochs }) })
}

function isDone(model: QuantumClassifier): boolean {
  const { epochs, epochsDone } = model.toJSON()
  return epochsDone >= epochs
}

function resumptionNotes({ state }: SavedModel, model: QuantumClassifier): string[] {
  const { epochs, epochsDone } = model.toJSON()
  if (epochsDone >= epochs) return [`all ${epochs} epochs were done already, so nothing was trained: a larger --epochs continues`]
  const planned = 'epochs' in state ? state.epochs : epochs
  if (planned === epochs) return []
  return [
    `the saved model was planned for ${String(planned)} epochs: the learning rate depends on their number, so ${epochs} uninterrupted epochs give another result`,
  ]
}

function fitOptions({ data, progress, signal, onSave, save }: ClassifierTraining, model: QuantumClassifier): FitOptions {
  return {
    signal,
    onProgress: async ({ epoch, epochs, loss }) => {
      progress.update(`epoch ${epoch} of ${epochs}, loss ${loss.toFixed(4)}`)
      if (save === undefined) return
      await writeModel(save, model, data.pipeline)
      onSave(epoch)
    },
  }
}
