/**
 * Trains a support vector machine with a quantum kernel; the encoding's bandwidth and the penalty are chosen by
 * cross-validation on training rows where they are not given.
 */
import { setImmediate } from 'node:timers/promises'
import { accuracy, fidelityKernel, iqpEncoding, matrix, pickRows, QuantumSVC, stratifiedSplit, type Backend, type Matrix } from 'ketwork'
import { fitKernelMachine, predictKernelMachine } from 'ketwork/ml-algorithms'
import type { Progress } from '../terminal/progress.ts'
import type { Rows, TrainingData } from './prepareData.ts'
import type { TrainedModel } from './trainedModel.ts'

export interface KernelTraining {
  readonly backend: Backend
  readonly data: TrainingData
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly seed: number
  readonly penalty?: number
  readonly bandwidth?: number
}

interface Choice {
  readonly bandwidth: number
  readonly penalty: number
}

const BANDWIDTHS = [0.05, 0.1, 0.2, 0.35, 0.6, 1, 1.7]
const PENALTIES = [1, 10, 100]
/** Rows that the choice uses. */
const SELECTION_ROWS = 300
const FOLDS = 5

export async function trainKernelMachine(training: KernelTraining): Promise<TrainedModel> {
  const { backend, data, progress, signal } = training
  const { features, labels } = data.train
  const { bandwidth, penalty } = await choose(training)
  await breathe(signal)
  progress.update(`kernel of ${features.rows} rows, bandwidth ${bandwidth}, C ${penalty}`)
  const model = await new QuantumSVC({ backend, encoding: iqpEncoding(features.columns, { bandwidth }), penalty }).fit(features, labels)
  await breathe(signal)
  return {
    classes: model.classes,
    description: `support vector machine, ${features.columns} qubits, bandwidth ${bandwidth}, C ${penalty}, ${model.supportVectors} support vectors`,
    figures: { bandwidth, penalty, supportVectors: model.supportVectors },
    notes: [],
    score: (rows, truth) => model.score(rows, truth),
    dispose: () => model.dispose(),
  }
}

/** Bandwidth and penalty as given, or those of best mean accuracy over the folds; of equals the smallest. */
async function choose({ backend, data, progress, signal, seed, ...options }: KernelTraining): Promise<Choice> {
  const bandwidths = options.bandwidth === undefined ? BANDWIDTHS : [options.bandwidth]
  const penalties = options.penalty === undefined ? PENALTIES : [options.penalty]
  let best = { bandwidth: bandwidths[0], penalty: penalties[0], score: -1 }
  if (bandwidths.length * penalties.length === 1) return best
  const rows = selectionRows(data.train, seed)
  for (const bandwidth of bandwidths) {
    await breathe(signal)
    progress.update(`cross-validating bandwidth ${bandwidth}`)
    const kernel = await fidelityKernel(backend, iqpEncoding(rows.features.columns, { bandwidth }))
    const gram = await kernel.gram(rows.features)
    await kernel.dispose()
    for (const penalty of penalties) {
      const score = crossValidate(gram, rows.labels, penalty)
      if (score > best.score) best = { bandwidth, penalty, score }
    }
  }
  return best
}

/** Yields to the event loop between two pieces of work, and stops when the signal is aborted. */
async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate()
  signal.throwIfAborted()
}

function selectionRows(train: Rows, seed: number): Rows {
  if (train.labels.length <= SELECTION_ROWS) return train
  const { test } = stratifiedSplit(train.labels, { testFraction: SELECTION_ROWS / train.labels.length, seed })
  return { features: pickRows(train.features, test), labels: test.map((row) => train.labels[row]) }
}

/** Mean accuracy over stratified folds. */
function crossValidate(gram: Matrix, labels: readonly string[], penalty: number): number {
  const dealt = new Map<string, number>()
  const fold = labels.map((label) => {
    const count = dealt.get(label) ?? 0
    dealt.set(label, count + 1)
    return count % FOLDS
  })
  const scores: number[] = []
  for (let testFold = 0; testFold < FOLDS; testFold++) {
    const [train, test] = [true, false].map((inside) => labels.map((_, row) => row).filter((row) => (fold[row] !== testFold) === inside))
    const known = new Set(train.map((row) => labels[row]))
    if (test.length === 0 || known.size < 2) continue
    const machine = fitKernelMachine(
      part(gram, train, train),
      train.map((row) => labels[row]),
      { penalty },
    )
    scores.push(
      accuracy(
        predictKernelMachine(machine, part(gram, test, train)),
        test.map((row) => labels[row]),
      ),
    )
  }
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length
}

function part(gram: Matrix, rows: readonly number[], columns: readonly number[]): Matrix {
  const result = matrix(rows.length, columns.length)
  rows.forEach((row, i) => columns.forEach((column, j) => (result.data[i * columns.length + j] = gram.data[row * gram.columns + column])))
  return result
}
