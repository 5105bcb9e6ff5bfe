/** Evaluates a loss that is data (`LossData.ts`): the number, and the derivatives that a backward sweep starts from. */
import { nearestHint, numberList, requireKnownKeys } from '@ketwork/math'
import { crossEntropy } from './crossEntropy.ts'
import { energy } from './energy.ts'
import { hinge } from './hinge.ts'
import type { LossData, LossName, LossRule, ReadoutData } from './LossData.ts'
import { negativeLogLikelihood } from './negativeLogLikelihood.ts'
import { squaredError } from './squaredError.ts'

const RULES: Readonly<Record<LossName, LossRule>> = { squaredError, crossEntropy, hinge, energy, negativeLogLikelihood }

export interface LossEvaluation {
  /** Mean over the rows, weighted where the loss has weights. */
  readonly loss: number
  /** B: of each row, without its weight. */
  readonly rowLosses: Float64Array
  /** B x K: derivatives of `loss` by the values. */
  readonly cotangents: Float64Array
  /** M x (K + 1), where the loss has a readout: derivatives of `loss` by its weights. */
  readonly readout?: Float64Array
}

/** A loss that fits its batch. */
export interface BoundLoss {
  /** @param values B x K */
  readonly evaluate: (values: Float64Array) => LossEvaluation
  /** B x K, where they are the same for all values: a backward sweep need not wait for them. */
  readonly cotangents: Float64Array | undefined
}

/**
 * The loss of B x K values with its exact derivatives.
 *
 * @throws TypeError for a loss that is not one of the vocabulary or lacks its targets, RangeError for wrong lengths, targets and numbers
 *
 * @example
 * evaluateLoss({ name: 'squaredError', targets: [1, -1] }, Float64Array.of(0.5, 0), 2, 1).loss // (0.25 + 1) / 2
 */
export function evaluateLoss(loss: LossData, values: Float64Array, rows: number, columns: number): LossEvaluation {
  return bindLoss(loss, rows, columns).evaluate(values)
}

/** Checks all of a loss that does not depend on the values, before they are computed. @throws as `evaluateLoss` */
export function bindLoss(loss: LossData, rows: number, columns: number): BoundLoss {
  const rule = ruleOf(loss)
  if (columns === 0) throw new RangeError(`the loss ${loss.name} needs observables: compile with { observables: [...] }`)
  const readout = loss.readout === undefined ? undefined : checkReadout(loss.readout, columns)
  const outputs = readout?.outputs ?? columns
  const targets = checkTargets(loss, rule, rows, outputs)
  const shares = sharesOf(loss.weights, rows)
  const evaluate = (values: Float64Array) => evaluation({ rule, readout, outputs, targets, shares }, values, columns)
  return { evaluate, cotangents: rule.isLinear ? evaluate(new Float64Array(rows * columns)).cotangents : undefined }
}

interface CheckedReadout {
  readonly outputs: number
  readonly weights: Float64Array
}

interface LossParts {
  readonly rule: LossRule
  readonly readout: CheckedReadout | undefined
  readonly outputs: number
  readonly targets: Float64Array
  /** Of each row in the loss; their sum is 1. */
  readonly shares: Float64Array
}

function evaluation({ rule, readout, outputs, targets, shares }: LossParts, values: Float64Array, columns: number): LossEvaluation {
  const rows = shares.length
  const perRow = targets.length / rows
  const rowLosses = new Float64Array(rows)
  const cotangents = new Float64Array(rows * columns)
  const slopes = new Float64Array(outputs)
  const readoutSlopes = readout && new Float64Array(readout.weights.length)
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const inputs = values.subarray(row * columns, (row + 1) * columns)
    const found = readout === undefined ? inputs : outputsOf(readout, inputs)
    rowLosses[row] = lossOfRow(rule, row, found, targets.subarray(row * perRow, (row + 1) * perRow), slopes)
    loss += shares[row] * rowLosses[row]
    for (let m = 0; m < outputs; m++) slopes[m] *= shares[row]
    const target = cotangents.subarray(row * columns, (row + 1) * columns)
    if (readout === undefined || readoutSlopes === undefined) target.set(slopes)
    else addReadoutSlopes(readout, { inputs, slopes, weights: readoutSlopes, values: target })
  }
  return { loss, rowLosses, cotangents, ...(readoutSlopes && { readout: readoutSlopes }) }
}

function lossOfRow(rule: LossRule, row: number, outputs: Float64Array, targets: Float64Array, slopes: Float64Array): number {
  const loss = rule.row(outputs, targets, slopes)
  if (!Number.isFinite(loss) || !slopes.every(Number.isFinite))
    throw new RangeError(`the loss of row ${row} is ${loss}: its outputs ${outputs.join(', ')} are too large`)
  return loss
}

function outputsOf({ outputs, weights }: CheckedReadout, inputs: Float64Array): Float64Array {
  const width = inputs.length + 1
  return Float64Array.from({ length: outputs }, (_, m) =>
    inputs.reduce((sum, input, k) => sum + weights[m * width + k] * input, weights[m * width + width - 1]),
  )
}

interface ReadoutSlopes {
  readonly inputs: Float64Array
  /** By the outputs. */
  readonly slopes: Float64Array
  /** By the readout's weights: added to. */
  readonly weights: Float64Array
  /** By the inputs: written. */
  readonly values: Float64Array
}

function addReadoutSlopes({ weights: factors, outputs }: CheckedReadout, { inputs, slopes, weights, values }: ReadoutSlopes): void {
  const width = inputs.length + 1
  for (let m = 0; m < outputs; m++) {
    for (let k = 0; k < inputs.length; k++) {
      values[k] += slopes[m] * factors[m * width + k]
      weights[m * width + k] += slopes[m] * inputs[k]
    }
    weights[m * width + width - 1] += slopes[m]
  }
}

const KEYS: Readonly<Record<keyof LossData, true>> = { name: true, targets: true, readout: true, weights: true }
const READOUT_KEYS: Readonly<Record<keyof ReadoutData, true>> = { outputs: true, weights: true }

function ruleOf(loss: LossData): LossRule {
  requireKnownKeys('loss', loss, KEYS)
  const name: unknown = loss.name
  const names = Object.keys(RULES)
  if (typeof name !== 'string') throw new TypeError(`the name of the loss must be text: ${names.join(', ')}`)
  if (Object.hasOwn(RULES, name)) return RULES[name as LossName]
  throw new TypeError(`'${name}' is not a loss: ${nearestHint(name, names, `there are ${names.join(', ')}`)}`)
}

function checkTargets({ name, targets }: LossData, rule: LossRule, rows: number, outputs: number): Float64Array {
  if (rule.targets === 'none') {
    if (targets !== undefined) throw new TypeError(`the loss ${name} takes no targets: leave them out`)
    return new Float64Array(0)
  }
  const count = rule.targets === 'one a row' ? rows : rows * outputs
  const needs = rule.targets === 'one a row' ? `one for each of ${rows} rows` : `${rows} rows of ${outputs}`
  if (targets === undefined) throw new TypeError(`the loss ${name} needs targets: ${needs}`)
  const numbers = finiteNumbers('loss.targets', targets)
  if (numbers.length !== count) throw new RangeError(`loss.targets holds ${numbers.length} numbers: ${name} needs ${count}, ${needs}`)
  numbers.forEach((target, index) => {
    const fault = rule.targetFault(target, outputs)
    if (fault !== undefined) throw new RangeError(`loss.targets[${index}] is ${target}: ${fault}`)
  })
  return numbers
}

function checkReadout(readout: ReadoutData, columns: number): CheckedReadout {
  requireKnownKeys('loss.readout', readout, READOUT_KEYS)
  const { outputs } = readout
  if (!Number.isSafeInteger(outputs) || outputs < 1)
    throw new RangeError(`loss.readout.outputs is ${String(outputs)}: it must be a positive integer`)
  const weights = finiteNumbers('loss.readout.weights', readout.weights)
  if (weights.length !== outputs * (columns + 1))
    throw new RangeError(
      `loss.readout.weights holds ${weights.length} numbers: ${outputs} outputs of ${columns} values and a bias need ${outputs * (columns + 1)}`,
    )
  return { outputs, weights }
}

function sharesOf(given: ArrayLike<number> | undefined, rows: number): Float64Array {
  if (given === undefined) return new Float64Array(rows).fill(1 / rows)
  const weights = finiteNumbers('loss.weights', given)
  if (weights.length !== rows) throw new RangeError(`loss.weights holds ${weights.length} numbers: ${rows} rows need ${rows}`)
  const negative = weights.findIndex((weight) => weight < 0)
  if (negative !== -1) throw new RangeError(`loss.weights[${negative}] is ${weights[negative]}: it must be at least 0`)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0 && total < Infinity)) throw new RangeError(`loss.weights add up to ${total}: the sum must be a positive number`)
  return weights.map((weight) => weight / total)
}

function finiteNumbers(name: string, given: ArrayLike<number>): Float64Array {
  numberList(name, given)
  return Float64Array.from(given)
}
