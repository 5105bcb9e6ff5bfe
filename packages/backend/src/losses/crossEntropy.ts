/**
 * Cross-entropy over logits, in nats: one output is the logit of class 1, several are the logits of a softmax.
 *
 * Computed from differences to the largest logit, so that no size of logit overflows and no probability is rounded to 0 before its logarithm.
 */
import { classFault } from './classFault.ts'
import type { LossRule } from './LossData.ts'

export const crossEntropy: LossRule = {
  isLinear: false,
  targets: 'one a row',
  targetFault: (target, outputs) => {
    if (outputs === 1) return target >= 0 && target <= 1 ? undefined : 'with one output it must be a probability from 0 to 1'
    return classFault(target, outputs)
  },
  row: (outputs, [target], slopes) => (outputs.length === 1 ? binary(outputs[0], target, slopes) : softmax(outputs, target, slopes)),
}

/** log(1 + exp(y)) - t y */
function binary(logit: number, target: number, slopes: Float64Array): number {
  const small = Math.exp(-Math.abs(logit))
  slopes[0] = (logit >= 0 ? 1 : small) / (1 + small) - target
  return Math.max(logit, 0) - target * logit + Math.log1p(small)
}

/** log(sum of exp(y)) - y_t */
function softmax(logits: Float64Array, target: number, slopes: Float64Array): number {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity)
  let total = 0
  for (let m = 0; m < logits.length; m++) total += slopes[m] = Math.exp(logits[m] - largest)
  for (let m = 0; m < logits.length; m++) slopes[m] /= total
  slopes[target] -= 1
  return Math.log(total) + largest - logits[target]
}
