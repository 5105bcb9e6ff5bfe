/** Kernels that every program on one state needs. */
import { emitCopy } from './emitClear.ts'
import { emitDense } from './emitDense.ts'
import { emitProductState } from './emitProductState.ts'
import { type KernelModuleOptions, moduleOf } from './kernelModule.ts'

/** The kernels `product`, `dense` and `copy`. */
export function stateModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { product: emitProductState, dense: emitDense, copy: emitCopy })
}
