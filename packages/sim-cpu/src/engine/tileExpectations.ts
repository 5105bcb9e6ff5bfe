/** Expectations of rows that run side by side in tiles. */
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { TileWork } from './TileWork.ts'

/** B x K. */
export async function tileExpectations(call: Call, bound: BoundProgram): Promise<Float64Array> {
  const work = new TileWork(call, bound.compiled.tiles(true, call), bound.program, 0)
  const columns = bound.compiled.structure.observables.length
  if (columns === 0) return new Float64Array(0)
  const out = call.borrow(8 * work.tiles * work.chunks * columns * work.width)
  await call.run([await work.expect(bound.groupTable(call), out)])
  return call.measure('pass', 'read', () => readTileValues(call, work, columns, out))
}

/** B x K from the partial sums of tiles. */
export function readTileValues(call: Call, work: TileWork, columns: number, address: number): Float64Array {
  const { chunks, width, tiles } = work
  const sums = call.engine.arena.f64(address, tiles * chunks * columns * width)
  const values = new Float64Array(call.inputs.rows * columns)
  for (let row = 0; row < call.inputs.rows; row++) {
    const first = Math.floor(row / width) * chunks * columns * width + (row % width)
    for (let k = 0; k < columns; k++) {
      let sum = 0
      for (let chunk = 0; chunk < chunks; chunk++) sum += sums[first + (chunk * columns + k) * width]
      values[row * columns + k] = sum
    }
  }
  return values
}
