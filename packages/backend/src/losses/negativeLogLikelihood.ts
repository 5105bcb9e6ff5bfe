/**
 * -log of the probability of what was observed, where outputs are probabilities: one output is that of class 1, several are one for each class.
 *
 * A probability of 0, or an estimate of it from shots that is 0 or less, has no finite loss and is refused rather than clipped.
 */
import { classFault } from './classFault.ts'
import type { LossRule } from './LossData.ts'

export const negativeLogLikelihood: LossRule = {
  isLinear: false,
  targets: 'one a row',
  targetFault: (target, outputs) => classFault(target, Math.max(2, outputs)),
  row(outputs, [target], slopes) {
    const isComplement = outputs.length === 1 && target === 0
    const at = outputs.length === 1 ? 0 : target
    const probability = isComplement ? 1 - outputs[at] : outputs[at]
    if (!(probability > 0))
      throw new RangeError(
        `the class ${target} has the probability ${probability}, and its logarithm is not finite: outputs must be probabilities above 0 (crossEntropy takes logits)`,
      )
    slopes.fill(0)
    slopes[at] = (isComplement ? 1 : -1) / probability
    return -Math.log(probability)
  },
}
