/**
 * WebAssembly modules from TypeScript: one builder on which every compute kernel is written.
 *
 * Nothing is parsed and nothing is optimised here: expressions are written as they stand and the engine's compiler does the rest.
 * A module has functions, imported functions, exports and at most one memory; constants stand in the code or in the memory.
 *
 * @see WebAssembly Core Specification 3.0, section 5.5 (sections), and its relaxed SIMD, threads and memory64 parts
 */
import { ByteWriter } from './ByteWriter.ts'
import { type AddressType, type Expression, type Operand, select, toExpression, type ValueType, valueTypeByte } from './Expression.ts'
import type { CodeTally } from './CodeTally.ts'
import { createLocal, FunctionBuilder, type Local } from './FunctionBuilder.ts'
import { i32, i64 } from './scalar.ts'

/** What the engine that will run the module has. */
export interface ModuleOptions {
  /** Fused multiply-add as one instruction; false (a product and a sum, which every engine with SIMD runs) when omitted. */
  readonly relaxedSimd?: boolean
  /** 64-bit addresses, for a memory above 4 GiB; false when omitted. */
  readonly memory64?: boolean
}

/** Size of a memory in pages of 64 KiB. */
export interface MemoryLimits {
  readonly initial: number
  /** How far it may grow; a shared memory needs it. */
  readonly maximum?: number
  /** Between threads; false when omitted. */
  readonly shared?: boolean
}

/** Parameters by name, in the order in which JavaScript passes them. */
export type Parameters = Readonly<Record<string, ValueType>>

export interface Signature<P extends Parameters, R extends ValueType> {
  readonly parameters: P
  readonly result?: R
}

/** A function of the module: called with its arguments by name it gives an expression, evaluated in the order of the parameters. */
export interface WasmFunction<P extends Parameters = Parameters, R extends ValueType | 'none' = ValueType | 'none'> {
  (operands: { readonly [N in keyof P]: Operand<P[N]> }): Expression<R>
  readonly index: number
}

/** Arithmetic on addresses: that of i32, or of i64 in a module with memory64; numbers become constants of that type. */
export interface AddressArithmetic {
  readonly type: AddressType
  readonly const: (value: number) => Expression<AddressType>
  readonly add: AddressBinary
  readonly sub: AddressBinary
  readonly mul: AddressBinary
  readonly and: AddressBinary
  /** Shifted right by one bit. */
  readonly half: (a: AddressOperand) => Expression<AddressType>
  /** Unsigned. */
  readonly min: AddressBinary
  /** Unsigned. */
  readonly lessThan: (a: AddressOperand, b: AddressOperand) => Expression<'i32'>
}
type AddressOperand = Expression<AddressType> | number
type AddressBinary = (a: AddressOperand, b: AddressOperand) => Expression<AddressType>

/**
 * The bytes of a WebAssembly module.
 *
 * @param options must be features that the engine has (`platformCapabilities()` tells), otherwise the engine refuses the module
 * @throws TypeError when an operand has another type than its instruction takes; the text names both
 *
 * @example
 * // y += a x for n numbers, two at a time
 * const bytes = buildModule({ relaxedSimd: false }, (module) => {
 *   module.importMemory('env', 'memory', { initial: 1 })
 *   module.exportFunction('axpy', { parameters: { n: 'i32', a: 'f64', x: 'i32', y: 'i32' } }, (f, { n, a, x, y }) => {
 *     const factor = f.let(f64x2.splat(a))
 *     f.loop({ to: i32.mul(n, 8), step: 16 }, (at) => {
 *       const place = f.let(i32.add(y, at))
 *       f.do(v128.store(place, f64x2.relaxed_madd(factor, v128.load(i32.add(x, at)), v128.load(place))))
 *     })
 *   })
 * })
 * const memory = new WebAssembly.Memory({ initial: 1 })
 * const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } })
 */
export function buildModule(options: ModuleOptions, define: (module: ModuleBuilder) => void): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(options)
  define(module)
  return module.toBytes()
}

/** A module in the making; `buildModule` hands it out. */
export class ModuleBuilder {
  readonly relaxedSimd: boolean
  /** Counts and addresses in the module's address type. */
  readonly address: AddressArithmetic
  readonly #memory64: boolean
  readonly #types = new Map<string, number>()
  readonly #imports: ByteWriter[] = []
  readonly #exports: ByteWriter[] = []
  readonly #functionTypes: number[] = []
  readonly #bodies: Uint8Array[] = []
  readonly #tallies: CodeTally[] = []
  /** Indices of exported functions, in order. */
  readonly #exported: number[] = []
  #importedFunctions = 0
  #ownMemory: Uint8Array | undefined
  #hasMemory = false

  constructor({ relaxedSimd = false, memory64 = false }: ModuleOptions) {
    this.relaxedSimd = relaxedSimd
    this.#memory64 = memory64
    this.address = addressArithmetic(memory64)
  }

  /** Takes the memory from the caller. */
  importMemory(from: string, name: string, limits: MemoryLimits): void {
    const bytes = this.#limits(limits)
    this.#imports.push(new ByteWriter().name(from).name(name).byte(2).copy(bytes))
  }

  /** Gives the module a memory of its own and exports it. */
  exportMemory(name: string, limits: MemoryLimits): void {
    this.#ownMemory = this.#limits(limits)
    this.#exports.push(new ByteWriter().name(name).byte(2).byte(0))
  }

  /** Takes a function from the caller; before any function is defined. */
  importFunction<P extends Parameters, R extends ValueType = never>(
    from: string,
    name: string,
    signature: Signature<P, R>,
  ): WasmFunction<P, [R] extends [never] ? 'none' : R> {
    if (this.#bodies.length > 0) throw new RangeError(`import ${from}.${name} before the first function is defined`)
    this.#imports.push(new ByteWriter().name(from).name(name).byte(0).unsigned(this.#typeIndex(signature)))
    return this.#callable(name, this.#importedFunctions++, signature)
  }

  /** Defines a function for later ones to call. */
  function<const P extends Parameters, R extends ValueType = never>(
    signature: Signature<P, R>,
    body: (f: FunctionBuilder, parameters: { readonly [N in keyof P]: Local<P[N]> }) => void,
  ): WasmFunction<P, [R] extends [never] ? 'none' : R> {
    const settings = { relaxedSimd: this.relaxedSimd, addressType: this.address.type, module: this }
    const types = Object.entries(signature.parameters)
    const f = new FunctionBuilder(types.length, signature.result ?? 'none', settings)
    const parameters = Object.fromEntries(types.map(([name, type], i) => [name, createLocal(type, i, f)]))
    body(f, parameters as unknown as { readonly [N in keyof P]: Local<P[N]> })
    this.#functionTypes.push(this.#typeIndex(signature))
    this.#bodies.push(f.toBytes())
    this.#tallies.push(f.tally)
    return this.#callable('a function', this.#importedFunctions + this.#bodies.length - 1, signature)
  }

  /** Defines a function that JavaScript calls too, with its arguments in order; an i64 is a bigint there. */
  exportFunction<const P extends Parameters, R extends ValueType = never>(
    name: string,
    signature: Signature<P, R>,
    body: (f: FunctionBuilder, parameters: { readonly [N in keyof P]: Local<P[N]> }) => void,
  ): WasmFunction<P, [R] extends [never] ? 'none' : R> {
    const made = this.function(signature, body)
    this.export(name, made)
    return made
  }

  /** Exports a function that an emitter defined. */
  export(name: string, made: { readonly index: number }): void {
    this.#exports.push(new ByteWriter().name(name).byte(0).unsigned(made.index))
    this.#exported.push(made.index)
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter().append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
    const types = [...this.#types.keys()].map((key) => Uint8Array.from(key.split(','), Number))
    section(out, 1, types)
    section(
      out,
      2,
      this.#imports.map(({ bytes }) => bytes),
    )
    section(
      out,
      3,
      this.#functionTypes.map((type) => new ByteWriter().unsigned(type).bytes),
    )
    section(out, 5, this.#ownMemory === undefined ? [] : [this.#ownMemory])
    section(
      out,
      7,
      this.#exports.map(({ bytes }) => bytes),
    )
    section(
      out,
      10,
      this.#bodies.map((body) => new ByteWriter(body.length + MOST_COUNT_BYTES).prefixed(body).bytes),
    )
    const shares = new ByteWriter().name(VECTOR_SECTION).copy(this.#vectorShares())
    return out.byte(0).prefixed(shares.bytes).bytes.slice()
  }

  /** Of each exported function, a byte. */
  #vectorShares(): Uint8Array {
    const tallyOf = (index: number) => this.#tallies[index - this.#importedFunctions]
    return Uint8Array.from(this.#exported, (index) => Math.round(255 * (tallyOf(index)?.share(tallyOf) ?? 0)))
  }

  #limits({ initial, maximum, shared = false }: MemoryLimits): Uint8Array {
    if (this.#hasMemory) throw new RangeError('a module has one memory, and this one has it already')
    if (shared && maximum === undefined) throw new RangeError('a shared memory needs a maximum')
    this.#hasMemory = true
    const flags = (maximum === undefined ? 0 : 1) + (shared ? 2 : 0) + (this.#memory64 ? 4 : 0)
    const out = new ByteWriter().byte(flags).unsigned(initial)
    return maximum === undefined ? out.bytes : out.unsigned(maximum).bytes
  }

  #typeIndex({ parameters, result }: Signature<Parameters, ValueType>): number {
    const out = new ByteWriter().byte(0x60).prefixed(Uint8Array.from(Object.values(parameters), valueTypeByte))
    const key = out.prefixed(Uint8Array.from(result === undefined ? [] : [valueTypeByte(result)])).bytes.join(',')
    const known = this.#types.get(key)
    if (known !== undefined) return known
    this.#types.set(key, this.#types.size)
    return this.#types.size - 1
  }

  #callable<P extends Parameters, R extends ValueType>(
    name: string,
    index: number,
    { parameters, result }: Signature<P, R>,
  ): WasmFunction<P, [R] extends [never] ? 'none' : R> {
    const call = (operands: Readonly<Record<string, unknown>>): Expression => {
      const values = Object.entries(parameters).map(([key, type]) => toExpression(operands[key], type, `${name} takes ${type} as ${key}`))
      return {
        type: result ?? 'none',
        write: (code) => {
          if (code.module !== this) throw new RangeError(`${name} belongs to another module`)
          for (const value of values) value.write(code)
          code.out.byte(0x10).unsigned(index)
          code.tally.call(index)
        },
      }
    }
    return Object.assign(call, { index }) as unknown as WasmFunction<P, [R] extends [never] ? 'none' : R>
  }
}

/** The section of a module that holds the vector shares of its functions. */
const VECTOR_SECTION = 'vectors'

/**
 * Of each function that a WebAssembly.Module of `buildModule` exports, in order: the part of its work on floating-point numbers (arithmetic, loads, stores) that
 * vector instructions do, from 0 to 1; of what stands in its loops, where it has any there.
 */
export function vectorShares(module: object): Float64Array {
  const [section] = WebAssembly.Module.customSections(module, VECTOR_SECTION)
  return Float64Array.from(section === undefined ? [] : new Uint8Array(section), (share) => share / 255)
}

/** Of a count in LEB128. */
const MOST_COUNT_BYTES = 5

/** A section is left out when it has no entries. */
function section(out: ByteWriter, id: number, entries: readonly Uint8Array[]): void {
  if (entries.length === 0) return
  const content = new ByteWriter(entries.reduce((sum, { length }) => sum + length, MOST_COUNT_BYTES)).unsigned(entries.length)
  for (const entry of entries) content.copy(entry)
  out.byte(id).prefixed(content.bytes)
}

function addressArithmetic(memory64: boolean): AddressArithmetic {
  const { add, sub, mul, and, lt_u, shr_u } = (memory64 ? i64 : i32) as unknown as Record<string, AddressBinary>
  const type = memory64 ? 'i64' : 'i32'
  return {
    type,
    const: memory64 ? i64.const : i32.const,
    ...{ add, sub, mul, and },
    half: (a) => shr_u(a, 1),
    min: (a, b) => {
      const [left, right] = [a, b].map((operand) => toExpression<AddressType>(operand, type, `min takes ${type} addresses`))
      return select(lt_u(left, right) as Expression<'i32'>, left, right)
    },
    lessThan: (a, b) => lt_u(a, b) as Expression<'i32'>,
  }
}
