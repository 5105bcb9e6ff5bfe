/**
 * The general kernels of a layout: what states need whatever their circuit, in modules that are emitted when first needed.
 *
 * All modules of a backend share one memory, imported as `env.memory`. The emitter of a kernel documents its parameters. Emitting is most of what a module costs
 * (1 ms for 8 kB when the emitters are warm, several times that on a cold start; engines compile lazily), so kernels that are not always needed together stand apart.
 */
import { buildModule, type MemoryLimits, type ModuleBuilder, type ModuleOptions } from '@ketwork/math/wasm'
import { emitFromAmplitudes, emitToAmplitudes } from './emitAmplitudeConversion.ts'
import { emitClear } from './emitClear.ts'
import { emitExpectations } from './emitExpectations.ts'
import type { StateLayout } from './layout.ts'

type Emit = (module: ModuleBuilder, layout: StateLayout) => { readonly index: number }

/** Of states whose lanes are amplitudes. */
const amplitudeKernels = { fromAmplitudes: emitFromAmplitudes, toAmplitudes: emitToAmplitudes } satisfies Record<string, Emit>

export interface KernelModuleOptions extends ModuleOptions {
  readonly layout: StateLayout
  readonly memory: MemoryLimits
}

/** The kernel `clear`, and conversions where lanes are amplitudes. */
export function kernelModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { clear: emitClear, ...(options.layout.laneQubits > 0 ? amplitudeKernels : {}) })
}

/** The kernel `expectations`. */
export function expectationModule(options: KernelModuleOptions): Uint8Array<ArrayBuffer> {
  return moduleOf(options, { expectations: emitExpectations })
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
