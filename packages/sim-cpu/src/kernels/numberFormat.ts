/**
 * What a kernel needs to know of a number format, so that one emitter serves f64 and f32.
 *
 * Instructions check their operands themselves, so a kernel that mixes the formats is refused when it is emitted.
 */
import {
  type AccessOptions,
  type Address,
  type Expression,
  f32,
  f32x4,
  f64,
  f64x2,
  i32x4,
  i64,
  i64x2,
  type Precision,
  v128,
} from '@ketwork/math/wasm'

type Vector = Expression<'v128'>
type Number = Expression<Precision>

export interface NumberFormat {
  readonly precision: Precision
  /** Of one number. */
  readonly bytes: number
  /** Numbers in a vector. */
  readonly lanes: 2 | 4

  readonly constant: (value: number) => Number
  readonly load: (address: Address, options?: AccessOptions) => Number
  readonly store: (address: Address, value: Number, options?: AccessOptions) => Expression<'none'>
  readonly fromF64: (value: Expression<'f64'>) => Number
  readonly toF64: (value: Number) => Expression<'f64'>
  readonly negate: (value: Number) => Number

  /** One number in every lane. */
  readonly splat: (value: Number) => Vector
  readonly loadSplat: (address: Address, options?: AccessOptions) => Vector
  readonly vector: (...lanes: readonly number[]) => Vector
  readonly extract: (vector: Vector, lane: number) => Number
  /** Lane i of the result is lane `from[i]` of a, or of b where that is V or more. */
  readonly shuffle: (a: Vector, b: Vector, from: readonly number[]) => Vector
  readonly add: (a: Vector, b: Vector) => Vector
  readonly sub: (a: Vector, b: Vector) => Vector
  readonly mul: (a: Vector, b: Vector) => Vector
  readonly neg: (a: Vector) => Vector
  /** a b + c, fused where the module has relaxed SIMD. */
  readonly madd: (a: Vector, b: Vector, c: Vector) => Vector
  /** c - a b. */
  readonly nmadd: (a: Vector, b: Vector, c: Vector) => Vector
  /** All lanes -0 where the lowest bit of an i32 is set, +0 elsewhere: xor with it changes signs. */
  readonly signOf: (odd: Expression<'i32'>) => Vector
  /** The sum of the lanes, in double precision. */
  readonly sumLanes: (vector: Vector) => Expression<'f64'>
}

const formats: Readonly<Record<Precision, unknown>> = {
  f64: {
    precision: 'f64',
    bytes: 8,
    lanes: 2,
    constant: f64.const,
    load: f64.load,
    store: f64.store,
    fromF64: (value: Expression<'f64'>) => value,
    toF64: (value: Expression<'f64'>) => value,
    negate: f64.neg,
    splat: f64x2.splat,
    loadSplat: v128.load64_splat,
    vector: f64x2.const,
    extract: f64x2.extract_lane,
    shuffle: f64x2.shuffle,
    add: f64x2.add,
    sub: f64x2.sub,
    mul: f64x2.mul,
    neg: f64x2.neg,
    madd: f64x2.relaxed_madd,
    nmadd: f64x2.relaxed_nmadd,
    signOf: (odd: Expression<'i32'>) => i64x2.splat(i64.shl(i64.extend_i32_u(odd), 63)),
    sumLanes: (vector: Vector) => f64.add(f64x2.extract_lane(vector, 0), f64x2.extract_lane(vector, 1)),
  },
  f32: {
    precision: 'f32',
    bytes: 4,
    lanes: 4,
    constant: f32.const,
    load: f32.load,
    store: f32.store,
    fromF64: f32.demote_f64,
    toF64: f64.promote_f32,
    negate: f32.neg,
    splat: f32x4.splat,
    loadSplat: v128.load32_splat,
    vector: f32x4.const,
    extract: f32x4.extract_lane,
    shuffle: f32x4.shuffle,
    add: f32x4.add,
    sub: f32x4.sub,
    mul: f32x4.mul,
    neg: f32x4.neg,
    madd: f32x4.relaxed_madd,
    nmadd: f32x4.relaxed_nmadd,
    signOf: (odd: Expression<'i32'>) => i32x4.shl(i32x4.splat(odd), 31),
    sumLanes: (vector: Vector) => {
      const lane = (i: number) => f64.promote_f32(f32x4.extract_lane(vector, i))
      return f64.add(f64.add(lane(0), lane(1)), f64.add(lane(2), lane(3)))
    },
  },
}

export function numberFormat(precision: Precision): NumberFormat {
  return formats[precision] as NumberFormat
}
