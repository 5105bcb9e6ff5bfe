/**
 * What every kernel of a step is written from: its record, the patterns over lanes, its coefficients, and a walk over
 * the cells that it meets.
 */
import {
  type AddressType,
  type Expression,
  type FunctionBuilder,
  i32,
  i8x16,
  type Local,
  type ModuleBuilder,
  v128,
} from '@ketwork/math/wasm'
import { type OffsetArithmetic, offsets } from '../../kernels/addresses.ts'
import { CELL_BYTES, type StateLayout } from '../../kernels/layout.ts'
import { type NumberFormat, numberFormat } from '../../kernels/numberFormat.ts'
import type { Part } from '../CellGroup.ts'
import { PATTERN, RECORD } from './stepRecords.ts'

export type Vector = Expression<'v128'>
type Address = Expression<AddressType>

export interface StepShape {
  readonly layout: StateLayout
  /** What states have: both parts, or real parts alone. */
  readonly parts: readonly Part[]
}

/**
 * Of every kernel: the state, the step's record, the coefficients of its pass, the patterns, the bytes of the state,
 * and whether the step is undone (1) or done (0).
 */
export function stepParameters(at: AddressType) {
  return { state: at, record: at, coefficients: at, patterns: at, bytes: 'i32', inverse: 'i32' } as const
}

type Parameters = { readonly [N in keyof ReturnType<typeof stepParameters>]: Local<ReturnType<typeof stepParameters>[N]> }

const PART_OFFSET: Readonly<Record<Part, number>> = { re: 0, im: 16 }
const VECTOR_BYTES = 16

export class StepKernel {
  readonly f: FunctionBuilder
  readonly at: OffsetArithmetic
  readonly numbers: NumberFormat
  readonly parts: readonly Part[]
  readonly given: Parameters

  constructor(module: ModuleBuilder, f: FunctionBuilder, { layout, parts }: StepShape, given: Parameters) {
    this.f = f
    this.at = offsets(module)
    this.numbers = numberFormat(layout.precision)
    this.parts = parts
    this.given = given
  }

  /** A number of a record: the step's own unless another is given. */
  field(name: keyof typeof RECORD, record: Address = this.given.record): Expression<'i32'> {
    const offset = RECORD[name]
    return offset < RECORD.lanes ? i32.load(record, { offset }) : i32.load8_u(record, { offset })
  }

  /** The sign bits, or ones, of the lanes that a record names. */
  pattern(table: keyof typeof PATTERN, name: keyof typeof RECORD, record: Address = this.given.record): Vector {
    const place = this.at.from(i32.mul(this.field(name, record), VECTOR_BYTES))
    return v128.load(this.at.add(this.given.patterns, place), { offset: PATTERN[table] })
  }

  /** Vector `index` of a record's coefficients. */
  coefficient(index: number, record: Address = this.given.record): Vector {
    return v128.load(this.coefficients(record), { offset: VECTOR_BYTES * index })
  }

  coefficients(record: Address = this.given.record): Local<AddressType> {
    return this.f.let(this.at.add(this.given.coefficients, this.at.from(this.field('coefficients', record))))
  }

  /** Sign bits where the step is undone. */
  get inversion(): Vector {
    return this.numbers.signOf(this.given.inverse)
  }

  /**
   * A walk over the cells with `ones` at the bits `fixed`, from low to high; `next` gives the cell behind the one at
   * hand.
   */
  eachCell(fixed: Expression<'i32'>, ones: Expression<'i32'>, body: (offset: Local<'i32'>, next: () => Expression<'i32'>) => void): void {
    const { f } = this
    const held = f.let(fixed)
    const value = f.let(ones)
    const offset = f.let(value)
    const free = f.let(i32.xor(held, -1))
    const beyond = (): Expression<'i32'> => i32.add(i32.or(offset, held), CELL_BYTES)
    const kept = (further: Expression<'i32'>): Expression<'i32'> => i32.or(i32.and(further, free), value)
    f.repeat((again) => {
      body(offset, () => kept(beyond()))
      f.set(offset, beyond())
      f.if(i32.lt_u(offset, this.given.bytes), () => {
        f.set(offset, kept(offset))
        f.branch(again)
      })
    })
  }

  /** Where a cell of the state stands. */
  cellAt(offset: Expression<'i32'>, state: Address = this.given.state): Local<AddressType> {
    return this.f.let(this.at.add(state, this.at.from(offset)))
  }

  load(cell: Address, part: Part): Local<'v128'> {
    return this.f.let(v128.load(cell, { offset: PART_OFFSET[part] }))
  }

  store(cell: Address, part: Part, value: Vector): void {
    this.f.do(v128.store(cell, value, { offset: PART_OFFSET[part] }))
  }

  /** Parity of an offset at the bits of a mask. */
  parity(offset: Expression<'i32'>, mask: Expression<'i32'>): Expression<'i32'> {
    return i32.and(i32.popcnt(i32.and(offset, mask)), 1)
  }

  /** `made` in the lanes of the mask, `kept` in the others. */
  chosen(mask: Vector, made: Vector, kept: Vector): Vector {
    return v128.bitselect(made, kept, mask)
  }

  /** A vector with its lanes exchanged; as it is without an exchange. */
  turned(vector: Vector, exchange: Vector | undefined): Vector {
    return exchange === undefined ? vector : i8x16.swizzle(vector, exchange)
  }
}
