/** Kernels that every program on one state needs. */
import { emitCopy } from './emitClear.ts'
import { emitProductState } from './emitProductState.ts'
import { type KernelModuleOptions, moduleOf } from './kernelModule.ts'

/** The kernels `product` and `copy`. */
export function stateModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { product: emitProductState, copy: emitCopy })
}
