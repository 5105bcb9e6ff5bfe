/** Kernels that sum over states: inner products for gradients, probabilities of all qubits or of few. */
import { emitInnerProduct } from './emitInnerProduct.ts'
import { emitMarginals, emitProbabilities } from './emitProbabilities.ts'
import { type KernelModuleOptions, moduleOf } from './kernelModule.ts'

/** The kernels `innerProduct`, `probabilities` and `marginals`. */
export function reductionModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { innerProduct: emitInnerProduct, probabilities: emitProbabilities, marginals: emitMarginals })
}
