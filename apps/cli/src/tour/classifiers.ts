/**
 * Quantum neural networks on iris (setosa against versicolor) and breast cancer: accuracy on unseen rows and speed of
 * inference.
 */
import { applyFeaturePipeline, dataReuploading, fitFeaturePipeline, pickRows, QuantumClassifier, stratifiedSplit } from 'ketwork'
import { readTable } from '../table/readTable.ts'
import { dataPath } from './tourData.ts'
import type { Measure } from './figures.ts'
import { judged, type Curve, type Workload, type WorkloadContext } from './workload.ts'

interface Task {
  readonly title: string
  readonly file: string
  readonly label: string
  readonly classes?: readonly string[]
  readonly qubits: number
  readonly accuracy: number
}

const TASKS: readonly Task[] = [
  { title: 'iris, 4 qubits', file: 'iris.csv', label: 'species', classes: ['setosa', 'versicolor'], qubits: 4, accuracy: 1 },
  { title: 'breast cancer, 8 qubits', file: 'breast_cancer.csv', label: 'diagnosis', qubits: 8, accuracy: 0.9 },
]
/** Rows of one timed batch: the test rows, repeated. */
const TIMED_ROWS = 1024

export const classifiers: Workload = async (context) => {
  const begin = performance.now()
  const runs = []
  for (const task of TASKS) runs.push(await runTask(task, context))
  return judged({
    name: 'QNN inference, 4 and 8 qubits',
    about:
      'Quantum neural networks learn to tell two kinds of iris apart by four measures of the flower, and malignant from benign tumours by thirty measures of ' +
      'their cells. The known answers are the labels of a fifth of the rows, which training has not seen.',
    answer: Object.fromEntries(runs.map(({ title, score }) => [title, score])),
    reference: { source: 'labels of unseen rows' },
    seconds: (performance.now() - begin) / 1000,
    measures: runs.flatMap(({ measures }) => measures),
    curves: runs.map(({ curve }) => curve),
    drawing: { caption: 'Data re-uploading, two layers on three qubits', circuit: dataReuploading(3, 2) },
  })
}

async function runTask(
  { title, file, label, classes, qubits, accuracy }: Task,
  { backend, seed, quick, progress, signal }: WorkloadContext,
) {
  const table = await readTable(dataPath(file), { label, header: true })
  const rows = table.labels.flatMap((name, row) => (classes === undefined || classes.includes(name) ? [row] : []))
  const split = stratifiedSplit(
    rows.map((row) => table.labels[row]),
    { seed },
  )
  const part = (indices: readonly number[]) => {
    const chosen = indices.map((index) => rows[index])
    return { features: pickRows(table.features, chosen), labels: chosen.map((row) => table.labels[row]) }
  }
  const [train, test] = [part(split.train), part(split.test)]
  const pipeline = fitFeaturePipeline(train.features, { qubits })
  await using model = new QuantumClassifier({ backend, seed, epochs: quick ? 15 : 40 })
  await model.fit(applyFeaturePipeline(pipeline, train.features), train.labels, {
    signal,
    onProgress: ({ epoch, epochs, loss }) => progress.update(`QNN ${title}: epoch ${epoch} of ${epochs}, loss ${loss.toFixed(4)}`),
  })
  const angles = applyFeaturePipeline(pipeline, test.features)
  const score = await model.score(angles, test.labels)
  const batch = pickRows(
    angles,
    Array.from({ length: TIMED_ROWS }, (_, i) => i % angles.rows),
  )
  await model.predict(batch)
  const timed = performance.now()
  await model.predict(batch)
  const milliseconds = (performance.now() - timed) / TIMED_ROWS
  const measures: Measure[] = [
    { name: `accuracy ${title}`, value: score, unit: '', bound: accuracy, rule: 'atLeast', of: 'answer' },
    { name: `sample ${title}`, value: milliseconds, unit: 'ms', bound: 0.5, rule: 'below', of: 'speed' },
  ]
  const curve: Curve = { title: `QNN ${title}`, x: 'epoch', y: 'training loss, nats', points: model.losses.map((loss, i) => [i + 1, loss]) }
  return { title, score, measures, curve }
}
