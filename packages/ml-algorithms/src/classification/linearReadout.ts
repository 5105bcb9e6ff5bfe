/**
 * The classical last step of a quantum classifier: class scores from expectations, softmax, cross-entropy, and the
 * derivative of each.
 *
 *     score_c = sum_k weight_ck value_k + bias_c        loss = - mean over rows of log softmax(score)_label
 */

export interface Readout {
  readonly classes: number
  /** K: expectations a row. */
  readonly inputs: number
}

/** Length of the weights: a row of K weights and one bias for each class. */
export function readoutSize({ classes, inputs }: Readout): number {
  return classes * (inputs + 1)
}

/** Class probabilities, rows x classes. @param weights classes x (K + 1), the bias last in each row */
export function readoutProbabilities({ classes, inputs }: Readout, weights: ArrayLike<number>, values: Float64Array): Float64Array {
  const rows = values.length / inputs
  const probabilities = new Float64Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    let highest = -Infinity
    for (let c = 0; c < classes; c++) {
      let score = weights[c * (inputs + 1) + inputs]
      for (let k = 0; k < inputs; k++) score += weights[c * (inputs + 1) + k] * values[row * inputs + k]
      probabilities[row * classes + c] = score
      highest = Math.max(highest, score)
    }
    let total = 0
    for (let c = 0; c < classes; c++) total += probabilities[row * classes + c] = Math.exp(probabilities[row * classes + c] - highest)
    for (let c = 0; c < classes; c++) probabilities[row * classes + c] /= total
  }
  return probabilities
}

export interface ReadoutLoss {
  /** Mean cross-entropy, nats. */
  readonly loss: number
  /** Derivative by the weights. */
  readonly weights: Float64Array
  /** Derivative by the expectations, rows x K: the cotangents of the circuit's gradient. */
  readonly values: Float64Array
}

/** @param labels class number of each row */
export function readoutLoss(readout: Readout, weights: ArrayLike<number>, values: Float64Array, labels: ArrayLike<number>): ReadoutLoss {
  const { classes, inputs } = readout
  const rows = labels.length
  const slopes = readoutProbabilities(readout, weights, values)
  let loss = 0
  for (let row = 0; row < rows; row++) {
    loss -= Math.log(Math.max(slopes[row * classes + labels[row]], Number.MIN_VALUE)) / rows
    slopes[row * classes + labels[row]] -= 1
  }
  const weightGradient = new Float64Array(readoutSize(readout))
  const valueGradient = new Float64Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < classes; c++) {
      const slope = slopes[row * classes + c] / rows
      const first = c * (inputs + 1)
      for (let k = 0; k < inputs; k++) {
        weightGradient[first + k] += slope * values[row * inputs + k]
        valueGradient[row * inputs + k] += slope * weights[first + k]
      }
      weightGradient[first + inputs] += slope
    }
  }
  return { loss, weights: weightGradient, values: valueGradient }
}
