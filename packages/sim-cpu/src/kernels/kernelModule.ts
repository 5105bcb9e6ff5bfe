/**
 * The general kernels of a layout: what states need whatever their circuit, in modules that are emitted when first needed.
 *
 * All modules of a backend share one memory, imported as `env.memory`. What a kernel takes is told by its emitter. Emitting is most of what a module costs
 * (1 ms for 8 kB when the emitters are warm, several times that on a cold start; engines compile lazily), so kernels that are not always needed together stand apart.
 */
import { buildModule, emitZgemm, type MemoryLimits, type ModuleBuilder, type ModuleOptions } from '@ketwork/math/wasm'
import { emitFromAmplitudes, emitToAmplitudes } from './emitAmplitudeConversion.ts'
import { emitClear } from './emitClear.ts'
import { emitExpectations } from './emitExpectations.ts'
import { emitInnerProduct } from './emitInnerProduct.ts'
import { emitLargeObservableBra, emitObservableBra, emitWeighGroups } from './emitObservableBra.ts'
import { emitGram, emitMirror, emitOverlaps } from './emitOverlaps.ts'
import { emitMarginals, emitProbabilities } from './emitProbabilities.ts'
import { emitToRows } from './emitTileConversion.ts'
import type { StateLayout } from './layout.ts'

type Emit = (module: ModuleBuilder, layout: StateLayout) => { readonly index: number }

/** Of states in either layout. */
const stateKernels = {
  clear: emitClear,
  innerProduct: emitInnerProduct,
  probabilities: emitProbabilities,
  marginals: emitMarginals,
} satisfies Record<string, Emit>

/** Of states whose lanes are amplitudes. */
const amplitudeKernels = { fromAmplitudes: emitFromAmplitudes, toAmplitudes: emitToAmplitudes } satisfies Record<string, Emit>

/** Of tiles, whose lanes are samples. */
const tileKernels = { toRows: emitToRows } satisfies Record<string, Emit>

export interface KernelModuleOptions extends ModuleOptions {
  readonly layout: StateLayout
  readonly memory: MemoryLimits
}

/** Conversions of states, and sums over them: those of one layout. */
export function kernelModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { ...stateKernels, ...(options.layout.laneQubits > 0 ? amplitudeKernels : tileKernels) })
}

/** The kernel `expectations`. */
export function expectationModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { expectations: emitExpectations })
}

/** The kernels `weighGroups` and `observableBra`. */
export function braModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { weighGroups: emitWeighGroups, observableBra: emitObservableBra })
}

/** The same kernels for states of `LARGE_CELLS` and more. */
export function largeBraModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { weighGroups: emitWeighGroups, observableBra: emitLargeObservableBra })
}

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

/** The bytes of a module that exports these kernels. */
export function moduleOf(
  { layout, memory, ...options }: KernelModuleOptions,
  kernels: Readonly<Record<string, Emit>>,
): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', memory)
    for (const [name, emit] of Object.entries(kernels)) module.export(name, emit(module, layout))
  })
}
