/**
 * All overlaps of two batches of states, tile by tile: as many states as fit the memory stand there at once. Where a whole batch fits, each of its
 * states is prepared once; otherwise the right batch is prepared again for each tile of the left one.
 */
import type { Amplitudes } from '../kernels/cube.ts'
import { evolveRow } from '../run/evolve.ts'
import type { Run } from '../run/Run.ts'
import { type StateRows, type TilePlace, addInnerProducts } from './innerProducts.ts'

export interface OverlapJob {
  readonly left: Run
  /** The same run as `left` for a symmetric result. */
  readonly right: Run
  /** States that a tile of either side holds. */
  readonly tile: number
}

/** rows x columns complex numbers, interleaved. */
export async function overlapTiles({ left, right, tile }: OverlapJob): Promise<Float64Array> {
  const [rows, columns] = [left.inputs.rows, right.inputs.rows]
  const out = new Float64Array(2 * rows * columns)
  const symmetric = left === right
  const leftRoom = left.borrow(Math.min(tile, rows))
  const rightRoom = symmetric && tile >= rows ? leftRoom : right.borrow(Math.min(tile, columns))
  const kept = !symmetric && tile >= columns ? await prepareTile(right, rightRoom, 0, columns) : undefined
  for (let row = 0; row < rows; row += tile) {
    const leftTile = await prepareTile(left, leftRoom, row, Math.min(rows, row + tile))
    for (let column = symmetric ? row : 0; column < columns; column += tile) {
      const own = symmetric && column === row
      const rightTile = own ? leftTile : (kept ?? (await prepareTile(right, rightRoom, column, Math.min(columns, column + tile))))
      await multiplyTile(left, leftTile, rightTile, { out, row, column, columns }, own)
    }
  }
  if (symmetric) mirror(out, rows)
  return out
}

async function prepareTile(run: Run, room: Amplitudes, from: number, to: number): Promise<StateRows> {
  const width = 2 * 2 ** run.plan.qubits
  const states = Array.from({ length: to - from }, (_, i) => room.subarray(i * width, (i + 1) * width))
  for (let row = from; row < to; row++) await evolveRow(run, row, states[row - from])
  return states
}

/** Rows of the left and right tile that are multiplied at a time: they stay in the cache. */
const BAND_ROWS = 16
const BAND_COLUMNS = 64

async function multiplyTile(run: Run, left: StateRows, right: StateRows, place: TilePlace, own: boolean): Promise<void> {
  const event = run.beginPass('overlaps')
  const amplitudes = 2 ** run.plan.qubits
  for (let column = 0; column < right.length; column += BAND_COLUMNS) {
    const band = right.slice(column, column + BAND_COLUMNS)
    const end = own ? Math.min(left.length, column + BAND_COLUMNS) : left.length // `mirror` fills in what lies below the diagonal
    for (let row = 0; row < end; row += BAND_ROWS) {
      addInnerProducts(left, row, Math.min(end, row + BAND_ROWS), band, { ...place, column: place.column + column })
      if (run.pace.add(BAND_ROWS * band.length * amplitudes)) await run.pace.breathe()
    }
  }
  const pairs = left.length * right.length * amplitudes
  run.endPass(event, { amplitudes: pairs, bytes: 2 * run.bytesAnAmplitude * pairs })
}

/** The lower half of a Hermitian matrix from the upper one; the diagonal gets no imaginary part. */
function mirror(out: Float64Array, rows: number): void {
  for (let i = 0; i < rows; i++) {
    out[2 * (i * rows + i) + 1] = 0
    for (let j = i + 1; j < rows; j++) {
      out[2 * (j * rows + i)] = out[2 * (i * rows + j)]
      out[2 * (j * rows + i) + 1] = -out[2 * (i * rows + j) + 1]
    }
  }
}
