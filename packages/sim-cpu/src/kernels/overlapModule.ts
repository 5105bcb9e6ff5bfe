/** Kernels that overlaps need: products of batches of states. */
import { buildModule } from '@ketwork/math/wasm'
import { emitZgemm } from '@ketwork/math/wasm/kernels'
import { emitGram, emitMirror, emitOverlaps } from './emitOverlaps.ts'
import type { KernelModuleOptions } from './kernelModule.ts'

/** The kernels `overlaps`, `gram` and `mirror`, which take rows of interleaved states whatever the layout. */
export function overlapModule({ layout, memory, ...options }: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', memory)
    const multiply = emitZgemm(module, layout.precision)
    module.export('overlaps', emitOverlaps(module, layout, multiply))
    module.export('gram', emitGram(module, layout, multiply))
    module.export('mirror', emitMirror(module, layout))
  })
}
