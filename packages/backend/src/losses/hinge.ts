/** Mean over the outputs of max(0, 1 - t y); at the kink, where t y is 1, the derivative is 0. */
import type { LossRule } from './LossData.ts'

export const hinge: LossRule = {
  isLinear: false,
  targets: 'one an output',
  targetFault: (target) => (target === 1 || target === -1 ? undefined : 'it must be -1 or 1'),
  row(outputs, targets, slopes) {
    let loss = 0
    for (let m = 0; m < outputs.length; m++) {
      const gap = 1 - targets[m] * outputs[m]
      loss += Math.max(0, gap) / outputs.length
      slopes[m] = gap > 0 ? -targets[m] / outputs.length : 0
    }
    return loss
  },
}
