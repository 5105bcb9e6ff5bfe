/**
 * A loss as plain data: what a training step minimises, in a form that can be sent to a worker or stay on a device.
 *
 * With y the M outputs of a row (its K values, or the readout of them) and t its targets, the loss of a row is
 *
 *     squaredError            mean over m of (y_m - t_m)^2
 *     crossEntropy            M = 1: log(1 + exp(y)) - t y, a target from 0 to 1; M > 1: log(sum over m of exp(y_m)) - y_t, a target the class from 0 to M - 1
 *     hinge                   mean over m of max(0, 1 - t_m y_m), targets -1 and 1
 *     energy                  sum over m of y_m, no targets
 *     negativeLogLikelihood   M = 1: -log y for target 1 and -log(1 - y) for 0; M > 1: -log y_t; outputs are probabilities
 *
 * and the loss of the batch the mean over its rows, weighted where there are weights. Logarithms are natural.
 */
export type LossName = 'squaredError' | 'crossEntropy' | 'hinge' | 'energy' | 'negativeLogLikelihood'

export interface LossData {
  readonly name: LossName
  /** B x M numbers for `squaredError` and `hinge`, one a row for `crossEntropy` and `negativeLogLikelihood`, none for `energy`. */
  readonly targets?: ArrayLike<number>
  /** Default: the outputs are the values. */
  readonly readout?: ReadoutData
  /** B numbers of at least 0, not all 0: the loss is then sum w_b loss_b / sum w_b. */
  readonly weights?: ArrayLike<number>
}

/** An affine map from K values to M outputs. */
export interface ReadoutData {
  readonly outputs: number
  /** M x (K + 1), row-major, the bias last in each row. */
  readonly weights: ArrayLike<number>
}

/** What one loss is: the rest (readout, weights of rows, checks) is the same for all. */
export interface LossRule {
  /** Whether its derivatives are the same for all outputs. */
  readonly isLinear: boolean
  readonly targets: 'none' | 'one a row' | 'one an output'
  /** What a target must be, where this one is not; undefined where it is right. */
  readonly targetFault: (target: number, outputs: number) => string | undefined
  /**
   * The loss of a row; its derivatives by the outputs go to `slopes`.
   *
   * @throws RangeError for outputs that have no finite loss
   */
  readonly row: (outputs: Float64Array, targets: Float64Array, slopes: Float64Array) => number
}
