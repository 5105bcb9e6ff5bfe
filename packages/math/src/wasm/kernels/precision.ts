/** What a kernel needs to know of a number format, so that one emitter serves both. */
import { f32, f64 } from '../scalar.ts'
import { f32x4, f64x2, v128 } from '../vector.ts'
import type { Address, AccessOptions } from '../access.ts'
import type { Expression, Operand } from '../Expression.ts'

/** Of the numbers that a kernel reads, sums and writes. */
export type Precision = 'f64' | 'f32'

/** A number format and its vector. */
export interface NumberFormat {
  readonly type: Precision
  /** Of one number. */
  readonly bytes: number
  readonly lanes: number
  readonly load: (address: Address) => Expression<Precision>
  readonly store: (address: Address, value: Expression<Precision>) => Expression<'none'>
  readonly add: Arithmetic
  readonly sub: Arithmetic
  readonly mul: Arithmetic
  readonly neg: (a: Expression<Precision>) => Expression<Precision>
  readonly loadSplat: (address: Address, options: AccessOptions) => Expression<'v128'>
  readonly addVectors: (a: Operand<'v128'>, b: Operand<'v128'>) => Expression<'v128'>
  readonly multiplyAdd: (a: Expression<'v128'>, b: Expression<'v128'>, c: Expression<'v128'>) => Expression<'v128'>
}
type Arithmetic = (a: Expression<Precision>, b: Expression<Precision>) => Expression<Precision>

const formats = {
  f64: { ...f64, type: 'f64', bytes: 8, lanes: 2, loadSplat: v128.load64_splat, addVectors: f64x2.add, multiplyAdd: f64x2.relaxed_madd },
  f32: { ...f32, type: 'f32', bytes: 4, lanes: 4, loadSplat: v128.load32_splat, addVectors: f32x4.add, multiplyAdd: f32x4.relaxed_madd },
} as const

/** The instructions check their operands themselves, so a kernel that mixes the formats is refused when it is emitted. */
export function numberFormat(precision: Precision): NumberFormat {
  return formats[precision] as unknown as NumberFormat
}
