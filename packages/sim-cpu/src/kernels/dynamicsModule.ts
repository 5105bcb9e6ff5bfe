/** Kernels that trajectories need: weights of outcomes, collapse, and the reduced density matrices that channels are drawn from. */
import { emitCollapse, emitOutcomeWeights } from './emitCollapse.ts'
import { emitReducedDensity } from './emitReducedDensity.ts'
import { type KernelModuleOptions, moduleOf } from './kernelModule.ts'

/** The kernels `outcomeWeights`, `collapse` and `reducedDensity`. */
export function dynamicsModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { outcomeWeights: emitOutcomeWeights, collapse: emitCollapse, reducedDensity: emitReducedDensity })
}
