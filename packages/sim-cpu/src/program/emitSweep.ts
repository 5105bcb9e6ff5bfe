/**
 * The function of one sweep over a state that is larger than a block: block by block, all passes on a block before the next one is touched.
 *
 * A block that is a run of memory is worked on where it stands. One with high bits is gathered row by row into scratch memory and scattered back:
 * rows that lie a power of two apart would fall into the same few sets of the cache.
 */
import { popcount } from '@ketwork/math'
import { type Expression, type FunctionBuilder, i32, i64, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { APART_BYTES } from '../kernels/layout.ts'
import { deposit } from './deposit.ts'
import type { ForwardPass } from './emitPass.ts'
import { CELL_SHIFT } from './PassScope.ts'
import type { PlannedSweep } from './programPlan.ts'

const VECTOR_BYTES = 16
/** Vectors that one round of a copy moves, at most. */
const COPIED = 4

type Address = Expression<'i32' | 'i64'>

export interface SweepShape {
  readonly bits: number
  readonly laneBits: number
  readonly sweep: PlannedSweep
}

/** How many blocks a sweep has. */
export function sweepBlocks({ bits, sweep }: SweepShape): number {
  return 2 ** (bits - sweep.block.length)
}

/** Bytes of scratch memory that a thread needs for each state. */
export function sweepScratchBytes({ sweep, laneBits }: SweepShape): number {
  return sweep.contiguous ? 0 : 2 ** (sweep.block.length - laneBits + CELL_SHIFT) + APART_BYTES
}

/** @returns a function of state, coefficients, scratch memory of all threads, first and last block, and thread */
export function emitForwardSweep(module: ModuleBuilder, shape: SweepShape, passes: readonly ForwardPass[]) {
  const at = module.address.type
  const parameters = { state: at, coefficients: at, scratch: at, from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters }, (f, { state, coefficients, scratch, from, to, thread }) => {
    const copier = new BlockCopier(module, f, shape)
    const own = f.let(copier.scratchOf(scratch, thread, 1))
    eachBlock(f, shape, { from, to }, (outer) => {
      const block = copier.enter(state, outer, own)
      shape.sweep.passes.forEach((pass, index) => {
        const base = module.address.add(coefficients, pass.coefficients * VECTOR_BYTES)
        f.do(passes[index]({ state: block, outer, coefficients: base, from: 0, to: 1 }))
      })
      copier.leave(state, outer, own)
    })
  })
}

/** Calls `body` with the index bits outside of each block. */
export function eachBlock(
  f: FunctionBuilder,
  { bits, sweep }: SweepShape,
  range: { readonly from: Local<'i32'>; readonly to: Local<'i32'> },
  body: (outer: Local<'i32'>, number: Local<'i32'>) => void,
): void {
  const outside = sweep.block.reduce((mask, bit) => mask & ~(1 << bit), 2 ** bits - 1)
  f.loop(range, (number) => body(f.let(deposit(number, outside, 0)), number))
}

export class BlockCopier {
  readonly #module: ModuleBuilder
  readonly #f: FunctionBuilder
  readonly #shape: SweepShape
  /** Index bits of the block above its rows. */
  readonly #high: number
  readonly #rowBytes: number

  constructor(module: ModuleBuilder, f: FunctionBuilder, shape: SweepShape) {
    this.#module = module
    this.#f = f
    this.#shape = shape
    const rowBits = shape.sweep.block.findIndex((bit, place) => bit !== place)
    const rows = rowBits === -1 ? shape.sweep.block.length : rowBits
    this.#high = shape.sweep.block.slice(rows).reduce((mask, bit) => mask | (1 << bit), 0)
    this.#rowBytes = 2 ** (rows - shape.laneBits + CELL_SHIFT)
  }

  /** Where the scratch memory of a thread begins, if each has room for so many states. */
  scratchOf(scratch: Address, thread: Expression<'i32'>, states: number): Address {
    const bytes = this.wide(i32.mul(thread, states * sweepScratchBytes(this.#shape)))
    return this.#module.address.add(scratch, bytes)
  }

  /** The address at which the block can be worked on. */
  enter(state: Address, outer: Expression<'i32'>, scratch: Address): Address {
    if (this.#shape.sweep.contiguous) return this.#f.let(this.#place(state, outer))
    this.#eachRow(state, outer, scratch, (row, copy) => this.#copy(row, copy))
    return scratch
  }

  /** Puts a block back that was worked on in scratch memory. */
  leave(state: Address, outer: Expression<'i32'>, scratch: Address): void {
    if (this.#shape.sweep.contiguous) return
    this.#eachRow(state, outer, scratch, (row, copy) => this.#copy(copy, row))
  }

  #eachRow(state: Address, outer: Expression<'i32'>, scratch: Address, body: (row: Address, copy: Address) => void): void {
    const f = this.#f
    const copy = f.let(scratch)
    f.loop({ to: 2 ** popcount(this.#high) }, (row) => {
      body(f.let(this.#place(state, i32.or(outer, deposit(row, this.#high, 0)))), copy)
      f.set(copy, this.#module.address.add(copy, this.#rowBytes))
    })
  }

  #copy(from: Address, to: Address): void {
    const at = this.#module.address
    const vectors = Math.min(COPIED, this.#rowBytes / VECTOR_BYTES)
    this.#f.loop({ from: at.const(0), to: at.const(this.#rowBytes), step: vectors * VECTOR_BYTES }, (offset) => {
      const [source, target] = [this.#f.let(at.add(from, offset)), this.#f.let(at.add(to, offset))]
      for (let i = 0; i < vectors; i++)
        this.#f.do(v128.store(target, v128.load(source, { offset: VECTOR_BYTES * i }), { offset: VECTOR_BYTES * i }))
    })
  }

  /** Address of the amplitude with this index, whose lane bits are zero. */
  #place(state: Address, index: Expression<'i32'>): Address {
    const at = this.#module.address
    const cell = this.wide(i32.shr_u(index, this.#shape.laneBits))
    return at.add(state, at.mul(cell, 1 << CELL_SHIFT))
  }

  /** A number in the module's address type. */
  wide(value: Expression<'i32'>): Address {
    return this.#module.address.type === 'i64' ? i64.extend_i32_u(value) : value
  }
}
