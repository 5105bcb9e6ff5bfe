/** Kernels of tiles, whose lanes are samples. */
import { emitToRows } from './emitTileConversion.ts'
import { type KernelModuleOptions, moduleOf } from './kernelModule.ts'

/** The kernel `toRows`. */
export function tileKernelModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { toRows: emitToRows })
}
