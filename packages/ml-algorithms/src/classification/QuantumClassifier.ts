/**
 * A quantum neural network for two and more classes: a trainable circuit, Z expectations, a linear readout, cross-entropy, Adam on mini-batches.
 *
 * The circuit is evaluated and differentiated by a backend in one call a batch; the loss enters as a function of the expectations, so a training step
 * runs the circuit forward once. Circuits come from `dataReuploading` unless one is given; the readout's mathematics is `linearReadout`.
 */
import type { Backend, Executable } from '@ketwork/backend'
import { type Circuit, pauliTerm, type PauliSum } from '@ketwork/circuit'
import { matrix, RandomStream, type Matrix } from '@ketwork/math'
import { dataReuploading } from '../ansatze/dataReuploading.ts'
import { adamStart, adamStep, type AdamState } from '../optimizers/adam.ts'
import { accuracy, classesOf, classIndices, requireLabels, type Label } from './labels.ts'
import { readoutLoss, readoutProbabilities, readoutSize, type Readout } from './linearReadout.ts'

export interface QuantumClassifierOptions {
  readonly backend: Backend
  /** Everything random: start and order of rows. */
  readonly seed: number
  /** Layers of the default circuit. Default 3. */
  readonly layers?: number
  /** Instead of the default circuit: one feature for each column, in column order. */
  readonly circuit?: Circuit
  /** Default: Z on each qubit. */
  readonly observables?: readonly PauliSum[]
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
  readonly onEpoch?: (progress: TrainingProgress, model: QuantumClassifier) => void | Promise<void>
  readonly signal?: AbortSignal
}

/** All that a classifier learned, and where its training stands: plain data that can be written as JSON. */
export interface ClassifierState {
  readonly version: 1
  readonly columns: number
  readonly classes: readonly Label[]
  readonly seed: number
  readonly layers: number
  readonly epochsDone: number
  /** Circuit parameters, then the readout's weights. */
  readonly weights: readonly number[]
  readonly optimizer: AdamState
  /** Mean training loss of each epoch done. */
  readonly losses: readonly number[]
}

interface Model {
  readonly executable: Executable
  readonly readout: Readout
  readonly classes: readonly Label[]
  readonly columns: number
  weights: Float64Array
  optimizer: AdamState
  losses: number[]
}

const MODEL_VERSION = 1
const START_STREAM = 0
const ORDER_STREAM = 1

/**
 * @example
 * const model = new QuantumClassifier({ backend, seed: 7 })
 * await model.fit(matrixFrom([[0.1, 0.2], [2.9, 3.0], [0.3, 0.1], [3.1, 2.8]]), ['low', 'high', 'low', 'high'])
 * const [label] = await model.predict(matrixFrom([[0.2, 0.2]]))
 */
export class QuantumClassifier {
  readonly #options: QuantumClassifierOptions
  #model: Model | undefined

  constructor(options: QuantumClassifierOptions) {
    const { epochs = 60, batchSize = 32, learningRate = 0.05 } = options
    if (!Number.isInteger(epochs) || epochs < 1) throw new RangeError(`epochs is ${epochs}: at least 1 is needed`)
    if (!Number.isInteger(batchSize) || batchSize < 1) throw new RangeError(`batchSize is ${batchSize}: at least 1 is needed`)
    if (!(learningRate > 0 && Number.isFinite(learningRate))) throw new RangeError(`learningRate is ${learningRate}: it must be positive`)
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
   * Trains until `epochs` passes are done; a restored model goes on where its training stood, to the same bits as without a break.
   *
   * @param features m x columns, one angle (radians) a column
   * @throws RangeError when rows and labels disagree, a number is not finite, or there is only one class
   */
  async fit(features: Matrix, labels: readonly Label[], options: FitOptions = {}): Promise<this> {
    const { epochs = 60, batchSize = 32, seed } = this.#options
    requireLabels(features.rows, labels.length)
    const model = (this.#model ??= await this.#start(features.columns, classesOf(labels)))
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
      await options.onEpoch?.({ epoch: epoch + 1, epochs, loss }, this)
    }
    return this
  }

  /**
   * One Adam step on one batch at the full learning rate: for data that is streamed and never in memory at once.
   *
   * @param classes all labels that will ever come, needed at the first call
   * @returns the batch's loss before the step, nats
   */
  async partialFit(features: Matrix, labels: readonly Label[], classes: readonly Label[]): Promise<number> {
    requireLabels(features.rows, labels.length)
    const model = (this.#model ??= await this.#start(features.columns, classesOf(classes)))
    return this.#step(model, features, classIndices(labels, model.classes), this.#rate(0))
  }

  /** m x classes, rows sum to 1. */
  async predictProbabilities(features: Matrix): Promise<Matrix> {
    const model = this.#trained()
    if (features.columns !== model.columns)
      throw new RangeError(`the rows have ${features.columns} columns: the model was trained with ${model.columns}`)
    const { values } = await model.executable.expectations({ parameters: circuitPart(model), features })
    return matrix(features.rows, model.classes.length, readoutProbabilities(model.readout, readoutPart(model), values))
  }

  async predict(features: Matrix): Promise<Label[]> {
    const { data, rows, columns } = await this.predictProbabilities(features)
    const { classes } = this.#trained()
    return Array.from({ length: rows }, (_, row) => classes[indexOfLargest(data.subarray(row * columns, (row + 1) * columns))])
  }

  /** Share of rows predicted right, 0 to 1. */
  async score(features: Matrix, labels: readonly Label[]): Promise<number> {
    return accuracy(await this.predict(features), labels)
  }

  toJSON(): ClassifierState {
    const { columns, classes, weights, optimizer, losses } = this.#trained()
    return {
      version: MODEL_VERSION,
      columns,
      classes,
      seed: this.#options.seed,
      layers: this.#options.layers ?? 3,
      epochsDone: losses.length,
      weights: Array.from(weights),
      optimizer,
      losses: [...losses],
    }
  }

  /** A model as it was saved. The circuit and observables, where they were given, must be given again. @throws RangeError when they do not fit the state */
  static async fromJSON(state: ClassifierState, options: QuantumClassifierOptions): Promise<QuantumClassifier> {
    if ((state.version as number) !== MODEL_VERSION)
      throw new RangeError(`the saved model has version ${state.version}: this package reads version ${MODEL_VERSION}`)
    const classifier = new QuantumClassifier({ ...options, seed: state.seed, layers: state.layers })
    const model = await classifier.#start(state.columns, state.classes)
    if (model.weights.length !== state.weights.length) {
      throw new RangeError(`the saved model has ${state.weights.length} weights: this circuit and readout have ${model.weights.length}`)
    }
    model.weights = Float64Array.from(state.weights)
    model.optimizer = state.optimizer
    model.losses = [...state.losses]
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
    const { learningRate = 0.05 } = this.#options
    return learningRate * (0.1 + 0.45 * (1 + Math.cos(Math.PI * share)))
  }

  async #start(columns: number, classes: readonly Label[]): Promise<Model> {
    const { backend, layers = 3, seed } = this.#options
    const circuit = this.#options.circuit ?? dataReuploading(columns, layers)
    if (circuit.features.length !== columns)
      throw new RangeError(`the rows have ${columns} columns: the circuit has ${circuit.features.length} features`)
    const observables = this.#options.observables ?? Array.from({ length: circuit.qubitCount }, (_, qubit) => pauliTerm('Z', [qubit]))
    const executable = await backend.compile(circuit, { observables })
    const readout = { classes: classes.length, inputs: observables.length }
    const random = new RandomStream(seed, START_STREAM)
    const angles = executable.parameters.map((name) => (name.startsWith('scale[') ? 1 : 0) + 0.1 * random.normal())
    const readoutWeights = Array.from({ length: readoutSize(readout) }, () => 0.1 * random.normal())
    const weights = Float64Array.from([...angles, ...readoutWeights])
    return { executable, readout, classes, columns, weights, optimizer: adamStart(weights.length), losses: [] }
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

function circuitPart({ weights, executable }: Model): Float64Array {
  return weights.subarray(0, executable.parameters.length)
}

function readoutPart({ weights, executable }: Model): Float64Array {
  return weights.subarray(executable.parameters.length)
}

export function pickRows(rows: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns } = rows
  const picked = matrix(indices.length, columns)
  for (let i = 0; i < indices.length; i++)
    picked.data.set(rows.data.subarray(indices[i] * columns, (indices[i] + 1) * columns), i * columns)
  return picked
}

function indexOfLargest(list: Float64Array): number {
  return list.reduce((best, value, index) => (value > list[best] ? index : best), 0)
}
