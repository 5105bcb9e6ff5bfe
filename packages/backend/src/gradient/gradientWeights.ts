/** How a gradient's loss becomes the cotangents of its sweeps and part of its result, the same for every backend. Losses are loaded when one is first given. */
import type { Cotangents, Gradient, GradientInputs } from '../backend.ts'
import type { LossEvaluation } from '../losses/evaluateLoss.ts'

export interface GradientWeights {
  readonly cotangents: Cotangents | undefined
  /** The result with its loss, where the inputs have one. */
  readonly complete: (gradient: Gradient) => Gradient
}

/**
 * What weighs the values of a gradient: the cotangents of the inputs, or the derivatives of their loss.
 *
 * @throws TypeError where there are both, and what `evaluateLoss` throws for a loss that does not fit rows x columns values
 */
export async function gradientWeights({ cotangents, loss }: GradientInputs, rows: number, columns: number): Promise<GradientWeights> {
  if (loss === undefined) return { cotangents, complete: (gradient) => gradient }
  if (cotangents !== undefined) throw new TypeError('cotangents and loss are two ways to say the same: give one of them')
  const { bindLoss } = await import('../losses/evaluateLoss.ts')
  const { evaluate, cotangents: fixed } = bindLoss(loss, rows, columns)
  let evaluation: LossEvaluation | undefined
  return {
    cotangents: fixed ?? ((values) => (evaluation = evaluate(values)).cotangents),
    complete: (gradient) => {
      const { loss: mean, rowLosses, readout } = evaluation ?? evaluate(gradient.values)
      return { ...gradient, loss: mean, rowLosses, ...(readout === undefined ? {} : { readout }) }
    },
  }
}
