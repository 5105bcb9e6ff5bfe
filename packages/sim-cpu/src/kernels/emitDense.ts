/**
 * A dense matrix on up to six qubits, unitary or not, wherever they lie, under any controls: each group of cells is gathered, multiplied and written back.
 *
 * What is multiplied with what stands in the frame and table of `operatorFrame.ts`, so the lowest qubits, the controls among them and tiles whose states
 * have matrices of their own all take the same way. O(2^n 2^k).
 */
import {
  type AddressType,
  type Expression,
  f64x2,
  type FunctionBuilder,
  i32,
  i8x16,
  type Local,
  type ModuleBuilder,
  v128,
} from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { emitSpreadBits, forEachGroup } from './cellGroups.ts'
import { CELL_BYTES, DENSE_SCRATCH_BYTES, type StateLayout } from './layout.ts'
import { numberFormat, type NumberFormat } from './numberFormat.ts'

/**
 * Defines a function that applies the operator of a frame to a state. Unit: a group (`groupsOf`).
 *
 * `table`, `offsets` (i32) and `patterns` are those of the frame, `cells` and `xors` how many offsets and patterns there are; `scratch` has
 * `DENSE_SCRATCH_BYTES` for each thread, one after the other.
 *
 * @returns a function of state, table, offsets, patterns, scratch, cells, xors, fixed, ones, from, to, thread
 */
export function emitDense(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const spreadBits = emitSpreadBits(module)
  const format = numberFormat(layout.precision)
  const places = { state: at.type, table: at.type, offsets: at.type, patterns: at.type, scratch: at.type } as const
  const counts = { cells: 'i32', xors: 'i32', fixed: 'i32', ones: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters: { ...places, ...counts } }, (f, operands) => {
    const { state, table, scratch, cells, xors, fixed, ones, from, to, thread } = operands
    f.set(scratch, at.add(scratch, at.mul(at.from(thread), DENSE_SCRATCH_BYTES)))
    const cellOf = (first: Expression<'i32'>, index: Expression<'i32'>, further = 0) =>
      at.add(state, at.ofCell(i32.add(first, i32.load(at.add(operands.offsets, at.mul(at.from(index), 4)), { offset: 4 * further }))))
    const gathered = f.let(at.ofCell(i32.mul(cells, xors)))
    forEachGroup(f, spreadBits, { fixed, ones, from, to }, (first) => {
      const place = f.let(scratch)
      f.loop({ to: cells }, (column) => {
        const cell = f.let(cellOf(first, column))
        const [re, im] = [f.let(v128.load(cell)), f.let(v128.load(cell, { offset: 16 }))]
        f.loop({ to: xors }, (xor) => {
          const pattern = f.let(v128.load(at.add(operands.patterns, at.mul(at.from(xor), 16))))
          f.do(v128.store(place, i8x16.swizzle(re, pattern)), v128.store(place, i8x16.swizzle(im, pattern), { offset: 16 }))
          f.set(place, at.add(place, CELL_BYTES))
        })
      })
      const multiply = (row: Expression<'i32'>, count: 1 | 2): void => {
        const targets = Array.from({ length: count }, (_, i) => f.let(cellOf(first, row, i)))
        const rows = targets.map((_, i) => f.let(at.add(table, at.mul(at.from(i32.add(row, i)), gathered))))
        const products = emitRows(f, module, format, { rows, gathered: scratch, bytes: gathered })
        products.forEach(({ re, im }, i) => f.do(v128.store(targets[i], re), v128.store(targets[i], im, { offset: 16 })))
      }
      f.if(
        i32.eq(cells, 1),
        () => multiply(i32.const(0), 1),
        () => f.loop({ to: cells, step: 2 }, (row) => multiply(row, 2)),
      )
    })
  })
}

interface RowProduct {
  /** Where the table's rows begin. */
  readonly rows: readonly Local<AddressType>[]
  /** The cells that they are multiplied with, and how many bytes those take. */
  readonly gathered: Local<AddressType>
  readonly bytes: Local<AddressType>
}

/** Products of rows of the table with the gathered cells; four sums a row, so that they do not wait for each other. */
function emitRows(
  f: FunctionBuilder,
  module: ModuleBuilder,
  { add, sub, madd }: NumberFormat,
  { rows, gathered, bytes }: RowProduct,
): readonly { readonly re: Expression<'v128'>; readonly im: Expression<'v128'> }[] {
  const { const: address, add: plus } = module.address
  const sums = rows.map(() => ({ rr: f.local('v128'), ii: f.local('v128'), ri: f.local('v128'), ir: f.local('v128') }))
  for (const sum of sums.flatMap((all) => Object.values(all))) f.set(sum, f64x2.const(0, 0))
  f.loop({ from: address(0), to: bytes, step: CELL_BYTES }, (column) => {
    const cell = f.let(plus(gathered, column))
    const [re, im] = [f.let(v128.load(cell)), f.let(v128.load(cell, { offset: 16 }))]
    rows.forEach((row, i) => {
      const entry = f.let(plus(row, column))
      const [a, b] = [f.let(v128.load(entry)), f.let(v128.load(entry, { offset: 16 }))]
      const { rr, ii, ri, ir } = sums[i]
      f.set(rr, madd(a, re, rr))
      f.set(ii, madd(b, im, ii))
      f.set(ri, madd(a, im, ri))
      f.set(ir, madd(b, re, ir))
    })
  })
  return sums.map(({ rr, ii, ri, ir }) => ({ re: sub(rr, ii), im: add(ri, ir) }))
}
