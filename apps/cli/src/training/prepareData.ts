/**
 * From a CSV file to training and test rows of angles: reading, splitting, and the feature pipeline fitted on the
 * training rows alone.
 */
import { applyFeaturePipeline, fitFeaturePipeline, pickRows, stratifiedSplit, type FeaturePipeline, type Matrix } from 'ketwork'
import { requireClassLabels } from 'ketwork/ml-algorithms'
import { MisuseError } from '../MisuseError.ts'
import { readTable, type Table } from '../table/readTable.ts'
import { suspectColumns } from './suspectColumns.ts'

export interface DataOptions {
  readonly label: string
  readonly header: boolean
  readonly test?: string
  readonly qubits?: number
  readonly maxRows?: number | undefined
  readonly seed: number
}

export interface Rows {
  /** Angles, radians, one column a qubit. */
  readonly features: Matrix
  readonly labels: readonly string[]
}

export interface TrainingData {
  readonly train: Rows
  readonly test: Rows
  readonly pipeline: FeaturePipeline
  /** Where the test rows came from, as a phrase. */
  readonly split: string
  readonly notes: readonly string[]
}

export async function prepareData(file: string, options: DataOptions, defaultQubits: number): Promise<TrainingData> {
  const table = await readTable(file, options)
  requireClassLabels(table.labels)
  const suspicions = suspectColumns(table)
  const {
    train: all,
    test,
    split,
    notes: testNotes = [],
  } = options.test === undefined ? splitTable(table, options.seed) : await withTestFile(table, options.test, options)
  const train = options.maxRows === undefined ? all : thinOut(all, options.maxRows, options.seed)
  const pipeline = fitFeaturePipeline(train.features, { qubits: Math.min(options.qubits ?? defaultQubits, table.columns.length) })
  const notes = [
    ...table.notes,
    ...testNotes,
    ...suspicions,
    ...(pipeline.pca === undefined
      ? []
      : [`${table.columns.length} columns were reduced to ${pipeline.scaler.minimum.length} principal components`]),
    ...(train === all ? [] : [`${all.features.rows} training rows were thinned out to ${train.features.rows} (--max-rows)`]),
  ]
  return {
    train: { ...train, features: applyFeaturePipeline(pipeline, train.features) },
    test: { ...test, features: applyFeaturePipeline(pipeline, test.features) },
    pipeline,
    split,
    notes,
  }
}

interface SplitRows {
  readonly train: Rows
  readonly test: Rows
  readonly split: string
  /** On how the test rows were read, where they have a file of their own. */
  readonly notes?: readonly string[]
}

function splitTable(table: Table, seed: number): SplitRows {
  const { train, test } = stratifiedSplit(table.labels, { seed })
  return { train: take(table, train), test: take(table, test), split: `stratified 80/20, seed ${seed}` }
}

async function withTestFile(table: Table, path: string, options: DataOptions): Promise<SplitRows> {
  const test = await readTable(path, options)
  if (test.columns.join() !== table.columns.join()) {
    throw new MisuseError(`${test.name} has the columns ${test.columns.join(', ')}: the training file has ${table.columns.join(', ')}`)
  }
  const unseen = test.labels.find((label) => !table.labels.includes(label))
  if (unseen !== undefined) throw new MisuseError(`${test.name} has the label "${unseen}", which no training row has`)
  return {
    train: table,
    test,
    split: `test rows from ${test.name}`,
    notes: test.notes.filter((text) => !table.notes.includes(text)).map((text) => `${test.name}: ${text}`),
  }
}

/** At most this many rows, each class at its share. */
function thinOut(rows: Rows, most: number, seed: number): Rows {
  if (rows.labels.length <= most) return rows
  const { test } = stratifiedSplit(rows.labels, { testFraction: most / rows.labels.length, seed })
  return take(rows, test)
}

function take({ features, labels }: Rows, rows: readonly number[]): Rows {
  return { features: pickRows(features, rows), labels: rows.map((row) => labels[row]) }
}
