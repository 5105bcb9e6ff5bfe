/**
 * Offsets into a state: integers of the module's address type, with the operations that `ModuleBuilder.address` leaves out.
 *
 * An offset counts bytes from a base, so that bit b of a cell index is bit b + 5 of an offset: XORs and parities work on offsets as they do on indices.
 */
import { type AddressType, type Address, type AccessOptions, type Expression, i32, i64, type ModuleBuilder } from '@ketwork/math/wasm'
import { CELL_BYTES } from './layout.ts'

type Offset = Expression<AddressType>
type Binary = (a: Offset, b: Offset | number) => Offset

export interface OffsetArithmetic {
  readonly type: AddressType
  readonly const: (value: number) => Offset
  readonly add: Binary
  readonly sub: Binary
  readonly mul: Binary
  readonly and: Binary
  readonly or: Binary
  readonly xor: Binary
  readonly shl: Binary
  /** Unsigned. */
  readonly shr: Binary
  readonly eqz: (a: Offset) => Expression<'i32'>
  /** Number of ones. */
  readonly ones: (a: Offset) => Expression<'i32'>
  /** The highest one alone; not of 0. */
  readonly topBit: (a: Offset) => Offset
  /** An address or offset from the memory, where it takes 8 bytes in every module. */
  readonly load: (address: Address, options?: AccessOptions) => Offset
  /** An unsigned count or index. */
  readonly from: (count: Expression<'i32'>) => Offset
  /** The lowest 32 bits. */
  readonly low: (a: Offset) => Expression<'i32'>
  /** Of a cell, by its index. */
  readonly ofCell: (cell: Expression<'i32'>) => Offset
}

export function offsets(module: ModuleBuilder): OffsetArithmetic {
  const wide = module.address.type === 'i64'
  const { add, sub, mul, and, or, xor, shl, shr_u, eqz, load } = (wide ? i64 : i32) as unknown as Record<string, Binary> & {
    readonly eqz: OffsetArithmetic['eqz']
    readonly load: OffsetArithmetic['load']
  }
  const from: OffsetArithmetic['from'] = (count) => (wide ? i64.extend_i32_u(count) : count)
  const low: OffsetArithmetic['low'] = (a) => (wide ? i32.wrap_i64(a as Expression<'i64'>) : (a as Expression<'i32'>))
  return {
    type: module.address.type,
    const: module.address.const,
    ...{ add, sub, mul, and, or, xor, shl, shr: shr_u, eqz, load },
    ones: (a) => (wide ? i32.wrap_i64(i64.popcnt(a as Expression<'i64'>)) : i32.popcnt(a as Expression<'i32'>)),
    topBit: (a) => (wide ? i64.shr_u(1n << 63n, i64.clz(a as Expression<'i64'>)) : i32.shr_u(2 ** 31, i32.clz(a as Expression<'i32'>))),
    from,
    low,
    ofCell: (cell) => mul(from(cell), CELL_BYTES),
  }
}
