/** A support vector classifier with a fidelity kernel; the machine is `kernelMachine`, the kernel `fidelityKernel`. */
import type { Backend } from '@ketwork/backend'
import { type Circuit, requireCircuit } from '@ketwork/circuit'
import { type Matrix, matrix, type MatrixLike, matrixOf, type OptionChecks, optional, positiveNumber, requireOptions } from '@ketwork/math'
import { accuracy, requireClassLabels, requireLabels, type Label } from '../classification/labels.ts'
import { backendValue } from '../optionChecks.ts'
import { pickRows } from '../preprocessing/pickRows.ts'
import { iqpEncoding } from '../encodings/iqpEncoding.ts'
import { fidelityKernel, type FidelityKernel } from './fidelityKernel.ts'
import { readSvcState, type SvcJson, writeSvcState } from './svcState.ts'
import { fitKernelMachine, predictKernelMachine, type KernelMachine } from './kernelMachine.ts'

export interface QuantumSVCOptions {
  readonly backend: Backend
  /** Default: `iqpEncoding` of the columns. */
  readonly encoding?: Circuit
  /** The soft-margin penalty C. Default 1. */
  readonly penalty?: number
}

const OPTIONS: OptionChecks<QuantumSVCOptions> = {
  backend: backendValue,
  encoding: optional(requireCircuit),
  penalty: optional(positiveNumber),
}

const DEFAULT_PENALTY = 1

interface Trained {
  readonly kernel: FidelityKernel
  readonly encoding: Circuit
  readonly machine: KernelMachine
  /** The support rows alone: a prediction needs no others. */
  readonly support: Matrix
  readonly trainingRows: number
}

/**
 * @example
 * const model = new QuantumSVC({ backend })
 * await model.fit([[0.1, 0.2], [1.4, 1.5], [0.2, 0.1], [1.5, 1.4]], ['low', 'high', 'low', 'high'])
 * const [label] = await model.predict([[0.2, 0.2]])
 */
export class QuantumSVC {
  readonly #options: QuantumSVCOptions
  #trained: Trained | undefined

  constructor(options: QuantumSVCOptions) {
    requireOptions('QuantumSVC', options, OPTIONS)
    this.#options = options
  }

  /**
   * Takes the m x m kernel matrix and trains one machine for each pair of classes. A failed call
   * leaves the model as it was.
   *
   * @param samples m x columns, one angle (radians) a column
   * @throws RangeError when rows and labels disagree, there is only one class, or the labels are a target of a
   *   regression; NotConvergedError
   */
  async fit(samples: MatrixLike, labels: readonly Label[]): Promise<this> {
    const features = matrixOf(samples, 'features')
    const { backend, encoding = iqpEncoding(features.columns), penalty = DEFAULT_PENALTY } = this.#options
    requireLabels(features.rows, labels)
    requireClassLabels(labels)
    const kernel = await fidelityKernel(backend, encoding)
    const machine = await trainMachine(kernel, features, labels, penalty)
    const before = this.#trained
    this.#trained = { kernel, encoding, machine, support: pickRows(features, machine.supportRows), trainingRows: features.rows }
    await before?.kernel.dispose()
    return this
  }

  async predict(samples: MatrixLike): Promise<Label[]> {
    const { kernel, machine, support, trainingRows } = this.#fitted()
    const features = matrixOf(samples, 'features')
    const cross = await kernel.cross(features, support)
    const full = matrix(features.rows, trainingRows)
    for (let row = 0; row < features.rows; row++) {
      machine.supportRows.forEach((column, k) => (full.data[row * trainingRows + column] = cross.data[row * support.rows + k]))
    }
    return predictKernelMachine(machine, full)
  }

  /** Share of rows predicted right, 0 to 1. */
  async score(features: MatrixLike, labels: readonly Label[]): Promise<number> {
    return accuracy(await this.predict(features), labels)
  }

  get classes(): readonly Label[] {
    return this.#fitted().machine.classes
  }

  get supportVectors(): number {
    return this.#fitted().support.rows
  }

  /** The trained model, for `JSON.stringify`: `fromJSON` gives back the same bits. @throws TypeError before training */
  toJSON(): SvcJson {
    const { encoding, machine, support } = this.#fitted()
    const place = new Map(machine.supportRows.map((row, index) => [row, index]))
    return writeSvcState({
      encoding,
      penalty: this.#options.penalty ?? DEFAULT_PENALTY,
      classes: machine.classes,
      rows: support.rows,
      columns: support.columns,
      support: support.data,
      machines: machine.machines.map((pair) => ({
        ...pair,
        rows: pair.rows.map((row) => place.get(row) ?? 0),
        coefficients: Float64Array.from(pair.coefficients),
      })),
    })
  }

  /**
   * A model as it was saved, which predicts the same.
   *
   * @param state what `toJSON` gave, or the JSON of it, parsed or as text
   * @throws TypeError or RangeError that names the field which is damaged
   */
  static async fromJSON(state: unknown, options: Pick<QuantumSVCOptions, 'backend'>): Promise<QuantumSVC> {
    requireOptions('fromJSON', options, { backend: backendValue })
    const { encoding, penalty, classes, rows, columns, support, machines } = readSvcState(state)
    const model = new QuantumSVC({ ...options, encoding, penalty })
    const machine = {
      classes,
      machines: machines.map((pair) => ({ ...pair, coefficients: Array.from(pair.coefficients) })),
      supportRows: Array.from({ length: rows }, (_, row) => row),
    }
    const kernel = await fidelityKernel(options.backend, encoding)
    model.#trained = { kernel, encoding, machine, support: matrix(rows, columns, support), trainingRows: rows }
    return model
  }

  async dispose(): Promise<void> {
    await this.#trained?.kernel.dispose()
    this.#trained = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose()
  }

  #fitted(): Trained {
    if (this.#trained === undefined) throw new TypeError('the model is not trained: call fit first')
    return this.#trained
  }
}

/** A machine on the kernel, which is freed where there is none. */
async function trainMachine(kernel: FidelityKernel, features: Matrix, labels: readonly Label[], penalty: number): Promise<KernelMachine> {
  try {
    return fitKernelMachine(await kernel.gram(features), labels, { penalty })
  } catch (error) {
    await kernel.dispose()
    throw error
  }
}
