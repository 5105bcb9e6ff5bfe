/** States of rows as interleaved amplitudes in the engine's memory. */
import { tileKernelModule } from '../kernels/tileKernelModule.ts'
import { type BoundProgram, amplitudeBytes } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { StateWork } from './StateWork.ts'
import { TileWork } from './TileWork.ts'

/** Writes rows of a call, `rowBytes` apart. */
export interface RowFiller {
  readonly rowBytes: number
  /** Rows `first` to `first + count` - 1, at `target` and on. Rows of one tile must not be cut: `first` is a multiple of `grain`. */
  fill(first: number, count: number, target: number): Promise<void>
  readonly grain: number
}

export async function openRowFiller(call: Call, bound: BoundProgram): Promise<RowFiller> {
  const givenInitial = call.inputs.initial !== undefined
  return bound.compiled.inTiles && !givenInitial ? openTileFiller(call, bound) : openStateFiller(call, bound, !givenInitial)
}

async function openStateFiller(call: Call, bound: BoundProgram, real: boolean): Promise<RowFiller> {
  const program = bound.compiled.states(real, call)
  const work = await StateWork.begin(call, program, bound)
  const rowBytes = amplitudeBytes(bound)
  // A state shorter than a vector is worked on in a place of its own.
  const spare = program.stateBytes > rowBytes ? call.borrow(program.stateBytes) : undefined
  const { arena } = call.engine
  return {
    rowBytes,
    grain: 1,
    fill: async (first, count, target) => {
      for (let row = first; row < first + count; row++) {
        call.beginRow()
        const place = target + (row - first) * rowBytes
        const state = spare ?? place
        work.prepare(row)
        await call.run([...work.evolve(row, state), work.toAmplitudes(state)])
        if (spare !== undefined) arena.u8(place, rowBytes).set(arena.u8(spare, rowBytes))
        call.endRow()
      }
    },
  }
}

/** Bytes of tiles that stand in memory at a time. */
const MOST_TILE_BYTES = 2 ** 22

async function openTileFiller(call: Call, bound: BoundProgram): Promise<RowFiller> {
  const program = bound.compiled.tiles(true, call)
  const work = new TileWork(call, program, bound.program, 0)
  const rowBytes = amplitudeBytes(bound)
  const together = Math.max(1, Math.min(work.tiles, Math.floor(MOST_TILE_BYTES / program.tileBytes)))
  const tiles = call.borrow(together * program.tileBytes)
  const kernels = await call.library(tileKernelModule, bound.layout)
  return {
    rowBytes,
    grain: work.width,
    fill: async (first, count, target) => {
      const end = Math.ceil((first + count) / work.width)
      for (let tile = first / work.width; tile < end; tile += together) {
        const units = Math.min(together, end - tile)
        const row = tile * work.width
        const rows = Math.min(units * work.width, first + count - row)
        const place = target + (row - first) * rowBytes
        const args = [call.pointer(place), call.pointer(rowBytes), call.pointer(tiles), rows, 2 ** bound.compiled.structure.qubits]
        const copy = {
          module: kernels,
          kernel: 'toRows',
          args,
          units,
          label: 'rows of tiles',
          amplitudes: rows * 2 ** bound.compiled.structure.qubits,
          bytes: 2 * rows * rowBytes,
        }
        await call.run([await work.evolve(tiles, tile, units), copy])
      }
    },
  }
}
