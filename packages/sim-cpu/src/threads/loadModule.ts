/** A compiled module with its kernels; every thread makes its own instance, all on the same memory. */

/** An exported kernel. */
export type Kernel = (...args: readonly (number | bigint)[]) => void

/** Modules below this are compiled where they are needed: 0.2 ms, less than the turn of the event loop that the other way takes. */
const MOST_BYTES_AT_ONCE = 65_536

export class LoadedModule {
  /** Unique among the modules of its runner. */
  readonly id: number
  readonly module: WebAssembly.Module
  /** What its instances import as `env.memory`. */
  readonly memory: WebAssembly.Memory
  /** Index of each export, the same on every thread. */
  readonly kernels: ReadonlyMap<string, number>
  /** Of each kernel by index the part of its work on amplitudes that vector instructions do, once a trace has asked. */
  vectorShares: Float64Array | undefined
  #exports: Readonly<Record<string, Kernel>> | undefined

  constructor(id: number, module: WebAssembly.Module, memory: WebAssembly.Memory) {
    this.id = id
    this.module = module
    this.kernels = new Map(WebAssembly.Module.exports(module).map(({ name }, index) => [name, index]))
    this.memory = memory
  }

  /** Whether this thread has an instance. */
  get instantiated(): boolean {
    return this.#exports !== undefined
  }

  /** The exports on this thread. */
  get exports(): Readonly<Record<string, Kernel>> {
    this.#exports ??= instantiate(this.module, this.memory)
    return this.#exports
  }
}

/** Compiles a module that `buildModule` made. */
export async function loadModule(id: number, bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Promise<LoadedModule> {
  return new LoadedModule(id, await compile(bytes), memory)
}

/** The exports of a new instance on this memory. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Readonly<Record<string, Kernel>> {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Readonly<Record<string, Kernel>>
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | Promise<WebAssembly.Module> {
  if (bytes.length > MOST_BYTES_AT_ONCE) return WebAssembly.compile(bytes)
  try {
    return new WebAssembly.Module(bytes)
  } catch (error) {
    if (error instanceof RangeError) return WebAssembly.compile(bytes) // a page's main thread may compile little at once
    throw error
  }
}
