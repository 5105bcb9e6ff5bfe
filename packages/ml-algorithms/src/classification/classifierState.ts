/** The saved form of a classifier, and the checks of its format and of the options beside it when it is restored. */
import { field, finiteAt, finitesAt, type Found, listAt, textAt, wholeAt } from '@ketwork/math'
import type { AdamState } from '../optimizers/adam.ts'
import { classesOf, type Label } from './labels.ts'

/** The parameters of a classifier and the state of its training: plain data, which JSON preserves to the last bit. */
export interface ClassifierState {
  readonly version: 2
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
  readonly weights: readonly number[]
  readonly optimizer: AdamState
  /** Mean training loss of each epoch done. */
  readonly losses: readonly number[]
}

export const MODEL_VERSION = 2

/**
 * @param value parsed JSON of a state
 * @throws TypeError naming the entry that is missing or of another type, RangeError for one of another length, not
 *   finite, or out of range
 */
export function readClassifierState(value: unknown): ClassifierState {
  const model = { value, path: 'model' }
  const version = field(model, 'version').value
  if (version !== MODEL_VERSION)
    throw new RangeError(`the saved model has version ${String(version)}: this package reads version ${MODEL_VERSION}`)
  const weights = finitesAt(field(model, 'weights'))
  const losses = finitesAt(field(model, 'losses'))
  const optimizer = field(model, 'optimizer')
  const epochsDone = wholeAt(field(model, 'epochsDone'), 0)
  if (epochsDone !== losses.length)
    throw new RangeError(`model.epochsDone is ${epochsDone} and there are ${losses.length} losses: they must agree`)
  const learningRate = finiteAt(field(model, 'learningRate'))
  if (!(learningRate > 0)) throw new RangeError(`model.learningRate is ${learningRate}: it must be positive`)
  return {
    version: MODEL_VERSION,
    columns: wholeAt(field(model, 'columns'), 1),
    classes: readClasses(field(model, 'classes')),
    seed: wholeAt(field(model, 'seed'), 0),
    layers: wholeAt(field(model, 'layers'), 1),
    batchSize: wholeAt(field(model, 'batchSize'), 1),
    learningRate,
    epochs: wholeAt(field(model, 'epochs'), 1),
    epochsDone,
    circuit: textAt(field(model, 'circuit')),
    data: textAt(field(model, 'data')),
    weights,
    optimizer: {
      step: wholeAt(field(optimizer, 'step'), 0),
      mean: finitesAt(field(optimizer, 'mean'), weights.length),
      square: finitesAt(field(optimizer, 'square'), weights.length),
    },
    losses,
  }
}

function readClasses(found: Found): Label[] {
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
