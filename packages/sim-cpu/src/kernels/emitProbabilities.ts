/** Probabilities |amplitude|^2 in f64: of every basis state, or added up over the qubits that are not asked for. */
import {
  type AddressType,
  type Expression,
  f64,
  type FunctionBuilder,
  f64x2,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, type StateLayout, statesInLanes } from './layout.ts'
import { numberFormat } from './numberFormat.ts'
import { inDouble } from './storeSums.ts'

type Offset = Expression<AddressType>

/**
 * Rows of 2^n probabilities: of states that lie one after the other, or of the states of tiles that do; states of the last tile from `rowCount` on are left out.
 *
 * Units: cells, of all states or tiles together. JavaScript passes states, out, amplitudes (2^n), rowCount, from, to, thread.
 */
export function emitProbabilities(module: ModuleBuilder, layout: StateLayout) {
  const { lanes } = numberFormat(layout.precision)
  const at = offsets(module)
  const counts = { amplitudes: 'i32', rowCount: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function(
    { parameters: { states: at.type, out: at.type, ...counts } },
    (f, { states, out, amplitudes, rowCount, from, to }) => {
      const rowBytes = f.let(at.mul(at.from(amplitudes), 8))
      const shift = f.let(i32.ctz(amplitudes))
      f.loop({ from, to }, (cell) => {
        const values = loadSquares(f, layout, f.let(at.add(states, at.ofCell(cell))))
        if (layout.laneQubits === 0) {
          const row = f.let(i32.mul(i32.shr_u(cell, shift), lanes))
          const column = at.mul(at.from(i32.and(cell, i32.sub(amplitudes, 1))), 8)
          const place = f.let(at.add(at.add(out, column), at.mul(at.from(row), rowBytes)))
          for (let sample = 0; sample < lanes; sample++) {
            f.if(i32.lt_u(row, rowCount), () => f.do(f64.store(place, laneOf(values, sample))))
            f.set(row, i32.add(row, 1))
            f.set(place, at.add(place, rowBytes))
          }
        } else {
          f.if(
            i32.lt_u(amplitudes, lanes),
            () => storeShort(f, f.let(at.add(out, at.mul(at.from(cell), rowBytes))), values, amplitudes, lanes),
            () => {
              const place = f.let(at.add(out, at.mul(at.from(cell), 8 * lanes)))
              values.forEach((value, i) => f.do(v128.store(place, value, { offset: 16 * i })))
            },
          )
        }
      })
    },
  )
}

/** The one or two probabilities of a state shorter than a vector. */
function storeShort(f: FunctionBuilder, place: Offset, values: readonly Local<'v128'>[], amplitudes: Local<'i32'>, lanes: number): void {
  f.do(f64.store(place, laneOf(values, 0)))
  if (lanes > 2) f.if(i32.eq(amplitudes, 2), () => f.do(f64.store(place, laneOf(values, 1), { offset: 8 })))
}

/**
 * Adds probabilities of some qubits to out + outBytes c for chunk c; for tiles V numbers a column, one a state.
 *
 * The column of amplitude i is low[i mod L] | high[floor(i / L)], where L is `lowCount`, a power of two of at most `chunkCells` cells: two tables of i32 that
 * the caller writes (`marginalColumns`). With outBytes = 0 all chunks go to one place, and must then not be cut among threads.
 *
 * Units: chunks. JavaScript passes states, low, high, out, outBytes, lowCount, chunkCells, from, to, thread.
 */
export function emitMarginals(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const addresses = { states: at.type, low: at.type, high: at.type, out: at.type, outBytes: at.type } as const
  const counts = { lowCount: 'i32', chunkCells: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters: { ...addresses, ...counts } }, (f, operands) => {
    const { states, low, high, out, outBytes, lowCount, chunkCells, from, to } = operands
    const perCell = 2 ** layout.laneQubits
    const lowCells = f.let(i32.shr_u(lowCount, layout.laneQubits))
    const shift = f.let(i32.ctz(lowCells))
    f.loop({ from, to }, (chunk) => {
      const place = f.let(at.add(out, at.mul(at.from(chunk), outBytes)))
      const first = f.let(i32.mul(chunk, chunkCells))
      f.loop({ from: first, to: i32.add(first, chunkCells), step: lowCells }, (cell) => {
        const base = f.let(i32.load(at.add(high, at.mul(at.from(i32.shr_u(cell, shift)), 4))))
        const column = f.let(low)
        const source = f.let(at.add(states, at.ofCell(cell)))
        f.loop({ to: lowCells }, () => {
          const values = loadSquares(f, layout, source)
          for (let lane = 0; lane < perCell; lane++) {
            const bin = i32.or(i32.load(column, { offset: 4 * lane }), base)
            addToColumn(f, layout, f.let(at.add(place, at.mul(at.from(bin), 8 * statesInLanes(layout)))), values, lane)
          }
          f.set(column, at.add(column, 4 * perCell))
          f.set(source, at.add(source, CELL_BYTES))
        })
      })
    })
  })
}

function addToColumn(f: FunctionBuilder, { laneQubits }: StateLayout, place: Offset, values: readonly Local<'v128'>[], lane: number): void {
  if (laneQubits > 0) f.do(f64.store(place, f64.add(f64.load(place), laneOf(values, lane))))
  else values.forEach((value, i) => f.do(v128.store(place, f64x2.add(v128.load(place, { offset: 16 * i }), value), { offset: 16 * i })))
}

/** |amplitude|^2 of a cell's lanes, as vectors of f64. */
function loadSquares(f: FunctionBuilder, layout: StateLayout, cell: Offset): Local<'v128'>[] {
  const parts = [0, 16].map((offset) => inDouble(layout, f.let(v128.load(cell, { offset }))))
  return parts[0].map((re, i) => {
    const [real, imaginary] = [f.let(re), f.let(parts[1][i])]
    return f.let(f64x2.relaxed_madd(imaginary, imaginary, f64x2.mul(real, real)))
  })
}

function laneOf(values: readonly Local<'v128'>[], lane: number): Expression<'f64'> {
  return f64x2.extract_lane(values[lane >> 1], lane & 1)
}
