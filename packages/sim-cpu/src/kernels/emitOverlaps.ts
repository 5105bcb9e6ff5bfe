/**
 * Inner products of many states with many: C(i, j) += <left_i|right_j>, a tile of C at a time, by the complex matrix product of `@ketwork/math/wasm`.
 *
 * States are rows of interleaved amplitudes. Tiles are independent units of a few milliseconds; long states are taken a part of their amplitudes at
 * a time, in calls one after the other that add to the same C, which the caller clears first. |.|^2 is left to the caller.
 */
import { type AddressType, type Expression, type FunctionBuilder, i32, type ModuleBuilder } from '@ketwork/math/wasm'
import { type emitZgemm, gemmScratchBytes } from '@ketwork/math/wasm/kernels'
import { offsets } from './addresses.ts'
import type { StateLayout } from './layout.ts'
import { numberFormat } from './numberFormat.ts'

/** Bytes of scratch memory that each thread needs, a multiple of 64. */
export function overlapScratchBytes({ precision }: StateLayout): number {
  return Math.ceil(gemmScratchBytes(precision) / 64) * 64
}

/** Rows and columns of C that a unit computes: small enough for its operands to stay in the second-level cache. */
export const OVERLAP_TILE = 64

type Index = Expression<'i32'>

const addresses = (type: AddressType) =>
  ({ lefts: type, leftBytes: type, rights: type, rightBytes: type, out: type, outBytes: type, scratch: type }) as const
const ranges = { from: 'i32', to: 'i32', thread: 'i32' } as const

/**
 * C(i, j) += sum over `amplitudes` amplitudes of conj(left_i) right_j; `leftBytes`, `rightBytes` and `outBytes` lead from a row to the next.
 *
 * Units: tiles of `OVERLAP_TILE` x `OVERLAP_TILE`, row by row. JavaScript passes lefts, leftBytes, rights, rightBytes, out, outBytes, scratch (`overlapScratchBytes` for each thread),
 * rows, columns, amplitudes, from, to, thread.
 */
export function emitOverlaps(module: ModuleBuilder, layout: StateLayout, multiply: ZgemmFunction) {
  const counts = { rows: 'i32', columns: 'i32', amplitudes: 'i32', ...ranges } as const
  return module.function({ parameters: { ...addresses(module.address.type), ...counts } }, (f, operands) => {
    const { rows, columns, amplitudes, from, to, thread, ...places } = operands
    const across = f.let(i32.div_u(i32.add(columns, OVERLAP_TILE - 1), OVERLAP_TILE))
    f.loop({ from, to }, (tile) => {
      const i = f.let(i32.mul(i32.div_u(tile, across), OVERLAP_TILE))
      const j = f.let(i32.mul(i32.rem_u(tile, across), OVERLAP_TILE))
      multiplyTile(f, module, layout, multiply, { ...places, rows, columns, amplitudes, thread, i, j })
    })
  })
}

/**
 * The tiles of C(i, j) += <state_i|state_j> on and above the diagonal; `emitMirror` fills in the others.
 *
 * Units: tiles, counted row by row: t (t + 1) / 2 where t tiles lie along a side. JavaScript passes states, stateBytes, out, outBytes, scratch, rows, amplitudes, from, to, thread.
 */
export function emitGram(module: ModuleBuilder, layout: StateLayout, multiply: ZgemmFunction) {
  const { type } = module.address
  const places = { states: type, stateBytes: type, out: type, outBytes: type, scratch: type } as const
  const signature = { parameters: { ...places, rows: 'i32', amplitudes: 'i32', ...ranges } } as const
  return module.function(signature, (f, { states, stateBytes, out, outBytes, scratch, rows, amplitudes, from, to, thread }) => {
    const side = f.let(i32.div_u(i32.add(rows, OVERLAP_TILE - 1), OVERLAP_TILE))
    f.loop({ from, to }, (tile) => {
      const [row, left, column] = [f.local('i32'), f.let(side), f.let(tile)]
      f.set(row, 0)
      f.while(i32.ge_u(column, left), () => {
        f.set(column, i32.sub(column, left))
        f.set(left, i32.sub(left, 1))
        f.set(row, i32.add(row, 1))
      })
      const i = f.let(i32.mul(row, OVERLAP_TILE))
      const j = f.let(i32.mul(i32.add(row, column), OVERLAP_TILE))
      const both = { lefts: states, leftBytes: stateBytes, rights: states, rightBytes: stateBytes }
      multiplyTile(f, module, layout, multiply, { ...both, out, outBytes, scratch, rows, columns: rows, amplitudes, thread, i, j })
    })
  })
}

/**
 * C(i, j) = conj(C(j, i)) below the diagonal of a square C, and no imaginary part on it.
 *
 * Units: rows. JavaScript passes out, outBytes, from, to, thread.
 */
export function emitMirror(module: ModuleBuilder, layout: StateLayout) {
  const { bytes, load, store, constant, negate } = numberFormat(layout.precision)
  const at = offsets(module)
  return module.function({ parameters: { out: at.type, outBytes: at.type, ...ranges } }, (f, { out, outBytes, from, to }) => {
    f.loop({ from, to }, (row) => {
      const target = f.let(at.add(out, at.mul(at.from(row), outBytes)))
      const source = f.let(at.add(out, at.mul(at.from(row), 2 * bytes)))
      f.loop({ to: row }, () => {
        f.do(store(target, load(source)), store(target, negate(load(source, { offset: bytes })), { offset: bytes }))
        f.set(target, at.add(target, 2 * bytes))
        f.set(source, at.add(source, outBytes))
      })
      f.do(store(target, constant(0), { offset: bytes }))
    })
  })
}

type ZgemmFunction = ReturnType<typeof emitZgemm>

interface TileOperands extends Readonly<Record<keyof ReturnType<typeof addresses>, Expression<AddressType>>> {
  readonly rows: Index
  readonly columns: Index
  readonly amplitudes: Index
  readonly thread: Index
  readonly i: Index
  readonly j: Index
}

function multiplyTile(f: FunctionBuilder, module: ModuleBuilder, layout: StateLayout, multiply: ZgemmFunction, tile: TileOperands): void {
  const { bytes, constant } = numberFormat(layout.precision)
  const at = offsets(module)
  const within = (size: Index, first: Index) => module.address.min(at.sub(at.from(size), at.from(first)), OVERLAP_TILE)
  const place = (base: Expression<AddressType>, row: Index, rowBytes: Expression<AddressType>) =>
    at.add(base, at.mul(at.from(row), rowBytes))
  const [one, zero, minusOne] = [constant(1), constant(0), constant(-1)]
  f.do(
    multiply({
      m: within(tile.rows, tile.i),
      n: within(tile.columns, tile.j),
      k: at.from(tile.amplitudes),
      a: place(tile.lefts, tile.i, tile.leftBytes),
      aRow: tile.leftBytes,
      aColumn: at.const(2 * bytes),
      b: place(tile.rights, tile.j, tile.rightBytes),
      bRow: at.const(2 * bytes),
      bColumn: tile.rightBytes,
      c: at.add(place(tile.out, tile.i, tile.outBytes), at.mul(at.from(tile.j), 2 * bytes)),
      cRow: tile.outBytes,
      scratch: at.add(tile.scratch, at.mul(at.from(tile.thread), overlapScratchBytes(layout))),
      alphaRe: one,
      alphaIm: zero,
      signA: minusOne,
      signB: one,
    }),
  )
}
