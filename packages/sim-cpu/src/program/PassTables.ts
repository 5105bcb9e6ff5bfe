/**
 * Tables of diagonal gates in a pass: amplitude z is multiplied by exp(i s T[z]), with T in memory, f64 in both precisions, and one number s a row.
 *
 * Cosine and sine are computed where they are used: with s T = pi (m + r) and |r| <= 1/2, by fdlibm's polynomials on pi r / 2, which is at most pi / 4,
 * then cos pi r = 1 - 2 sin^2, sin pi r = 2 sin cos, both with the sign of m. So tables may have any
 * weights, and r is exact to an ulp of s T.
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
import { numberFormat } from '../kernels/numberFormat.ts'
import type { CellGroup, Vector } from './CellGroup.ts'
import { deposit } from './deposit.ts'
import type { StepFormat } from './stepContext.ts'
import type { LocalPass } from './localPass.ts'
import { CELL_SHIFT, type PassScope } from './PassScope.ts'

const VECTOR_BYTES = 16
/** log2 of the bytes of a number of a table. */
const ENTRY_SHIFT = 3
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
  readonly sums: Local<'v128'>
}

interface Table {
  /** s / pi. */
  readonly turns: Local<'v128'>
  readonly base: Local<'i32' | 'i64'>
  /** Index bits of the block above the lanes. */
  readonly cells: number
}

export class PassTables {
  readonly #module: ModuleBuilder
  readonly #f: FunctionBuilder
  readonly #format: StepFormat
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
    this.#module = module
    this.#f = scope.f
    this.#format = format
    this.#scope = scope
    this.#outer = outer
    scope.pass.steps.forEach((step, index) => {
      if (step.kind !== 'table') return
      const offset = coefficients[index]
      const address = f64.load(base, { offset: offset + 8 })
      this.#tables.set(index, {
        turns: scope.f.let(v128.load64_splat(base, { offset })),
        base: scope.f.let(module.address.type === 'i64' ? i64.trunc_f64_u(address) : i32.trunc_f64_u(address)),
        cells: step.block & ~((1 << format.laneBits) - 1),
      })
    })
    if (this.#tables.size > 0) this.#keepConstants()
  }

  /** What table step `index` says of all cells of the group whose first cell stands at `offset` bytes of the block. */
  read(index: number, offset: Expression<'i32'>): TableCell[] {
    const table = this.#tables.get(index)!
    const place = placeOf(this.#scope.pass, table)
    const first = i32.shl(i32.or(this.#outer, deposit(i32.shr_u(offset, CELL_SHIFT), table.cells, 0)), ENTRY_SHIFT)
    const plain = this.#scope.pass.directions.every((direction) => (direction & (direction - 1)) === 0)
    const start = this.#f.let(plain ? this.#address(table, first) : first)
    return Array.from({ length: 1 << this.#scope.pass.directions.length }, (_, cell) => {
      const shift = place(this.#scope.shift(cell))
      if (plain) return this.#cell(table, start, shift)
      return this.#cell(table, this.#f.let(this.#address(table, i32.xor(start as Expression<'i32'>, shift))), 0)
    })
  }

  /** Multiplies all cells of a group by the phases, or by their conjugates. */
  apply(cells: readonly TableCell[], group: CellGroup, inverse: boolean): void {
    const { mul, madd, nmadd } = numberFormat(this.#format.precision)
    const [plus, minus] = inverse ? [nmadd, madd] : [madd, nmadd]
    cells.forEach(({ c, s }, index) => {
      const { re, im } = group.whole(index)
      const turned = this.#f.let(minus(s, im, mul(c, re)))
      this.#f.set(im, plus(s, re, mul(c, im)))
      this.#f.set(re, turned)
    })
  }

  /** Adds T times the weights of the cells to `total`. */
  differentiate(cells: readonly TableCell[], weights: readonly Vector[], total: Local<'v128'>): void {
    const { madd } = numberFormat(this.#format.precision)
    cells.forEach(({ sums }, index) => this.#f.set(total, madd(sums, weights[index], total)))
  }

  #address(table: Table, bytes: Expression<'i32'>): Expression<'i32' | 'i64'> {
    return this.#module.address.add(table.base, this.#module.address.type === 'i64' ? i64.extend_i32_u(bytes) : bytes)
  }

  #cell(table: Table, address: Expression<'i32' | 'i64'>, offset: number): TableCell {
    const f = this.#f
    const round = this.#constant('f64', ROUND)
    const halves = Array.from({ length: this.#format.lanes / 2 }, (_, half) => {
      const sums = f.let(v128.load(address, { offset: offset + VECTOR_BYTES * half }))
      const rounded = f.let(f64x2.relaxed_madd(sums, table.turns, round))
      return { sums, rounded, rest: f.let(f64x2.relaxed_madd(sums, table.turns, f64x2.sub(round, rounded))) }
    })
    const [low, high] = halves
    if (high === undefined) return { ...this.#phase(low.rest, i64x2.shl(low.rounded, 63)), sums: low.sums }
    const parities = i32x4.shuffle(low.rounded, high.rounded, [0, 2, 4, 6])
    return { ...this.#phase(f.let(narrow(low.rest, high.rest)), i32x4.shl(parities, 31)), sums: f.let(narrow(low.sums, high.sums)) }
  }

  /** cos pi r and sin pi r with the sign bits of a vector. */
  #phase(r: Local<'v128'>, signs: Expression<'v128'>): Pick<TableCell, 'c' | 's'> {
    const f = this.#f
    const { mul, add, nmadd } = numberFormat(this.#format.precision)
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
    const { madd } = numberFormat(precision)
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

export interface TablePlaces {
  readonly outer: Local<'i32'>
  readonly base: Expression<'i32' | 'i64'>
  readonly coefficients: readonly number[]
}

/** Where a cell that differs by a mask of the block's cells stands in the table, in bytes. */
function placeOf({ cellBits }: LocalPass, { cells }: Table): (shift: number) => number {
  const bits = Array.from({ length: 31 }, (_, bit) => bit).filter((bit) => ((cells >>> bit) & 1) === 1)
  return (shift) =>
    Array.from({ length: cellBits }, (_, cell) => (((shift >>> cell) & 1) === 0 ? 0 : 2 ** (bits[cell] + ENTRY_SHIFT))).reduce(
      (a, b) => a + b,
      0,
    )
}

function narrow(low: Expression<'v128'>, high: Expression<'v128'>): Expression<'v128'> {
  return f32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), [0, 1, 4, 5])
}
