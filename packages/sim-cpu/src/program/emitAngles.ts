/**
 * Angles of V rows at once, from the columns of the rows: the polynomials of the angle table, as straight-line code.
 *
 * Constants of the program are read from memory, so that the code depends on the structure alone. Where a call has large angles, terms are reduced as in
 * `writeRowAngles`.
 */
import type { AngleTable } from '@ketwork/circuit'
import { type emitReduceAngle, type Expression, f64, f64x2, type FunctionBuilder, type Local, v128 } from '@ketwork/math/wasm'

type Address = Expression<'i32' | 'i64'>

/** Where the numbers behind the angles stand, all f64. */
export interface AngleSources {
  readonly constants: Address
  /** One row's columns, or that of each lane. */
  readonly parameters: readonly Address[]
  readonly features: readonly Address[]
  readonly reduce: ReturnType<typeof emitReduceAngle>
  /** 0 where no term of the call is a large angle. */
  readonly hasLargeAngles: Local<'i32'>
}

export class AngleEmitter {
  readonly #f: FunctionBuilder
  readonly #table: AngleTable
  readonly #sources: AngleSources
  /** Vectors of two rows that make up the lanes. */
  readonly #pairs: number
  readonly #symbols = new Map<number, readonly Local<'v128'>[]>()

  constructor(f: FunctionBuilder, table: AngleTable, sources: AngleSources, lanes: number) {
    this.#f = f
    this.#table = table
    this.#sources = sources
    this.#pairs = lanes / 2
  }

  /** The angle of a slot times a factor, two rows a vector. */
  angle(slot: number, factor: number): readonly Local<'v128'>[] {
    const { termStarts } = this.#table
    const sums = Array.from({ length: this.#pairs }, (): Expression<'v128'> => splat(0))
    for (let term = termStarts[slot]; term < termStarts[slot + 1]; term++) {
      const products = this.#term(term)
      products.forEach((product, pair) => (sums[pair] = f64x2.add(sums[pair], product)))
    }
    return sums.map((sum) => this.#f.let(f64x2.mul(sum, splat(factor))))
  }

  #term(term: number): Expression<'v128'>[] {
    const { coefficients, factorStarts, factors, parameters } = this.#table
    const coefficient = v128.load64_splat(this.#sources.constants, { offset: 8 * coefficients[term] })
    const products = Array.from({ length: this.#pairs }, (): Expression<'v128'> => coefficient)
    for (let i = factorStarts[term]; i < factorStarts[term + 1]; i++) {
      const symbol = factors[i]
      const own = symbol < parameters ? this.#sources.parameters : this.#sources.features
      const values = this.#symbol(symbol, own, symbol < parameters ? symbol : symbol - parameters)
      values.forEach((value, pair) => (products[pair] = f64x2.mul(products[pair], value)))
    }
    const angles = products.map((product) => this.#f.let(product))
    this.#f.if(this.#sources.hasLargeAngles, () => {
      for (const angle of angles) this.#f.set(angle, this.#sources.reduce({ angles: angle }))
    })
    return angles
  }

  #symbol(symbol: number, rows: readonly Address[], column: number): readonly Local<'v128'>[] {
    const known = this.#symbols.get(symbol)
    if (known !== undefined) return known
    const offset = 8 * column
    const made = Array.from({ length: this.#pairs }, (_, pair) => {
      if (rows.length === 1) return this.#f.let(v128.load64_splat(rows[0], { offset }))
      const first = v128.load64_splat(rows[2 * pair], { offset })
      return this.#f.let(f64x2.replace_lane(first, 1, f64.load(rows[2 * pair + 1], { offset })))
    })
    this.#symbols.set(symbol, made)
    return made
  }
}

function splat(value: number): Expression<'v128'> {
  return f64x2.const(value, value)
}
