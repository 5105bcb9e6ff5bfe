/** For tests and benches of kernels: a module with a memory of its own, and arrays in that memory. Not part of the package. */
import { platformCapabilities } from '@ketwork/math'
import { buildModule, type ModuleBuilder } from '@ketwork/math/wasm'

const { wasmRelaxedSimd, wasmMemory64 } = await platformCapabilities()

/** A module that tests load: which instructions it may use, and how it addresses its memory. */
export interface KernelVariant {
  readonly name: string
  readonly relaxedSimd: boolean
  readonly memory64: boolean
}

/** Those that this engine runs; plain SIMD first. */
export const KERNEL_VARIANTS: readonly KernelVariant[] = [
  { name: 'simd', relaxedSimd: false, memory64: false },
  ...(wasmRelaxedSimd ? [{ name: 'relaxed', relaxedSimd: true, memory64: false }] : []),
  ...(wasmMemory64 ? [{ name: 'simd, memory64', relaxedSimd: false, memory64: true }] : []),
]

type NumberArrayType =
  Float64ArrayConstructor | Float32ArrayConstructor | Uint32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor

export interface KernelRig {
  readonly buffer: ArrayBuffer
  /** Calls an exported kernel; arrays stand for their addresses. */
  readonly call: (kernel: string, ...operands: readonly (number | ArrayBufferView)[]) => unknown
  /** An array of so many zeros, at a multiple of 64 bytes. */
  readonly array: <T extends NumberArrayType>(type: T, length: number) => InstanceType<T>
}

/** Loads kernels; their names are those of the exports. */
export function kernelRig(
  variant: Omit<KernelVariant, 'name'>,
  kernels: Readonly<Record<string, (module: ModuleBuilder) => { readonly index: number }>>,
  pages = 64,
): KernelRig {
  const define = (module: ModuleBuilder): void => {
    for (const [name, emit] of Object.entries(kernels)) module.export(name, emit(module))
  }
  return loadRig(variant, define, pages)
}

const PAGE_BYTES = 65_536

/** Loads a module that `define` fills; what nobody has written in its memory is NaN. */
export function loadRig(
  { relaxedSimd, memory64 }: Omit<KernelVariant, 'name'>,
  define: (module: ModuleBuilder) => void,
  pages: number,
): KernelRig {
  const bytes = buildModule({ relaxedSimd, memory64 }, (module) => {
    module.exportMemory('memory', { initial: pages, maximum: pages })
    define(module)
  })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const { memory, ...functions } = exports as { memory: WebAssembly.Memory } & Record<string, (...operands: (number | bigint)[]) => unknown>
  const { buffer } = memory
  new Float64Array(buffer, 0, (pages * PAGE_BYTES) / 8).fill(NaN)
  let free = 64
  return {
    buffer,
    call: (kernel, ...operands) => {
      const address = (view: ArrayBufferView): number | bigint => (memory64 ? BigInt(view.byteOffset) : view.byteOffset)
      return functions[kernel](...operands.map((operand) => (typeof operand === 'number' ? operand : address(operand))))
    },
    array: <T extends NumberArrayType>(type: T, length: number) => {
      const made = new type(buffer, free, length).fill(0)
      free += Math.ceil(made.byteLength / 64) * 64
      return made as InstanceType<T>
    },
  }
}
