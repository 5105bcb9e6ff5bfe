/** The kernel of dense operators, which most programs do not need. */
import { emitDense } from './emitDense.ts'
import { type KernelModuleOptions, moduleOf } from './kernelModule.ts'

/** The kernel `dense`. */
export function operatorModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { dense: emitDense })
}
