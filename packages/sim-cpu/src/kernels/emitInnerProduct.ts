/**
 * Inner products of states, a partial sum a chunk.
 *
 * Cells are taken four at a time with sums of their own, in a fixed order; a chunk is summed in the layout's precision and written in f64.
 */
import { type AddressType, type Expression, type FunctionBuilder, i32, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, type StateLayout, statesInLanes } from './layout.ts'
import { numberFormat } from './numberFormat.ts'
import { storeSums } from './storeSums.ts'

type Offset = Expression<AddressType>
type Vector = Expression<'v128'>

const counts = { chunkCells: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const

/**
 * Inner products <left|right>, left conjugated: for chunk c the real and the imaginary part in f64 at out + 16 c; for tiles V real and V imaginary parts
 * at out + 16 V c. `chunkCells` is a power of two; for f32 at most 1024.
 *
 * Units: chunks. JavaScript passes lefts, rights, out, chunkCells, from, to, thread.
 */
export function emitInnerProduct(module: ModuleBuilder, layout: StateLayout) {
  const { madd, nmadd } = numberFormat(layout.precision)
  const at = offsets(module)
  const addresses = { lefts: at.type, rights: at.type, out: at.type } as const
  return module.function({ parameters: { ...addresses, ...counts } }, (f, { lefts, rights, out, chunkCells, from, to }) => {
    const add = (offset: Offset, u: number, [real, imaginary]: readonly Local<'v128'>[]): void => {
      const [leftRe, leftIm] = loadCell(f, at.add(lefts, offset), u)
      const [rightRe, rightIm] = loadCell(f, at.add(rights, offset), u)
      f.set(real, madd(leftIm, rightIm, madd(leftRe, rightRe, real)))
      f.set(imaginary, nmadd(leftIm, rightRe, madd(leftRe, rightIm, imaginary)))
    }
    eachChunk(f, module, layout, { out, chunkCells, from, to, add })
  })
}

function loadCell(f: FunctionBuilder, cell: Offset, u: number): readonly [re: Vector, im: Vector] {
  return [f.let(v128.load(cell, { offset: u * CELL_BYTES })), f.let(v128.load(cell, { offset: u * CELL_BYTES + 16 }))]
}

const TOGETHER = 4
/** Real and imaginary part. */
const SUMS = 2

interface Chunks {
  readonly out: Offset
  readonly chunkCells: Local<'i32'>
  readonly from: Local<'i32'>
  readonly to: Local<'i32'>
  /** Adds cell u from an offset on to the sums. */
  readonly add: (offset: Offset, u: number, sums: readonly Local<'v128'>[]) => void
}

function eachChunk(f: FunctionBuilder, module: ModuleBuilder, layout: StateLayout, { out, chunkCells, from, to, add }: Chunks): void {
  const { vector, lanes, add: plus } = numberFormat(layout.precision)
  const at = offsets(module)
  const zero = vector(...Array<number>(lanes).fill(0))
  const apart = Array.from({ length: TOGETHER }, () => Array.from({ length: SUMS }, () => f.local('v128')))
  const bytes = f.let(at.ofCell(chunkCells))
  f.loop({ from, to }, (chunk) => {
    for (const sum of apart.flat()) f.set(sum, zero)
    const offset = f.let(at.mul(at.from(chunk), bytes))
    const end = f.let(at.add(offset, bytes))
    f.if(
      i32.lt_u(chunkCells, TOGETHER),
      () => f.loop({ from: offset, to: end, step: at.const(CELL_BYTES) }, (cell) => add(cell, 0, apart[0])),
      () =>
        f.loop({ from: offset, to: end, step: at.const(TOGETHER * CELL_BYTES) }, (cell) => {
          apart.forEach((own, u) => add(cell, u, own))
        }),
    )
    const place = f.let(at.add(out, at.mul(at.from(chunk), 8 * SUMS * statesInLanes(layout))))
    for (let i = 0; i < SUMS; i++) {
      const [first, second, third, fourth] = apart.map((own) => own[i])
      f.set(first, plus(plus(first, second), plus(third, fourth)))
      storeSums(f, layout, place, first, { offset: 8 * i * statesInLanes(layout) })
    }
  })
}
