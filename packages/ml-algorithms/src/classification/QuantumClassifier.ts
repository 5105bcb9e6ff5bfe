/**
 * A quantum neural network for two and more classes: a trainable circuit, Z expectations, a linear readout,
 * cross-entropy, Adam on mini-batches.
 *
 * The circuit is evaluated and differentiated by a backend in one call a batch; the loss is a function of the
 * expectations, so a training step runs the circuit forward once. The default circuit is `dataReuploading`; the readout
 * is in `linearReadout`.
 */
import type { Backend, Executable } from '@ketwork/backend'
import { type Circuit, circuitToJson, formatPauliSum, pauliTerm, type PauliSumLike, pauliSumsOf, requireCircuit } from '@ketwork/circuit'
import {
  abortSignal,
  anyValue,
  functionValue,
  type Matrix,
  matrix,
  type MatrixLike,
  matrixOf,
  type OptionChecks,
  optional,
  positiveNumber,
  RandomStream,
  requireOptions,
  wholeNumber,
} from '@ketwork/math'
import { dataReuploading } from '../ansatze/dataReuploading.ts'
import { adamStart, adamStep, type AdamState } from '../optimizers/adam.ts'
import type { ProgressHook } from '../optimizers/objective.ts'
import { pickRows } from '../preprocessing/pickRows.ts'
import { fingerprint } from '../fingerprint.ts'
import { backendValue } from '../optionChecks.ts'
import { type ClassifierJson, readClassifierState, requireAgreement, writeClassifierState } from './classifierState.ts'
import { accuracy, classesOf, classIndices, requireClassLabels, requireLabels, type Label } from './labels.ts'
import { readoutLoss, readoutProbabilities, readoutSize, type Readout } from './linearReadout.ts'

export interface QuantumClassifierOptions {
  readonly backend: Backend
  /** Of the initial parameters and the order of rows. */
  readonly seed: number
  /** Layers of the default circuit. Default 3. */
  readonly layers?: number
  /** Instead of the default circuit: one feature for each column, in column order. */
  readonly circuit?: Circuit
  /** Sums or text, or a single one. Default: Z on each qubit. */
  readonly observables?: PauliSumLike | readonly PauliSumLike[]
  /** Passes over the rows. Default 60. */
  readonly epochs?: number
  /** Default 32. */
  readonly batchSize?: number
  /** Adam's step; falls by a cosine to a tenth over the epochs. Default 0.05. */
  readonly learningRate?: number
}

export interface TrainingProgress {
  /** From 1. */
  readonly epoch: number
  readonly epochs: number
  /** Mean over the epoch's batches. */
  readonly loss: number
}

export interface FitOptions {
  readonly onProgress?: ProgressHook<TrainingProgress>
  readonly signal?: AbortSignal
}

/**
 * Options for restoring a saved model: those that the model fixes may be left out, and must otherwise agree with it.
 */
export type RestoreOptions = Pick<QuantumClassifierOptions, 'backend'> & Partial<QuantumClassifierOptions>

interface Model {
  readonly executable: Executable
  readonly readout: Readout
  readonly classes: readonly Label[]
  readonly columns: number
  /** Fingerprint of the circuit and the observables. */
  readonly circuit: string
  /** Fingerprint of the training rows and labels; empty with `partialFit`. */
  readonly data: string
  weights: Float64Array
  optimizer: AdamState
  losses: number[]
}

const OPTIONS: OptionChecks<QuantumClassifierOptions> = {
  backend: backendValue,
  seed: wholeNumber(0),
  layers: optional(wholeNumber(1)),
  circuit: optional(requireCircuit),
  observables: anyValue, // `pauliSumsOf` says what is right
  epochs: optional(wholeNumber(1)),
  batchSize: optional(wholeNumber(1)),
  learningRate: optional(positiveNumber),
}
const FIT_OPTIONS: OptionChecks<FitOptions> = { onProgress: optional(functionValue), signal: optional(abortSignal) }

const DEFAULT_LAYERS = 3
const DEFAULT_EPOCHS = 60
const DEFAULT_BATCH = 32
const DEFAULT_RATE = 0.05
const START_STREAM = 0
const ORDER_STREAM = 1

/**
 * @example
 * const model = new QuantumClassifier({ backend, seed: 7 })
 * await model.fit([[0.1, 0.2], [2.9, 3.0], [0.3, 0.1], [3.1, 2.8]], ['low', 'high', 'low', 'high'])
 * const [label] = await model.predict([[0.2, 0.2]])
 */
export class QuantumClassifier {
  readonly #options: QuantumClassifierOptions
  #model: Model | undefined

  constructor(options: QuantumClassifierOptions) {
    requireOptions('QuantumClassifier', options, OPTIONS)
    if (options.observables !== undefined) pauliSumsOf(options.observables, 'observables')
    this.#options = options
  }

  /** Distinct labels in sorted order. @throws Error before training */
  get classes(): readonly Label[] {
    return this.#trained().classes
  }

  /** Mean training loss of each epoch, nats. */
  get losses(): readonly number[] {
    return this.#trained().losses
  }

  /**
   * Trains a new model for `epochs` passes; an earlier one is discarded.
   *
   * @param samples m x columns, one angle (radians) a column
   * @throws RangeError when rows and labels disagree, a number is not finite, there is only one class, or the labels
   *   are a target of a regression
   * @throws TypeError when a label is no label: a one-hot row, or of another kind than the first
   */
  async fit(samples: MatrixLike, labels: readonly Label[], options: FitOptions = {}): Promise<this> {
    requireOptions('fit', options, FIT_OPTIONS)
    const features = matrixOf(samples, 'features')
    requireLabels(features.rows, labels)
    requireClassLabels(labels)
    await this.#begin(features.columns, classesOf(labels), fingerprintOf(features, labels))
    return this.#train(features, labels, options)
  }

  /**
   * Continues a training that was stopped or saved, with the same bits as without interruption.
   *
   * @param samples the training rows of the saved model, in the same order
   * @throws RangeError when rows or labels differ from those of the training, or all epochs are done
   */
  async resume(samples: MatrixLike, labels: readonly Label[], options: FitOptions = {}): Promise<this> {
    requireOptions('resume', options, FIT_OPTIONS)
    const features = matrixOf(samples, 'features')
    const { epochs = DEFAULT_EPOCHS } = this.#options
    const { data, losses } = this.#trained()
    requireLabels(features.rows, labels)
    if (data === '') throw new RangeError('the model was trained in batches by partialFit: continue with partialFit')
    if (data !== fingerprintOf(features, labels))
      throw new RangeError('the training used other rows or labels: pass those, or start a new training with fit')
    if (losses.length >= epochs)
      throw new RangeError(
        `all ${epochs} epochs are done: restore the model with more epochs to continue, or start a new training with fit`,
      )
    return this.#train(features, labels, options)
  }

  async #train(features: Matrix, labels: readonly Label[], options: FitOptions): Promise<this> {
    const { epochs = DEFAULT_EPOCHS, batchSize = DEFAULT_BATCH, seed } = this.#options
    const model = this.#trained()
    const targets = classIndices(labels, model.classes)
    for (let epoch = model.losses.length; epoch < epochs; epoch++) {
      const order = new RandomStream(seed, ORDER_STREAM).substream(epoch).permutation(features.rows)
      let loss = 0
      for (let first = 0; first < order.length; first += batchSize) {
        const rows = order.subarray(first, first + batchSize)
        const step = await this.#step(
          model,
          pickRows(features, rows),
          Int32Array.from(rows, (row) => targets[row]),
          this.#rate(epoch / epochs),
          options.signal,
        )
        loss += (step * rows.length) / order.length
      }
      model.losses.push(loss)
      await options.onProgress?.({ epoch: epoch + 1, epochs, loss })
    }
    return this
  }

  /**
   * One Adam step on one batch at the full learning rate: for data that is streamed and never in memory at once.
   * Continues from the present parameters.
   *
   * @param classes all labels that can occur, the same at every call
   * @returns the batch's loss before the step, nats
   * @throws RangeError when the columns or classes are others than those of the model
   */
  async partialFit(samples: MatrixLike, labels: readonly Label[], classes: readonly Label[]): Promise<number> {
    const features = matrixOf(samples, 'features')
    requireLabels(features.rows, labels)
    const sorted = classesOf(classes)
    const model = this.#model ?? (await this.#begin(features.columns, sorted, ''))
    requireColumns(model, features)
    if (sorted.length !== model.classes.length || sorted.some((name, index) => name !== model.classes[index]))
      throw new RangeError(`the classes are ${sorted.join(', ')}: the model has ${model.classes.join(', ')}; fit starts a new training`)
    return this.#step(model, features, classIndices(labels, model.classes), this.#rate(0))
  }

  /** m x classes, rows sum to 1. */
  async predictProbabilities(samples: MatrixLike): Promise<Matrix> {
    const model = this.#trained()
    const features = matrixOf(samples, 'features')
    requireColumns(model, features)
    const { values } = await model.executable.expectations({ parameters: circuitPart(model), features })
    return matrix(features.rows, model.classes.length, readoutProbabilities(model.readout, readoutPart(model), values))
  }

  async predict(features: MatrixLike): Promise<Label[]> {
    const { data, rows, columns } = await this.predictProbabilities(features)
    const { classes } = this.#trained()
    return Array.from({ length: rows }, (_, row) => classes[indexOfLargest(data.subarray(row * columns, (row + 1) * columns))])
  }

  /** Share of rows predicted right, 0 to 1. */
  async score(features: MatrixLike, labels: readonly Label[]): Promise<number> {
    return accuracy(await this.predict(features), labels)
  }

  /** All of it, for `JSON.stringify`: `fromJSON` gives back the same bits. */
  toJSON(): ClassifierJson {
    const { columns, classes, circuit, data, weights, optimizer, losses } = this.#trained()
    const { seed, layers = DEFAULT_LAYERS, batchSize = DEFAULT_BATCH, learningRate = DEFAULT_RATE, epochs = DEFAULT_EPOCHS } = this.#options
    return writeClassifierState({
      columns,
      classes,
      seed,
      layers,
      batchSize,
      learningRate,
      epochs,
      epochsDone: losses.length,
      circuit,
      data,
      weights,
      optimizer: { step: optimizer.step, mean: Float64Array.from(optimizer.mean), square: Float64Array.from(optimizer.square) },
      losses,
    })
  }

  /**
   * Restores a saved model. A circuit and observables that were passed to the constructor must be passed again; with
   * more epochs than are done, `resume` continues.
   *
   * @param state what `toJSON` gave, or the JSON of it, parsed or as text
   * @throws RangeError when the state is damaged, or an option, the circuit or the observables disagree with it
   */
  static async fromJSON(state: unknown, options: RestoreOptions): Promise<QuantumClassifier> {
    requireOptions('fromJSON', options, { ...OPTIONS, seed: anyValue })
    const saved = readClassifierState(state)
    requireAgreement(saved, options)
    const { seed, layers, batchSize, learningRate, epochs } = saved
    const classifier = new QuantumClassifier({ ...options, epochs: options.epochs ?? epochs, seed, layers, batchSize, learningRate })
    const model = await classifier.#start(saved.columns, saved.classes, saved.data)
    if (model.circuit !== saved.circuit || model.weights.length !== saved.weights.length) {
      await model.executable.dispose()
      throw new RangeError('the circuit or the observables differ from those that the saved model was trained with: pass the same ones')
    }
    const { step, mean, square } = saved.optimizer
    model.weights = saved.weights
    model.optimizer = { step, mean: Array.from(mean), square: Array.from(square) }
    model.losses = [...saved.losses]
    classifier.#model = model
    return classifier
  }

  async dispose(): Promise<void> {
    await this.#model?.executable.dispose()
    this.#model = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose()
  }

  #trained(): Model {
    if (this.#model === undefined) throw new TypeError('the model is not trained: call fit first')
    return this.#model
  }

  /** Cosine decay from the learning rate to a tenth of it. */
  #rate(share: number): number {
    const { learningRate = DEFAULT_RATE } = this.#options
    return learningRate * (0.1 + 0.45 * (1 + Math.cos(Math.PI * share)))
  }

  /** Replaces the model by an untrained one. */
  async #begin(columns: number, classes: readonly Label[], data: string): Promise<Model> {
    const model = await this.#start(columns, classes, data)
    await this.#model?.executable.dispose()
    this.#model = model
    return model
  }

  async #start(columns: number, classes: readonly Label[], data: string): Promise<Model> {
    const { backend, layers = DEFAULT_LAYERS, seed } = this.#options
    const circuit = this.#options.circuit ?? dataReuploading(columns, layers)
    if (circuit.features.length !== columns)
      throw new RangeError(`the rows have ${columns} columns: the circuit has ${circuit.features.length} features`)
    const { observables: custom } = this.#options
    const observables =
      custom !== undefined
        ? pauliSumsOf(custom, 'observables')
        : Array.from({ length: circuit.qubitCount }, (_, qubit) => pauliTerm('Z', [qubit]))
    const random = new RandomStream(seed, START_STREAM)
    const executable = await backend.compile(circuit, { observables })
    const readout = { classes: classes.length, inputs: observables.length }
    const angles = executable.parameters.map((name) => (name.startsWith('scale[') ? 1 : 0) + 0.1 * random.normal())
    const readoutWeights = Array.from({ length: readoutSize(readout) }, () => 0.1 * random.normal())
    const weights = Float64Array.from([...angles, ...readoutWeights])
    const mark = fingerprint([JSON.stringify(circuitToJson(circuit)), ...observables.map(formatPauliSum)])
    return { executable, readout, classes, columns, circuit: mark, data, weights, optimizer: adamStart(weights.length), losses: [] }
  }

  /** One Adam step; returns the loss before it. */
  async #step(model: Model, features: Matrix, targets: Int32Array, learningRate: number, signal?: AbortSignal): Promise<number> {
    let loss = 0
    let readoutGradient: Float64Array = new Float64Array(0)
    const result = await model.executable.gradient({
      parameters: circuitPart(model),
      features,
      cotangents: (values) => {
        const step = readoutLoss(model.readout, readoutPart(model), values, targets)
        loss = step.loss
        readoutGradient = step.weights
        return step.values
      },
      ...(signal && { signal }),
    })
    const gradient = Float64Array.from([...(result.parameters ?? []), ...readoutGradient])
    const next = adamStep(model.optimizer, model.weights, gradient, { learningRate })
    model.weights = next.parameters
    model.optimizer = next.state
    return loss
  }
}

function requireColumns(model: Model, features: Matrix): void {
  if (features.columns !== model.columns)
    throw new RangeError(`the rows have ${features.columns} columns: the model was trained with ${model.columns}`)
}

function fingerprintOf(features: Matrix, labels: readonly Label[]): string {
  return fingerprint([`${features.rows} ${features.columns}`, features.data, JSON.stringify(Array.from(labels))])
}

function circuitPart({ weights, executable }: Model): Float64Array {
  return weights.subarray(0, executable.parameters.length)
}

function readoutPart({ weights, executable }: Model): Float64Array {
  return weights.subarray(executable.parameters.length)
}

function indexOfLargest(list: Float64Array): number {
  return list.reduce((best, value, index) => (value > list[best] ? index : best), 0)
}
