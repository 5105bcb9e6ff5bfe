/** Rows of interleaved amplitudes from tiles of states side by side, V rows at once. */
import { type AddressType, type Expression, type FunctionBuilder, i32, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, lanes as lanesOf, type StateLayout } from './layout.ts'
import { numberFormat, type NumberFormat } from './numberFormat.ts'

type Place = Expression<AddressType>
type Vector = Expression<'v128'>

const parameters = (type: AddressType) =>
  ({ rows: type, rowBytes: type, tiles: type, rowCount: 'i32', amplitudes: 'i32', from: 'i32', to: 'i32', thread: 'i32' }) as const

/**
 * Rows of the layout's precision from tiles, which lie one after the other: tile t has rows t V to t V + V - 1. The last may have fewer; its other lanes are not written.
 *
 * Units: tiles. JavaScript passes rows, rowBytes, tiles, rowCount, amplitudes (2^n, at least 2), from, to, thread.
 */
export function emitToRows(module: ModuleBuilder, layout: StateLayout) {
  const format = numberFormat(layout.precision)
  const at = offsets(module)
  const oneRow = emitToRow(module, layout)
  return module.function({ parameters: parameters(at.type) }, (f, { rows, rowBytes, tiles, rowCount, amplitudes, from, to }) => {
    f.loop({ from, to }, (tile) => {
      const first = f.let(i32.mul(tile, format.lanes))
      const cells = f.let(at.add(tiles, at.ofCell(i32.mul(tile, amplitudes))))
      const rowAt = (row: Expression<'i32'>) => at.add(rows, at.mul(at.from(row), rowBytes))
      f.if(
        i32.le_u(i32.add(first, format.lanes), rowCount),
        () => {
          const places = rowPlaces(f, module, format, (lane) => rowAt(i32.add(first, lane)))
          eachStep(f, format, amplitudes, () => {
            const vectors = Array.from({ length: format.lanes }, (_, i) => f.let(v128.load(cells, { offset: 16 * i })))
            transpose(f, format, vectors).forEach((vector, lane) => f.do(v128.store(places[lane], vector)))
            for (const place of places) f.set(place, at.add(place, 16))
            f.set(cells, at.add(cells, stepBytes(format)))
          })
        },
        () =>
          f.loop({ from: first, to: rowCount }, (row) => {
            f.do(oneRow({ cells, row: rowAt(row), amplitudes }))
            f.set(cells, at.add(cells, format.bytes))
          }),
      )
    })
  })
}

/** A row from one lane of a tile; `cells` points to that lane of the first cell. */
function emitToRow(module: ModuleBuilder, layout: StateLayout) {
  const { load, store, bytes } = numberFormat(layout.precision)
  const at = offsets(module)
  const signature = { parameters: { cells: at.type, row: at.type, amplitudes: 'i32' } } as const
  return module.function(signature, (f, { cells, row, amplitudes }) => {
    f.loop({ to: amplitudes }, () => {
      f.do(store(row, load(cells)), store(row, load(cells, { offset: 16 }), { offset: bytes }))
      f.set(cells, at.add(cells, CELL_BYTES))
      f.set(row, at.add(row, 2 * bytes))
    })
  })
}

/** A pointer into each of the V rows. */
function rowPlaces(
  f: FunctionBuilder,
  module: ModuleBuilder,
  { precision }: NumberFormat,
  placeOf: (lane: number) => Place,
): Local<AddressType>[] {
  return Array.from({ length: lanesOf(precision) }, (_, lane) => {
    const place = f.local(module.address.type)
    f.set(place, placeOf(lane))
    return place
  })
}

/** A step takes a vector of each row: one amplitude in f64, two in f32. */
function eachStep(f: FunctionBuilder, { lanes }: NumberFormat, amplitudes: Local<'i32'>, step: () => void): void {
  f.loop({ to: amplitudes, step: lanes / 2 }, step)
}

/** Bytes of the cells of a step. */
function stepBytes({ lanes }: NumberFormat): number {
  return (CELL_BYTES * lanes) / 2
}

/** The vectors of cells (re, im, and in f32 again re, im) become a vector of each row. */
function transpose(f: FunctionBuilder, { lanes, shuffle }: NumberFormat, rows: readonly Vector[]): Vector[] {
  if (lanes === 2) return [shuffle(rows[0], rows[1], [0, 2]), shuffle(rows[0], rows[1], [1, 3])]
  const pairs = (a: Vector, b: Vector) => [f.let(shuffle(a, b, [0, 4, 1, 5])), f.let(shuffle(a, b, [2, 6, 3, 7]))]
  const [low, high] = [pairs(rows[0], rows[2]), pairs(rows[1], rows[3])]
  return [0, 1].flatMap((i) => [shuffle(low[i], high[i], [0, 4, 1, 5]), shuffle(low[i], high[i], [2, 6, 3, 7])])
}
