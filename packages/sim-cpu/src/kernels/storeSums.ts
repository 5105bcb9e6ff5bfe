/** A vector of sums as numbers in f64: all lanes added up where they belong to one state, side by side where they are samples. */
import { type AddressType, type Expression, f32x4, f64, f64x2, type FunctionBuilder, type Local, v128 } from '@ketwork/math/wasm'
import type { StateLayout } from './layout.ts'
import { numberFormat } from './numberFormat.ts'

/** Writes the sums, 8 bytes for each state that shares a cell. */
export function storeSums(
  f: FunctionBuilder,
  layout: StateLayout,
  place: Expression<AddressType>,
  sum: Local<'v128'>,
  { offset = 0 }: { readonly offset?: number } = {},
): void {
  if (layout.laneQubits > 0) f.do(f64.store(place, numberFormat(layout.precision).sumLanes(sum), { offset }))
  else inDouble(layout, sum).forEach((half, i) => f.do(v128.store(place, half, { offset: offset + 16 * i })))
}

/** Adds the sums to what stands there. */
export function addSums(f: FunctionBuilder, layout: StateLayout, place: Expression<AddressType>, sum: Local<'v128'>): void {
  if (layout.laneQubits > 0) f.do(f64.store(place, f64.add(f64.load(place), numberFormat(layout.precision).sumLanes(sum))))
  else {
    inDouble(layout, sum).forEach((half, i) => {
      f.do(v128.store(place, f64x2.add(v128.load(place, { offset: 16 * i }), half), { offset: 16 * i }))
    })
  }
}

/** The lanes as vectors of f64. */
export function inDouble({ precision }: StateLayout, vector: Local<'v128'>): readonly Expression<'v128'>[] {
  if (precision === 'f64') return [vector]
  return [f64x2.promote_low_f32x4(vector), f64x2.promote_low_f32x4(f32x4.shuffle(vector, vector, [2, 3, 2, 3]))]
}
