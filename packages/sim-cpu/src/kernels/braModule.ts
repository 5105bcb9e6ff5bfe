/** Kernels that gradients need: weighted sums of observables applied to a state. */
import { emitLargeObservableBra, emitObservableBra, emitWeighGroups } from './emitObservableBra.ts'
import { type KernelModuleOptions, moduleOf } from './kernelModule.ts'

/** The kernels `weighGroups` and `observableBra`. */
export function braModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { weighGroups: emitWeighGroups, observableBra: emitObservableBra })
}

/** The same kernels for states of `LARGE_CELLS` and more. */
export function largeBraModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { weighGroups: emitWeighGroups, observableBra: emitLargeObservableBra })
}
