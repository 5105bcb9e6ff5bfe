/**
 * SIMD128 and the fused multiply-adds of relaxed SIMD, under the names of the specification.
 *
 * A v128 has no lanes of its own: the namespace says how an instruction reads it. `relaxed_madd` and `relaxed_nmadd` are written as a product
 * and a sum, rounded twice, in a module without `relaxedSimd`, so one kernel serves both.
 */
import { v128Access } from './access.ts'
import { ByteWriter } from './ByteWriter.ts'
import { type Expression, type Instruction, instruction, type Operand, toExpression, toOperand, type ValueType } from './Expression.ts'

type Vector = Expression<'v128'>
type Unary = Instruction<readonly ['v128'], 'v128'>
type Binary = Instruction<readonly ['v128', 'v128'], 'v128'>
type Shift = Instruction<readonly ['v128', 'i32'], 'v128'>

/** Bits of a vector whatever its lanes, and its loads and stores. */
export const v128 = {
  /** Sixteen bytes as they stand in memory. */
  const: vectorConstant,
  not: simd('v128.not', 77, ['v128'], 'v128'),
  ...binary('v128', { and: 78, andnot: 79, or: 80, xor: 81 }),
  /** Bits of the first operand where the third has ones, of the second elsewhere. */
  bitselect: simd('v128.bitselect', 82, ['v128', 'v128', 'v128'], 'v128'),
  any_true: simd('v128.any_true', 83, ['v128'], 'i32'),
  ...v128Access,
}

/** Sixteen bytes. */
export const i8x16 = {
  splat: simd('i8x16.splat', 15, ['i32'], 'v128'),
  min_u: simd('i8x16.min_u', 119, ['v128', 'v128'], 'v128'),
  swizzle: simd('i8x16.swizzle', 14, ['v128', 'v128'], 'v128'),
  /** Byte i of the result is byte `lanes[i]` of a (0 to 15) or b (16 to 31). */
  shuffle: (a: Vector, b: Vector, lanes: readonly number[]): Vector => shuffle('i8x16.shuffle', 16, a, b, lanes),
}

/** Four 32-bit integers. */
export const i32x4 = {
  const: (...lanes: readonly [number, number, number, number]): Vector => vectorConstant(new Int32Array(lanes)),
  splat: simd('i32x4.splat', 17, ['i32'], 'v128'),
  ...lanes('i32x4', 'i32', 4, 27),
  ...binary('i32x4', { eq: 55, ne: 56, lt_s: 57, lt_u: 58, gt_s: 59, gt_u: 60, le_s: 61, le_u: 62, ge_s: 63, ge_u: 64 }),
  ...unary('i32x4', { abs: 160, neg: 161 }),
  all_true: simd('i32x4.all_true', 163, ['v128'], 'i32'),
  bitmask: simd('i32x4.bitmask', 164, ['v128'], 'i32'),
  ...shift('i32x4', { shl: 171, shr_s: 172, shr_u: 173 }),
  ...binary('i32x4', { add: 174, sub: 177, mul: 181, min_s: 182, min_u: 183, max_s: 184, max_u: 185 }),
  ...unary('i32x4', { trunc_sat_f32x4_s: 248, trunc_sat_f32x4_u: 249, trunc_sat_f64x2_s_zero: 252, trunc_sat_f64x2_u_zero: 253 }),
}

/** Two 64-bit integers. */
export const i64x2 = {
  splat: simd('i64x2.splat', 18, ['i64'], 'v128'),
  ...lanes('i64x2', 'i64', 2, 29),
  ...unary('i64x2', { abs: 192, neg: 193 }),
  ...shift('i64x2', { shl: 203, shr_s: 204, shr_u: 205 }),
  ...binary('i64x2', { add: 206, sub: 209, mul: 213, eq: 214, ne: 215 }),
  /** Products of the lower, or the upper, two lanes of i32x4 in full. */
  ...binary('i64x2', { extmul_low_i32x4_s: 220, extmul_high_i32x4_s: 221, extmul_low_i32x4_u: 222, extmul_high_i32x4_u: 223 }),
}

/** Four numbers in single precision. */
export const f32x4 = {
  const: (...lanes: readonly [number, number, number, number]): Vector => vectorConstant(new Float32Array(lanes)),
  splat: simd('f32x4.splat', 19, ['f32'], 'v128'),
  ...lanes('f32x4', 'f32', 4, 31),
  ...binary('f32x4', { eq: 65, ne: 66, lt: 67, gt: 68, le: 69, ge: 70 }),
  ...unary('f32x4', { demote_f64x2_zero: 94, ceil: 103, floor: 104, trunc: 105, nearest: 106, abs: 224, neg: 225, sqrt: 227 }),
  ...binary('f32x4', { add: 228, sub: 229, mul: 230, div: 231, min: 232, max: 233, pmin: 234, pmax: 235 }),
  ...unary('f32x4', { convert_i32x4_s: 250, convert_i32x4_u: 251 }),
  ...fused('f32x4', 0x105, { mul: 230, add: 228, sub: 229 }),
}

/** Two numbers in double precision. */
export const f64x2 = {
  const: (...lanes: readonly [number, number]): Vector => vectorConstant(new Float64Array(lanes)),
  splat: simd('f64x2.splat', 20, ['f64'], 'v128'),
  ...lanes('f64x2', 'f64', 2, 33),
  ...binary('f64x2', { eq: 71, ne: 72, lt: 73, gt: 74, le: 75, ge: 76 }),
  ...unary('f64x2', { promote_low_f32x4: 95, ceil: 116, floor: 117, trunc: 122, nearest: 148, abs: 236, neg: 237, sqrt: 239 }),
  ...binary('f64x2', { add: 240, sub: 241, mul: 242, div: 243, min: 244, max: 245, pmin: 246, pmax: 247 }),
  ...unary('f64x2', { convert_low_i32x4_s: 254, convert_low_i32x4_u: 255 }),
  ...fused('f64x2', 0x107, { mul: 242, add: 240, sub: 241 }),
}

function simd<const P extends readonly ValueType[], R extends ValueType>(
  name: string,
  opcode: number,
  takes: P,
  gives: R,
): Instruction<P, R> {
  return instruction(name, [...new ByteWriter().byte(0xfd).unsigned(opcode).bytes], takes, gives)
}

function unary<N extends string>(namespace: string, opcodes: Readonly<Record<N, number>>): Record<N, Unary> {
  return eachOpcode(opcodes, (name, opcode) => simd(`${namespace}.${name}`, opcode, ['v128'], 'v128'))
}

function binary<N extends string>(namespace: string, opcodes: Readonly<Record<N, number>>): Record<N, Binary> {
  return eachOpcode(opcodes, (name, opcode) => simd(`${namespace}.${name}`, opcode, ['v128', 'v128'], 'v128'))
}

/** Every lane by the same count, taken modulo the lane's width. */
function shift<N extends string>(namespace: string, opcodes: Readonly<Record<N, number>>): Record<N, Shift> {
  return eachOpcode(opcodes, (name, opcode) => simd(`${namespace}.${name}`, opcode, ['v128', 'i32'], 'v128'))
}

function eachOpcode<N extends string, I>(opcodes: Readonly<Record<N, number>>, make: (name: N, opcode: number) => I): Record<N, I> {
  return Object.fromEntries((Object.entries(opcodes) as [N, number][]).map(([name, opcode]) => [name, make(name, opcode)])) as Record<N, I>
}

/** One lane out, one lane in, and lanes rearranged; the lane is part of the instruction. */
function lanes<T extends 'i32' | 'i64' | 'f32' | 'f64'>(namespace: string, type: T, count: number, opcode: number) {
  const [extract, replace] = [`${namespace}.extract_lane`, `${namespace}.replace_lane`]
  return {
    extract_lane: (vector: Vector, lane: number): Expression<T> => {
      requireLanes(extract, count, [lane])
      const from = toOperand(vector, 'v128', extract, 1)
      return { type, write: (code) => (from.write(code), void code.out.byte(0xfd).byte(opcode).byte(lane)) }
    },
    replace_lane: (vector: Vector, lane: number, value: Operand<T>): Vector => {
      const checked = toExpression(value, type, `${replace} takes ${type} as value`)
      requireLanes(replace, count, [lane])
      const into = toOperand(vector, 'v128', replace, 1)
      return {
        type: 'v128',
        write: (code) => {
          into.write(code)
          checked.write(code)
          code.out
            .byte(0xfd)
            .byte(opcode + 1)
            .byte(lane)
        },
      }
    },
    /** Lane i of the result is lane `from[i]` of a, or of b where `from[i]` is at least the number of lanes. */
    shuffle: (a: Vector, b: Vector, from: readonly number[]): Vector => shuffle(`${namespace}.shuffle`, count, a, b, from),
  }
}

function shuffle(name: string, count: number, a: Vector, b: Vector, from: readonly number[]): Vector {
  if (from.length !== count) throw new RangeError(`${name} takes ${count} lanes, got ${from.length}`)
  requireLanes(name, 2 * count, from)
  const [first, second] = [toOperand(a, 'v128', name, 1), toOperand(b, 'v128', name, 2)]
  const lanes = from.slice()
  const width = 16 / count
  return {
    type: 'v128',
    write: (code) => {
      first.write(code)
      second.write(code)
      code.out.byte(0xfd).byte(13)
      for (const lane of lanes) for (let i = 0; i < width; i++) code.out.byte(lane * width + i)
    },
  }
}

function requireLanes(name: string, count: number, chosen: readonly number[]): readonly number[] {
  for (const lane of chosen) {
    if (!Number.isInteger(lane) || lane < 0 || lane >= count) throw new RangeError(`${name} has lanes 0 to ${count - 1}, got ${lane}`)
  }
  return chosen
}

function fused(namespace: string, opcode: number, plain: { readonly mul: number; readonly add: number; readonly sub: number }) {
  const takes = ['v128', 'v128', 'v128'] as const
  const mul = simd(`${namespace}.mul`, plain.mul, ['v128', 'v128'], 'v128')
  const add = simd(`${namespace}.add`, plain.add, ['v128', 'v128'], 'v128')
  const sub = simd(`${namespace}.sub`, plain.sub, ['v128', 'v128'], 'v128')
  const either = (relaxed: Instruction<typeof takes, 'v128'>, twoSteps: (a: Vector, b: Vector, c: Vector) => Vector) => {
    const build = (a: Vector, b: Vector, c: Vector): Vector => {
      const fused = relaxed(a, b, c)
      return { type: 'v128', write: (code) => (code.relaxedSimd ? fused : twoSteps(a, b, c)).write(code) }
    }
    return Object.assign(build, { mnemonic: relaxed.mnemonic, takes, gives: 'v128' as const })
  }
  return {
    /** a b + c. */
    relaxed_madd: either(simd(`${namespace}.relaxed_madd`, opcode, takes, 'v128'), (a, b, c) => add(mul(a, b), c)),
    /** c - a b. */
    relaxed_nmadd: either(simd(`${namespace}.relaxed_nmadd`, opcode + 1, takes, 'v128'), (a, b, c) => sub(c, mul(a, b))),
  }
}

function vectorConstant(values: ArrayBufferView): Vector {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  if (bytes.length !== 16) throw new RangeError(`a v128 constant has 16 bytes, got ${bytes.length}`)
  const copy = bytes.slice()
  return { type: 'v128', write: ({ out }) => void out.byte(0xfd).byte(12).copy(copy) }
}
