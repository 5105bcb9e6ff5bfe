/**
 * The general kernels of a layout as one module, emitted when a backend opens: what every state needs whatever its circuit.
 *
 * All modules of a backend share one memory, imported as `env.memory`. What a kernel takes is told by its emitter.
 */
import { buildModule, emitZgemm, type MemoryLimits, type ModuleBuilder, type ModuleOptions } from '@ketwork/math/wasm'
import { emitFromAmplitudes, emitToAmplitudes } from './emitAmplitudeConversion.ts'
import { emitExpectations } from './emitExpectations.ts'
import { emitInnerProduct, emitNorm } from './emitInnerProduct.ts'
import { emitObservableBra, emitWeighGroups } from './emitObservableBra.ts'
import { emitGram, emitMirror, emitOverlaps } from './emitOverlaps.ts'
import { emitMarginals, emitProbabilities } from './emitProbabilities.ts'
import { emitFromRows, emitToRows } from './emitTileConversion.ts'
import { emitClear, emitZeroState } from './emitZeroState.ts'
import type { StateLayout } from './layout.ts'

type Emit = (module: ModuleBuilder, layout: StateLayout) => { readonly index: number }

/** Of states in either layout. */
const stateKernels = {
  zeroState: emitZeroState,
  clear: emitClear,
  norm: emitNorm,
  innerProduct: emitInnerProduct,
  probabilities: emitProbabilities,
  marginals: emitMarginals,
  expectations: emitExpectations,
  weighGroups: emitWeighGroups,
  observableBra: emitObservableBra,
} satisfies Record<string, Emit>

/** Of states whose lanes are amplitudes. */
const amplitudeKernels = { fromAmplitudes: emitFromAmplitudes, toAmplitudes: emitToAmplitudes } satisfies Record<string, Emit>

/** Of tiles, whose lanes are samples. */
const tileKernels = { fromRows: emitFromRows, toRows: emitToRows } satisfies Record<string, Emit>

export type StateKernel = keyof typeof stateKernels | keyof typeof amplitudeKernels | keyof typeof tileKernels

export interface KernelModuleOptions extends ModuleOptions {
  readonly layout: StateLayout
  readonly memory: MemoryLimits
}

/** The bytes of the module that exports a layout's kernels: `StateKernel`s, those of the other layout left out. */
export function kernelModule({ layout, memory, ...options }: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', memory)
    const kernels: Record<string, Emit> = { ...stateKernels, ...(layout.laneQubits > 0 ? amplitudeKernels : tileKernels) }
    for (const [name, emit] of Object.entries(kernels)) module.export(name, emit(module, layout))
  })
}

export type OverlapKernel = 'overlaps' | 'gram' | 'mirror'

/** The bytes of the module that exports `OverlapKernel`s, which take rows of interleaved states whatever the layout. */
export function overlapModule({ layout, memory, ...options }: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return buildModule(options, (module) => {
    module.importMemory('env', 'memory', memory)
    const multiply = emitZgemm(module, layout.precision)
    module.export('overlaps', emitOverlaps(module, layout, multiply))
    module.export('gram', emitGram(module, layout, multiply))
    module.export('mirror', emitMirror(module, layout))
  })
}
