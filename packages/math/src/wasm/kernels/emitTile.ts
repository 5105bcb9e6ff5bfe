/**
 * The product of packed panels: C += A B for one block, a tile of registers at a time.
 *
 * A panel of A holds four rows, a panel of B two vectors of columns, both with the inner index outermost. A tile is 4 x 2 vectors of sums: with
 * two vectors of B and one number of A they fit in the fifteen vector registers that V8 hands out, and eight independent sums are what
 * hides the latency of a multiply-add (measured on Zen 4: 2 x 4 and 8 x 1 are as fast, four sums reach 60 % of it).
 */
import type { ModuleBuilder } from '../buildModule.ts'
import type { AddressType } from '../Expression.ts'
import { memory } from '../access.ts'
import { v128 } from '../vector.ts'
import { numberFormat, type Precision } from './precision.ts'

/** Rows of A in a panel. */
export const TILE_ROWS = 4
/** Vectors of B in a panel. */
const TILE_VECTORS = 2
/** Steps of the inner index that one round of the innermost loop takes; panels are padded with zeros to a multiple of it. */
export const INNER_STEPS = 4

/** Columns of B in a panel. */
export function tileColumns(precision: Precision): number {
  return TILE_VECTORS * numberFormat(precision).lanes
}

const block = (type: AddressType) =>
  ({ rows: type, columns: type, inner: type, a: type, b: type, c: type, cRow: type, tile: type }) as const

/** A function that adds the product of packed panels to `rows` x `columns` numbers at c; `tile` is where a tile at the border is summed. */
export function emitBlockProduct(module: ModuleBuilder, precision: Precision) {
  const { bytes } = numberFormat(precision)
  const at = module.address
  const width = tileColumns(precision)
  const multiplyTile = emitTile(module, precision)
  const addBorder = emitBorder(module, precision)
  return module.function({ parameters: block(at.type) }, (f, { rows, columns, inner, a, b, c, cRow, tile }) => {
    const panelA = f.let(at.mul(inner, TILE_ROWS * bytes))
    const panelB = f.let(at.mul(inner, width * bytes))
    const [fromA, fromB] = [f.local(at.type), f.let(b)]
    f.loop({ from: at.const(0), to: columns, step: width }, (j) => {
      f.set(fromA, a)
      f.loop({ from: at.const(0), to: rows, step: TILE_ROWS }, (i) => {
        const place = f.let(at.add(c, at.add(at.mul(i, cRow), at.mul(j, bytes))))
        const rowsLeft = f.let(at.sub(rows, i))
        const columnsLeft = f.let(at.sub(columns, j))
        f.block((done) => {
          f.block((border) => {
            f.branchIf(border, at.lessThan(rowsLeft, TILE_ROWS))
            f.branchIf(border, at.lessThan(columnsLeft, width))
            f.do(multiplyTile({ inner, a: fromA, b: fromB, c: place, cRow }))
            f.branch(done)
          })
          f.do(memory.fill(tile, 0, TILE_ROWS * width * bytes))
          f.do(multiplyTile({ inner, a: fromA, b: fromB, c: tile, cRow: at.const(width * bytes) }))
          f.do(addBorder({ rows: at.min(rowsLeft, TILE_ROWS), columns: at.min(columnsLeft, width), tile, c: place, cRow }))
        })
        f.set(fromA, at.add(fromA, panelA))
      })
      f.set(fromB, at.add(fromB, panelB))
    })
  })
}

/** c(i, j) += sum over the inner index of a(k, i) b(k, j), for a whole tile. */
function emitTile(module: ModuleBuilder, precision: Precision) {
  const { bytes, loadSplat, addVectors, multiplyAdd } = numberFormat(precision)
  const at = module.address
  const stepA = TILE_ROWS * bytes
  const stepB = TILE_VECTORS * 16
  const rows = Array.from({ length: TILE_ROWS }, (_, i) => i)
  const vectors = Array.from({ length: TILE_VECTORS }, (_, v) => v)
  return module.function(
    { parameters: { inner: at.type, a: at.type, b: at.type, c: at.type, cRow: at.type } },
    (f, { inner, a, b, c, cRow }) => {
      const sums = rows.map(() => vectors.map(() => f.local('v128')))
      f.loop({ from: b, to: at.add(b, at.mul(inner, stepB)), step: INNER_STEPS * stepB }, (fromB) => {
        for (let k = 0; k < INNER_STEPS; k++) {
          const columns = vectors.map((v) => f.let(v128.load(fromB, { offset: k * stepB + 16 * v })))
          for (const i of rows) {
            const row = f.let(loadSplat(a, { offset: k * stepA + i * bytes }))
            for (const v of vectors) f.set(sums[i][v], multiplyAdd(row, columns[v], sums[i][v]))
          }
        }
        f.set(a, at.add(a, INNER_STEPS * stepA))
      })
      for (const i of rows) {
        for (const v of vectors) f.do(v128.store(c, addVectors(v128.load(c, { offset: 16 * v }), sums[i][v]), { offset: 16 * v }))
        f.set(c, at.add(c, cRow))
      }
    },
  )
}

/** Adds the part of a tile that lies inside C. */
function emitBorder(module: ModuleBuilder, precision: Precision) {
  const { bytes, load, store, add } = numberFormat(precision)
  const at = module.address
  const width = tileColumns(precision)
  const parameters = { rows: at.type, columns: at.type, tile: at.type, c: at.type, cRow: at.type }
  return module.function({ parameters }, (f, { rows, columns, tile, c, cRow }) => {
    f.loop({ from: at.const(0), to: rows }, () => {
      f.loop({ from: at.const(0), to: at.mul(columns, bytes), step: bytes }, (j) => {
        const place = f.let(at.add(c, j))
        f.do(store(place, add(load(place), load(at.add(tile, j)))))
      })
      f.set(c, at.add(c, cRow))
      f.set(tile, at.add(tile, width * bytes))
    })
  })
}
