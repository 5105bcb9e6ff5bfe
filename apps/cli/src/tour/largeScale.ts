/**
 * One training epoch over 11,552 rows of MNIST and over twice and four times as many, streamed from disk: work a row
 * and memory must not grow.
 *
 * The larger sets repeat the rows with seeded Gaussian noise. Every row is reduced to 8 qubits by the pipeline that the
 * first 2,000 rows fitted.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  applyFeaturePipeline,
  fitFeaturePipeline,
  matrix,
  pickRows,
  QuantumClassifier,
  RandomStream,
  type FeaturePipeline,
  type Matrix,
} from 'ketwork'
import { formatBytes, largest, smallest } from 'ketwork/math'
import { createNpyWriter, openArrayFile } from '@ketwork/math/files'
import { readTable, type Table } from '../table/readTable.ts'
import { dataPath } from './tourData.ts'
import { bytesInUse, residentBytes } from './memory.ts'
import { judged, type Workload, type WorkloadContext } from './workload.ts'

const QUBITS = 8
const BATCH = 64
const SIZES = [1, 2, 4]
const FITTED_ROWS = 2000
const QUICK_ROWS = 1024
/** So many that the code is compiled and the pools are filled before anything is measured. */
const WARM_UP_ROWS = 2048
/** How often in an epoch memory in use is taken; each time costs a collection. */
const MEMORY_POINTS = 8
/** Standard deviation, in units of each column's own range. */
const NOISE = 0.02

interface Epoch {
  readonly rows: number
  readonly seconds: number
  readonly amplitudesPerSample: number
  /** Most memory in use, garbage collected, at a few points of the epoch. */
  readonly bytesInUse: number
  /** Peak resident memory of the process at any batch. */
  readonly residentBytes: number
  readonly loss: number
}

export const largeScale: Workload = async (context) => {
  const begin = performance.now()
  const table = await readTable(dataPath('mnist_3-5_10d_train.csv'), { label: 'last', header: false })
  const classes = [...new Set(table.labels)].sort()
  const first = Array.from({ length: FITTED_ROWS }, (_, row) => row)
  const pipeline = fitFeaturePipeline(pickRows(table.features, first), { qubits: QUBITS })
  const folder = await mkdtemp(join(tmpdir(), 'ketwork-tour-'))
  try {
    const rows = context.quick ? QUICK_ROWS : table.labels.length
    const epochs: Epoch[] = []
    await writeRows(join(folder, 'warm-up.npy'), { table, rows: WARM_UP_ROWS, pipeline, classes, seed: context.seed })
    await trainEpoch(join(folder, 'warm-up.npy'), classes, context)
    for (const size of SIZES) {
      const file = join(folder, `rows-${size}x.npy`)
      await writeRows(file, { table, rows: size * rows, base: rows, pipeline, classes, seed: context.seed })
      context.progress.update(`large scale: one epoch over ${size * rows} rows`)
      epochs.push(await trainEpoch(file, classes, context))
    }
    return judge(epochs, (performance.now() - begin) / 1000)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function judge(epochs: readonly Epoch[], seconds: number) {
  const [one, two, four] = epochs
  const work = epochs.map(({ amplitudesPerSample }) => amplitudesPerSample)
  const memory = epochs.map(({ bytesInUse }) => bytesInUse)
  return judged({
    name: 'large scale, one epoch streamed',
    about:
      'A quantum neural network on eight qubits goes once through all rows of a file, then of files with twice and four times as many, without holding them in ' +
      'memory. The known answer is that a row costs the same number of amplitude updates at every size; time and memory are reported.',
    answer: {
      rows: epochs.map(({ rows }) => rows).join(', '),
      'updates a sample': work.join(', '),
      loss: epochs.map(({ loss }) => loss.toFixed(6)).join(', '),
    },
    reference: { source: 'linear: the same work a row at every size' },
    seconds,
    measures: [
      {
        name: 'updates a sample, most over fewest',
        value: largest(work) / smallest(work),
        unit: '',
        bound: 1,
        rule: 'atMost',
        of: 'answer',
      },
      { name: 'memory, most over first', value: largest(memory) / memory[0], unit: '', bound: 1.2, rule: 'atMost', of: 'memory' },
    ],
    remark: `time for 2x and 4x the rows: ${(two.seconds / one.seconds).toFixed(2)}x, ${(four.seconds / one.seconds).toFixed(2)}x; ${formatBytes(four.bytesInUse)} in use, ${formatBytes(four.residentBytes)} resident`,
    curves: [{ title: 'large scale', x: 'rows', y: 'seconds', points: epochs.map(({ rows, seconds: time }) => [rows, time] as const) }],
  })
}

/** One pass over the file in batches; the circuit runs forward and back once a row. */
async function trainEpoch(file: string, classes: readonly string[], { backend, seed, signal }: WorkloadContext): Promise<Epoch> {
  const array = await openArrayFile(file)
  let amplitudes = 0
  const stop = backend.observe((events) => {
    for (const event of events) if (event.parent === undefined && event.phase === 'run') amplitudes += event.amplitudes
  })
  await using model = new QuantumClassifier({ backend, seed })
  const every = Math.ceil(array.rows / BATCH / MEMORY_POINTS)
  const memory = { inUse: 0, resident: 0 }
  let [rows, batches, loss, pauses] = [0, 0, 0, 0]
  const begin = performance.now()
  try {
    for await (const chunk of array.chunks(BATCH)) {
      signal.throwIfAborted()
      const { features, labels } = splitLabels(chunk, classes)
      loss += (await model.partialFit(features, labels, classes)) * chunk.rows
      rows += chunk.rows
      const pause = performance.now()
      if (batches++ % every === 0) memory.inUse = Math.max(memory.inUse, bytesInUse())
      pauses += performance.now() - pause // measuring memory is not training
      memory.resident = Math.max(memory.resident, residentBytes())
    }
  } finally {
    stop()
    await array.close()
  }
  const seconds = (performance.now() - begin - pauses) / 1000
  return {
    rows,
    seconds,
    amplitudesPerSample: amplitudes / rows,
    bytesInUse: memory.inUse,
    residentBytes: memory.resident,
    loss: loss / rows,
  }
}

interface RowSource {
  readonly table: Table
  readonly rows: number
  /** Rows before they repeat with noise. Default: all. */
  readonly base?: number
  readonly pipeline: FeaturePipeline
  readonly classes: readonly string[]
  readonly seed: number
}

/** Writes angles and, in the last column, the class number; a batch at a time. */
async function writeRows(file: string, { table, rows, base = table.labels.length, pipeline, classes, seed }: RowSource): Promise<void> {
  const writer = await createNpyWriter(file, { dtype: 'f8', columns: QUBITS + 1 })
  const random = new RandomStream(seed, 1)
  const { minimum, maximum } = pipeline.scaler
  for (let first = 0; first < rows; first += BATCH) {
    const indices = Array.from({ length: Math.min(BATCH, rows - first) }, (_, i) => first + i)
    const angles = applyFeaturePipeline(
      pipeline,
      pickRows(
        table.features,
        indices.map((index) => index % base),
      ),
    )
    const block = matrix(indices.length, QUBITS + 1)
    indices.forEach((index, i) => {
      for (let q = 0; q < QUBITS; q++) {
        const noise = index < base || maximum[q] === minimum[q] ? 0 : NOISE * Math.PI * random.normal()
        block.data[i * (QUBITS + 1) + q] = angles.data[i * QUBITS + q] + noise
      }
      block.data[i * (QUBITS + 1) + QUBITS] = classes.indexOf(table.labels[index % base])
    })
    await writer.append(block)
  }
  await writer.close()
}

function splitLabels(chunk: Matrix, classes: readonly string[]): { features: Matrix; labels: string[] } {
  const features = matrix(chunk.rows, QUBITS)
  const labels: string[] = []
  for (let row = 0; row < chunk.rows; row++) {
    const first = row * (QUBITS + 1)
    features.data.set(chunk.data.subarray(first, first + QUBITS), row * QUBITS)
    labels.push(classes[chunk.data[first + QUBITS]])
  }
  return { features, labels }
}
