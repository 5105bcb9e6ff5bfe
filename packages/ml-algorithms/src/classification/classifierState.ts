/** The saved form of a classifier, and the checks of its format and of the options beside it when it is restored. */
import {
  arrayField,
  type ArrayJson,
  documentCodec,
  type DocumentJson,
  finiteAt,
  finiteFault,
  type Found,
  listAt,
  listField,
  objectField,
  plainField,
  sizeField,
  textField,
  wholeField,
} from '@ketwork/math'
import { classesOf, type Label } from './labels.ts'

/** The parameters of a classifier and the state of its training: plain data. */
export interface ClassifierState {
  readonly columns: number
  readonly classes: readonly Label[]
  readonly seed: number
  readonly layers: number
  readonly batchSize: number
  readonly learningRate: number
  /** Passes that the training was to make. */
  readonly epochs: number
  readonly epochsDone: number
  /** Fingerprint of the circuit and the observables. */
  readonly circuit: string
  /** Fingerprint of the training rows and labels; empty with `partialFit`. */
  readonly data: string
  /** Circuit parameters, then the readout's weights. */
  readonly weights: Float64Array
  readonly optimizer: { readonly step: number; readonly mean: Float64Array; readonly square: Float64Array }
  /** Mean training loss of each epoch done. */
  readonly losses: readonly number[]
}

/** The same as JSON: arrays in base64, so that every bit comes back. */
export interface ClassifierJson extends DocumentJson, Omit<ClassifierState, 'weights' | 'optimizer'> {
  readonly weights: ArrayJson
  readonly optimizer: { readonly step: number; readonly mean: ArrayJson; readonly square: ArrayJson }
}

/** One number for each weight. */
const weightArray = arrayField({ types: ['float64'], shape: () => ['weights'], fault: finiteFault })

const CODEC = documentCodec<ClassifierState>(
  { format: 'ketwork-classifier', version: 3, name: 'model' },
  {
    columns: wholeField(1),
    classes: plainField(readClasses),
    seed: wholeField(0),
    layers: wholeField(1),
    batchSize: wholeField(1),
    learningRate: plainField(readLearningRate),
    epochs: wholeField(1),
    epochsDone: sizeField('epochs done', 0),
    circuit: textField,
    data: textField,
    weights: weightArray,
    optimizer: objectField({ step: wholeField(0), mean: weightArray, square: weightArray }),
    losses: listField(plainField(finiteAt), 'epochs done'),
  },
)

export function writeClassifierState(state: ClassifierState): ClassifierJson {
  return CODEC.write(state) as ClassifierJson
}

/**
 * @param source what `writeClassifierState` gave, or its JSON text
 * @throws TypeError naming the field that is missing or of another type, RangeError for one of another length, not finite, or out of range
 */
export function readClassifierState(source: unknown): ClassifierState {
  return CODEC.read(source)
}

function readLearningRate(found: Found): number {
  const rate = finiteAt(found)
  if (!(rate > 0)) throw new RangeError(`${found.path} is ${rate}: it must be positive`)
  return rate
}

/** The sorted list of different classes. */
export function readClasses(found: Found): Label[] {
  const listed = listAt(found).map(({ value }) => value as Label)
  const classes = classesOf(listed)
  if (classes.some((name, index) => name !== listed[index]))
    throw new RangeError(`${found.path} is not the sorted list of different classes`)
  return classes
}

/** Options that a saved model fixes. */
const DECIDED = ['seed', 'layers', 'batchSize', 'learningRate'] as const

/** @throws RangeError when an option disagrees with the state, or fewer epochs are wanted than are done */
export function requireAgreement(
  state: ClassifierState,
  options: { readonly [name in (typeof DECIDED)[number] | 'epochs']?: number | undefined },
): void {
  for (const name of DECIDED) {
    const value = options[name]
    if (value !== undefined && value !== state[name])
      throw new RangeError(
        `${name} is ${value}, but the saved model was trained with ${state[name]}: leave ${name} out to continue, or start a new training`,
      )
  }
  const { epochs } = options
  if (epochs !== undefined && epochs < state.epochsDone)
    throw new RangeError(
      `epochs is ${epochs}, but the saved model has done ${state.epochsDone} already: pass a larger number to continue, or start a new training`,
    )
}
