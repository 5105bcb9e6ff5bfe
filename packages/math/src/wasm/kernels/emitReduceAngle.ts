/** `reduceAngle` for two angles at once, to the same bits: for kernels that meet a large angle, which is seldom, so it is brief and not fast. */
import { FOUR_PI_PARTS, FRACTION_UNIT, INVERSE_WORDS, LARGE_ANGLE, MOST_BY_PARTS, MOST_QUARTER_TURNS } from '../../reduceAngle.ts'
import type { ModuleBuilder } from '../buildModule.ts'
import type { Expression } from '../Expression.ts'
import type { FunctionBuilder, Local } from '../FunctionBuilder.ts'
import { f64, i32, i64 } from '../scalar.ts'
import { f64x2, v128 } from '../vector.ts'

const { abs, mul, sub, eq, le, div, nearest } = f64x2

/** A function from two angles to two angles: those up to `LARGE_ANGLE` as they are, the others less whole multiples of 4 pi. */
export function emitReduceAngle(module: ModuleBuilder) {
  const byFraction = emitByFraction(module)
  return module.function({ parameters: { angles: 'v128' }, result: 'v128' }, (f, { angles }) => {
    const size = f.let(abs(angles))
    const reduced = f.let(byParts(f, angles))
    for (const lane of [0, 1]) {
      const angle = f64x2.extract_lane(angles, lane)
      f.if(f64.ge(f64x2.extract_lane(size, lane), MOST_BY_PARTS), () =>
        f.set(reduced, f64x2.replace_lane(reduced, lane, byFraction({ angle }))),
      )
    }
    f.set(reduced, v128.bitselect(angles, reduced, le(size, splat(LARGE_ANGLE))))
    const quarters = f.let(nearest(div(angles, splat(Math.PI / 2))))
    const written = v128.and(eq(mul(mul(quarters, splat(Math.PI)), splat(0.5)), angles), le(abs(quarters), splat(MOST_QUARTER_TURNS)))
    const isWritten = f.let(v128.and(written, f64x2.gt(size, splat(LARGE_ANGLE))))
    const rest = sub(quarters, mul(f64x2.trunc(mul(quarters, splat(1 / 8))), splat(8)))
    f.return(v128.bitselect(mul(mul(rest, splat(Math.PI)), splat(0.5)), reduced, isWritten))
  })
}

function byParts(f: FunctionBuilder, angles: Local<'v128'>): Expression<'v128'> {
  const turns = f.let(nearest(div(angles, splat(4 * Math.PI))))
  return FOUR_PI_PARTS.reduce<Expression<'v128'>>((left, part) => sub(left, mul(turns, splat(part))), angles)
}

/** Of one angle from `MOST_BY_PARTS` on: the product of its mantissa and 128 bits of 1 / (4 pi), of which the upper 64 are kept. */
function emitByFraction(module: ModuleBuilder) {
  const wordAt = module.function({ parameters: { index: 'i32' }, result: 'i64' }, (f, { index }) => {
    INVERSE_WORDS.forEach((word, at) => f.if(i32.eq(index, at), () => f.return(i64.const(BigInt.asIntN(64, word)))))
    f.return(i64.const(0))
  })
  return module.function({ parameters: { angle: 'f64' }, result: 'f64' }, (f, { angle }) => {
    const bits = f.let(i64.reinterpret_f64(f64.abs(angle)))
    const mantissa = f.let(i64.or(i64.and(bits, 0xf_ffff_ffff_ffffn), 0x10_0000_0000_0000n))
    const from = f.let(i32.sub(i32.wrap_i64(i64.shr_u(bits, 52)), 1075 - 64)) // the word in front of the point is the first
    const index = f.let(i32.shr_u(from, 6))
    const shift = f.let(i64.extend_i32_u(i32.and(from, 63)))
    const words = [0, 1, 2].map((next) => f.let(wordAt({ index: i32.add(index, next) })))
    const [high, low] = [0, 1].map((first) => f.let(joined(words[first], words[first + 1], shift)))
    const fraction = i64.add(i64.mul(mantissa, high), upperProduct(f, mantissa, low))
    f.return(f64.mul(f64.copysign(1, angle), f64.mul(f64.convert_i64_s(fraction), FRACTION_UNIT)))
  })
}

/** 64 bits of two words that follow each other, from a shift of 0 to 63 on. */
function joined(first: Local<'i64'>, second: Local<'i64'>, shift: Local<'i64'>): Expression<'i64'> {
  const rest = i64.shr_u(i64.shr_u(second, 1), i64.sub(63, shift)) // two shifts, because one by 64 is none
  return i64.or(i64.shl(first, shift), rest)
}

/** The upper 64 bits of a product of 64-bit numbers of which `a` has 53 bits, by halves of 32. */
function upperProduct(f: FunctionBuilder, a: Local<'i64'>, b: Local<'i64'>): Expression<'i64'> {
  const lower = (value: Expression<'i64'>): Expression<'i64'> => i64.and(value, 0xffff_ffffn)
  const upper = (value: Expression<'i64'>): Expression<'i64'> => i64.shr_u(value, 32)
  const middle = f.let(i64.add(i64.mul(upper(a), lower(b)), upper(i64.mul(lower(a), lower(b)))))
  const other = f.let(i64.add(i64.mul(lower(a), upper(b)), lower(middle)))
  return i64.add(i64.add(i64.mul(upper(a), upper(b)), upper(middle)), upper(other))
}

function splat(value: number): Expression<'v128'> {
  return f64x2.const(value, value)
}
