/** Mean over the outputs of (y - t)^2. */
import type { LossRule } from './LossData.ts'

export const squaredError: LossRule = {
  isLinear: false,
  targets: 'one an output',
  targetFault: () => undefined,
  row(outputs, targets, slopes) {
    let loss = 0
    for (let m = 0; m < outputs.length; m++) {
      const difference = outputs[m] - targets[m]
      loss += (difference * difference) / outputs.length
      slopes[m] = (2 * difference) / outputs.length
    }
    return loss
  },
}
