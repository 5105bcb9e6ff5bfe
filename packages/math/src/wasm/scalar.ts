/**
 * Arithmetic, comparisons and conversions of i32, i64, f32 and f64, under the names of the specification.
 *
 * The lists stand in the order of the opcodes, which is the same for both integer types and for both float types.
 * Loads, stores and atomics of these types come from `access.ts`.
 */
import { f32Access, f64Access, i32Access, i64Access } from './access.ts'
import { constant, type Expression, type Instruction, instruction, type ValueType } from './Expression.ts'

const INTEGER_COMPARISONS = ['eq', 'ne', 'lt_s', 'lt_u', 'gt_s', 'gt_u', 'le_s', 'le_u', 'ge_s', 'ge_u'] as const
const INTEGER_UNARY = ['clz', 'ctz', 'popcnt'] as const
const INTEGER_BINARY = [
  ...(['add', 'sub', 'mul', 'div_s', 'div_u', 'rem_s', 'rem_u'] as const),
  ...(['and', 'or', 'xor', 'shl', 'shr_s', 'shr_u', 'rotl', 'rotr'] as const),
]
const FLOAT_COMPARISONS = ['eq', 'ne', 'lt', 'gt', 'le', 'ge'] as const
const FLOAT_UNARY = ['abs', 'neg', 'ceil', 'floor', 'trunc', 'nearest', 'sqrt'] as const
const FLOAT_BINARY = ['add', 'sub', 'mul', 'div', 'min', 'max', 'copysign'] as const

/** 32-bit integers. */
export const i32 = {
  const: (value: number): Expression<'i32'> => constant('i32', value),
  eqz: instruction('i32.eqz', [0x45], ['i32'], 'i32'),
  ...row('i32', INTEGER_COMPARISONS, 0x46, ['i32', 'i32'], 'i32'),
  ...row('i32', INTEGER_UNARY, 0x67, ['i32'], 'i32'),
  ...row('i32', INTEGER_BINARY, 0x6a, ['i32', 'i32'], 'i32'),
  wrap_i64: instruction('i32.wrap_i64', [0xa7], ['i64'], 'i32'),
  trunc_f32_s: instruction('i32.trunc_f32_s', [0xa8], ['f32'], 'i32'),
  trunc_f32_u: instruction('i32.trunc_f32_u', [0xa9], ['f32'], 'i32'),
  trunc_f64_s: instruction('i32.trunc_f64_s', [0xaa], ['f64'], 'i32'),
  trunc_f64_u: instruction('i32.trunc_f64_u', [0xab], ['f64'], 'i32'),
  reinterpret_f32: instruction('i32.reinterpret_f32', [0xbc], ['f32'], 'i32'),
  ...i32Access,
}

/** 64-bit integers. */
export const i64 = {
  const: (value: number | bigint): Expression<'i64'> => constant('i64', value),
  eqz: instruction('i64.eqz', [0x50], ['i64'], 'i32'),
  ...row('i64', INTEGER_COMPARISONS, 0x51, ['i64', 'i64'], 'i32'),
  ...row('i64', INTEGER_UNARY, 0x79, ['i64'], 'i64'),
  ...row('i64', INTEGER_BINARY, 0x7c, ['i64', 'i64'], 'i64'),
  extend_i32_s: instruction('i64.extend_i32_s', [0xac], ['i32'], 'i64'),
  extend_i32_u: instruction('i64.extend_i32_u', [0xad], ['i32'], 'i64'),
  trunc_f64_s: instruction('i64.trunc_f64_s', [0xb0], ['f64'], 'i64'),
  trunc_f64_u: instruction('i64.trunc_f64_u', [0xb1], ['f64'], 'i64'),
  reinterpret_f64: instruction('i64.reinterpret_f64', [0xbd], ['f64'], 'i64'),
  ...i64Access,
}

/** Single precision. */
export const f32 = {
  const: (value: number): Expression<'f32'> => constant('f32', value),
  ...row('f32', FLOAT_COMPARISONS, 0x5b, ['f32', 'f32'], 'i32'),
  ...row('f32', FLOAT_UNARY, 0x8b, ['f32'], 'f32'),
  ...row('f32', FLOAT_BINARY, 0x92, ['f32', 'f32'], 'f32'),
  convert_i32_s: instruction('f32.convert_i32_s', [0xb2], ['i32'], 'f32'),
  convert_i32_u: instruction('f32.convert_i32_u', [0xb3], ['i32'], 'f32'),
  convert_i64_s: instruction('f32.convert_i64_s', [0xb4], ['i64'], 'f32'),
  convert_i64_u: instruction('f32.convert_i64_u', [0xb5], ['i64'], 'f32'),
  demote_f64: instruction('f32.demote_f64', [0xb6], ['f64'], 'f32'),
  reinterpret_i32: instruction('f32.reinterpret_i32', [0xbe], ['i32'], 'f32'),
  ...f32Access,
}

/** Double precision. */
export const f64 = {
  const: (value: number): Expression<'f64'> => constant('f64', value),
  ...row('f64', FLOAT_COMPARISONS, 0x61, ['f64', 'f64'], 'i32'),
  ...row('f64', FLOAT_UNARY, 0x99, ['f64'], 'f64'),
  ...row('f64', FLOAT_BINARY, 0xa0, ['f64', 'f64'], 'f64'),
  convert_i32_s: instruction('f64.convert_i32_s', [0xb7], ['i32'], 'f64'),
  convert_i32_u: instruction('f64.convert_i32_u', [0xb8], ['i32'], 'f64'),
  convert_i64_s: instruction('f64.convert_i64_s', [0xb9], ['i64'], 'f64'),
  convert_i64_u: instruction('f64.convert_i64_u', [0xba], ['i64'], 'f64'),
  promote_f32: instruction('f64.promote_f32', [0xbb], ['f32'], 'f64'),
  reinterpret_i64: instruction('f64.reinterpret_i64', [0xbf], ['i64'], 'f64'),
  ...f64Access,
}

/** Instructions of one shape whose opcodes follow each other. */
function row<N extends string, const P extends readonly ValueType[], R extends ValueType>(
  namespace: string,
  names: readonly N[],
  firstOpcode: number,
  takes: P,
  gives: R,
): Record<N, Instruction<P, R>> {
  const entries = names.map((name, i) => [name, instruction(`${namespace}.${name}`, [firstOpcode + i], takes, gives)])
  return Object.fromEntries(entries) as Record<N, Instruction<P, R>>
}
