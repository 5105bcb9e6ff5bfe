/**
 * Tables of diagonal gates in a pass: amplitude z is multiplied by exp(i s T[z]), with T in memory and one number s a row.
 *
 * Where T has few values in whole multiples of a unit, as the cuts of a graph (within 1e-12 of the largest: `tableLevels`), memory has for each amplitude which of them it is,
 * and cosine and sine of all values are looked up. Otherwise it has T itself, f64 in both precisions, and cosine and sine are computed where they are used: with s T = pi (m + r) and |r| <= 1/2, by fdlibm's
 * polynomials on pi r / 2, which is at most pi / 4, then cos pi r = 1 - 2 sin^2, sin pi r = 2 sin cos, both with the sign of m. So tables may have any weights, and r is
 * exact to an ulp of s T. Where that is large, memory has s T itself for the row at hand, reduced (s is 1 then), and T for the derivatives apart from it.
 */
import {
  type Expression,
  f32x4,
  f64,
  f64x2,
  type FunctionBuilder,
  i32,
  i64,
  i64x2,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
} from '@ketwork/math/wasm'
import { type OffsetArithmetic, offsets } from '../kernels/addresses.ts'
import { type NumberFormat, numberFormat } from '../kernels/numberFormat.ts'
import type { Cell, CellGroup, Vector } from './CellGroup.ts'
import { deposit } from './deposit.ts'
import type { StepFormat } from './stepContext.ts'
import type { LocalPass } from './localPass.ts'
import { CELL_SHIFT, type PassScope } from './PassScope.ts'

const VECTOR_BYTES = 16
/** log2 of the bytes that an amplitude has in memory: of T, or of where its value stands among all. */
const SUM_SHIFT = 3
const PLACE_SHIFT = 1
/** x + ROUND is rounded to a whole number, whose parity is the lowest bit. */
const ROUND = 1.5 * 2 ** 52
/** Of sin(pi r / 2) / r and cos(pi r / 2), in powers of r^2. */
const SIN = scaled(
  1,
  [
    1, -1.66666666666666324348e-1, 8.33333333332248946124e-3, -1.98412698298579493134e-4, 2.75573137070700676789e-6,
    -2.50507602534068634195e-8, 1.58969099521155010221e-10,
  ],
)
const COS = scaled(
  0,
  [
    1, -0.5, 4.16666666666666019037e-2, -1.38888888888741095749e-3, 2.48015872894767294178e-5, -2.75573143513906633035e-7,
    2.0875723212981748279e-9, -1.13596475577881948265e-11,
  ],
)
/** How many of them single precision needs. */
const SINGLE = { sin: 5, cos: 6 }

function scaled(power: number, coefficients: readonly number[]): readonly number[] {
  return coefficients.map((coefficient, k) => coefficient * (Math.PI / 2) ** (2 * k + power))
}

/** What a table says of a cell. */
interface TableCell {
  readonly c: Local<'v128'>
  readonly s: Local<'v128'>
  /** T in the precision of the amplitudes. */
  readonly sums: Expression<'v128'>
}

interface Table {
  /** s / pi. */
  readonly turns: Local<'v128'>
  /** Of T, or of the places. */
  readonly base: Local<'i32' | 'i64'>
  /** What the places count from. */
  readonly values: Local<'i32' | 'i64'>
  readonly hasValues: Local<'i32'>
  /** From what the phases are computed of to T, in bytes. */
  readonly weights: Local<'i32' | 'i64'>
  /** Index bits of the block above the lanes. */
  readonly cells: number
}

export class PassTables {
  readonly #at: OffsetArithmetic
  readonly #f: FunctionBuilder
  readonly #format: StepFormat
  readonly #numbers: NumberFormat
  readonly #scope: PassScope
  readonly #outer: Local<'i32'>
  readonly #tables = new Map<number, Table>()
  readonly #constants = new Map<string, Local<'v128'>>()

  /**
   * Reads what the loops do not change.
   *
   * @param coefficients for each step where its own begin, in bytes from `base`
   */
  constructor(module: ModuleBuilder, format: StepFormat, scope: PassScope, { outer, base, coefficients }: TablePlaces) {
    this.#at = offsets(module)
    this.#f = scope.f
    this.#format = format
    this.#numbers = numberFormat(format.precision)
    this.#scope = scope
    this.#outer = outer
    scope.pass.steps.forEach((step, index) => {
      if (step.kind !== 'table') return
      const offset = coefficients[index]
      const values = f64.load(base, { offset: offset + 16 })
      this.#tables.set(index, {
        turns: scope.f.let(v128.load64_splat(base, { offset })),
        base: scope.f.let(addressFrom(module, f64.load(base, { offset: offset + 8 }))),
        values: scope.f.let(addressFrom(module, values)),
        hasValues: scope.f.let(f64.ne(values, 0)),
        weights: scope.f.let(addressFrom(module, f64.load(base, { offset: offset + 24 }))),
        cells: step.block & ~((1 << format.laneBits) - 1),
      })
    })
    if (this.#tables.size > 0) this.#keepConstants()
  }

  /**
   * Multiplies the cells of groups by the phases of table step `index`, or by their conjugates; the first cell of each stands at `offset` bytes of the block.
   *
   * @param work with a derivative T times the weights of the cells is added to its total
   */
  apply(index: number, offset: Expression<'i32'>, work: TableWork): void {
    const table = this.#tables.get(index)!
    const first = this.#f.let(i32.or(this.#outer, deposit(i32.shr_u(offset, CELL_SHIFT), table.cells, 0)))
    this.#f.if(
      table.hasValues,
      () => this.#eachCell(table, first, PLACE_SHIFT, (address, at) => this.#lookUp(table, address, at), work),
      () => this.#eachCell(table, first, SUM_SHIFT, (address, at) => this.#compute(table, address, at), work),
    )
  }

  #eachCell(table: Table, first: Local<'i32'>, shift: number, read: ReadCell, { groups, inverse, derivative }: TableWork): void {
    const f = this.#f
    const place = placeOf(this.#scope.pass, table)
    const addressOf = (entry: Expression<'i32'>) => f.let(this.#at.add(table.base, this.#at.from(i32.shl(entry, shift))))
    const plain = this.#scope.pass.directions.every((direction) => (direction & (direction - 1)) === 0)
    const start = plain ? addressOf(first) : undefined
    for (let index = 0; index < 1 << this.#scope.pass.directions.length; index++) {
      const entries = place(this.#scope.shift(index))
      const cell = start === undefined ? read(addressOf(i32.xor(first, entries)), 0) : read(start, entries * 2 ** shift)
      if (derivative !== undefined)
        f.set(derivative.total, this.#numbers.madd(f.let(cell.sums), derivative.weights[index], derivative.total))
      for (const group of groups) this.#multiply(cell, group.whole(index), inverse)
    }
  }

  #multiply({ c, s }: TableCell, { re, im }: Required<Cell>, inverse: boolean): void {
    const { mul, madd, nmadd } = this.#numbers
    const [plus, minus] = inverse ? [nmadd, madd] : [madd, nmadd]
    const turned = this.#f.let(minus(s, im, mul(c, re)))
    this.#f.set(im, plus(s, re, mul(c, im)))
    this.#f.set(re, turned)
  }

  /** What the values say whose places are at `address + offset`. */
  #lookUp(table: Table, address: Local<'i32' | 'i64'>, offset: number): TableCell {
    const f = this.#f
    const values = Array.from({ length: this.#format.lanes }, (_, lane) => {
      const place = i32.load16_u(address, { offset: offset + lane * 2 ** PLACE_SHIFT })
      const at = f.let(this.#at.add(table.values, this.#at.from(place)))
      return { at, first: f.let(v128.load(at)) }
    })
    const [a, b, ...others] = values
    if (others.length === 0) {
      return {
        c: f.let(f64x2.shuffle(a.first, b.first, [0, 2])),
        s: f.let(f64x2.shuffle(a.first, b.first, [1, 3])),
        sums: f64x2.shuffle(v128.load(a.at, { offset: VECTOR_BYTES }), v128.load(b.at, { offset: VECTOR_BYTES }), [0, 2]),
      }
    }
    const [d, e] = others
    const pick = (lanes: readonly number[]) => [f32x4.shuffle(a.first, b.first, lanes), f32x4.shuffle(d.first, e.first, lanes)] as const
    const [low, high] = pick([0, 4, 1, 5]).map((half) => f.let(half))
    return {
      c: f.let(f32x4.shuffle(low, high, [0, 1, 4, 5])),
      s: f.let(f32x4.shuffle(low, high, [2, 3, 6, 7])),
      sums: f32x4.shuffle(...pick([2, 6, 2, 6]), [0, 1, 4, 5]),
    }
  }

  /** What T at `address + offset` says. */
  #compute(table: Table, address: Local<'i32' | 'i64'>, offset: number): TableCell {
    const f = this.#f
    const round = this.#constant('f64', ROUND)
    const halves = Array.from({ length: this.#format.lanes / 2 }, (_, half) => {
      const sums = f.let(v128.load(address, { offset: offset + VECTOR_BYTES * half }))
      const rounded = f.let(f64x2.relaxed_madd(sums, table.turns, round))
      return { rounded, rest: f.let(f64x2.relaxed_madd(sums, table.turns, f64x2.sub(round, rounded))) }
    })
    const weights = (half: number) => v128.load(this.#at.add(address, table.weights), { offset: offset + VECTOR_BYTES * half })
    const [low, high] = halves
    if (high === undefined) return { ...this.#phase(low.rest, i64x2.shl(low.rounded, 63)), sums: weights(0) }
    const parities = i32x4.shuffle(low.rounded, high.rounded, [0, 2, 4, 6])
    return { ...this.#phase(f.let(narrow(low.rest, high.rest)), i32x4.shl(parities, 31)), sums: narrow(weights(0), weights(1)) }
  }

  /** cos pi r and sin pi r with the sign bits of a vector. */
  #phase(r: Local<'v128'>, signs: Expression<'v128'>): Pick<TableCell, 'c' | 's'> {
    const f = this.#f
    const { mul, add, nmadd } = this.#numbers
    const sign = f.let(signs)
    const square = f.let(mul(r, r))
    const sin = f.let(mul(r, this.#polynomial(square, SIN, SINGLE.sin)))
    const double = f.let(add(sin, sin))
    const cos = this.#polynomial(square, COS, SINGLE.cos)
    return {
      c: f.let(v128.xor(sign, nmadd(double, sin, this.#constant(this.#format.precision, 1)))),
      s: f.let(v128.xor(sign, mul(double, cos))),
    }
  }

  #polynomial(square: Local<'v128'>, coefficients: readonly number[], single: number): Local<'v128'> {
    const { precision } = this.#format
    const { madd } = this.#numbers
    const [last, ...others] = coefficients.slice(0, precision === 'f64' ? undefined : single).reverse()
    return others.reduce(
      (sum, coefficient) => this.#f.let(madd(square, sum, this.#constant(precision, coefficient))),
      this.#constant(precision, last),
    )
  }

  /** Variables, because constants of vectors take several instructions each time. */
  #keepConstants(): void {
    this.#constant('f64', ROUND)
    this.#constant(this.#format.precision, 1)
    for (const coefficients of [SIN, COS]) for (const coefficient of coefficients) this.#constant(this.#format.precision, coefficient)
  }

  #constant(precision: 'f64' | 'f32', value: number): Local<'v128'> {
    const key = `${precision} ${value}`
    const known = this.#constants.get(key)
    if (known !== undefined) return known
    const made = this.#f.let(precision === 'f64' ? f64x2.const(value, value) : f32x4.const(value, value, value, value))
    this.#constants.set(key, made)
    return made
  }
}

type ReadCell = (address: Local<'i32' | 'i64'>, offset: number) => TableCell

export interface TableWork {
  readonly groups: readonly CellGroup[]
  readonly inverse: boolean
  readonly derivative?: { readonly weights: readonly Vector[]; readonly total: Local<'v128'> }
}

export interface TablePlaces {
  readonly outer: Local<'i32'>
  readonly base: Expression<'i32' | 'i64'>
  readonly coefficients: readonly number[]
}

/** Where a cell that differs by a mask of the block's cells stands in the table, in entries. */
function placeOf({ cellBits }: LocalPass, { cells }: Table): (shift: number) => number {
  const bits = Array.from({ length: 31 }, (_, bit) => bit).filter((bit) => ((cells >>> bit) & 1) === 1)
  return (shift) =>
    Array.from({ length: cellBits }, (_, cell) => (((shift >>> cell) & 1) === 0 ? 0 : 2 ** bits[cell])).reduce((a, b) => a + b, 0)
}

function addressFrom(module: ModuleBuilder, number: Expression<'f64'>): Expression<'i32' | 'i64'> {
  return module.address.type === 'i64' ? i64.trunc_f64_u(number) : i32.trunc_f64_u(number)
}

function narrow(low: Expression<'v128'>, high: Expression<'v128'>): Expression<'v128'> {
  return f32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), [0, 1, 4, 5])
}
