/**
 * Overlaps of two batches of states: as many states as fit stand in memory at once. Where a whole batch fits, each of its states is prepared once;
 * otherwise the right batch is prepared again for each part of the left one.
 */
import { OVERLAP_TILE, overlapScratchBytes } from '../kernels/emitOverlaps.ts'
import { kernelModule } from '../kernels/kernelModule.ts'
import { overlapModule } from '../kernels/overlapModule.ts'
import type { LoadedModule } from '../threads/loadModule.ts'
import type { Stage } from '../threads/stage.ts'
import type { BoundProgram } from './BoundProgram.ts'
import type { Call } from './Call.ts'
import { openRowFiller, type RowFiller } from './fillRows.ts'

/** Amplitudes of the states that one stage multiplies: long states are taken part by part. */
const PART_AMPLITUDES = 2 ** 12

export interface OverlapSizes {
  /** States of a batch that stand in memory together. */
  readonly together: number
}

/** rows x columns complex numbers, interleaved; `right` is `left` for a symmetric result. */
export async function computeOverlaps(left: Call, right: Call, bound: BoundProgram, { together }: OverlapSizes): Promise<Float64Array> {
  const [rows, columns] = [left.inputs.rows, right.inputs.rows]
  const filler = await openRowFiller(left, bound)
  const rightFiller = right === left ? filler : await openRowFiller(right, bound)
  const step = grained(together, filler.grain)
  const leftRoom = left.borrow(Math.min(step, rows) * filler.rowBytes)
  const multiplier = await openMultiplier(left, bound, Math.min(step, rows), Math.min(step, columns))
  const out = new Float64Array(2 * rows * columns)
  const job = { filler, rightFiller, multiplier, step, out, rows, columns, leftRoom }
  if (right === left && step >= rows) {
    await filler.fill(0, rows, leftRoom)
    await multiplier.gram(leftRoom, rows, (block) => out.set(block))
    return out
  }
  await multiplyParts(right, job, right === left)
  return out
}

interface OverlapJob {
  readonly filler: RowFiller
  readonly rightFiller: RowFiller
  readonly multiplier: Multiplier
  readonly step: number
  readonly out: Float64Array
  readonly rows: number
  readonly columns: number
  readonly leftRoom: number
}

async function multiplyParts(right: Call, job: OverlapJob, symmetric: boolean): Promise<void> {
  const { filler, rightFiller, multiplier, step, out, rows, columns, leftRoom } = job
  const rightRoom = right.borrow(Math.min(step, columns) * rightFiller.rowBytes)
  const kept = step >= columns
  if (kept) await rightFiller.fill(0, columns, rightRoom)
  for (let row = 0; row < rows; row += step) {
    const rowCount = Math.min(step, rows - row)
    await filler.fill(row, rowCount, leftRoom)
    for (let column = symmetric ? row : 0; column < columns; column += step) {
      const columnCount = Math.min(step, columns - column)
      const own = symmetric && column === row
      if (!own && !kept) await rightFiller.fill(column, columnCount, rightRoom)
      const place = (block: Float64Array | Float32Array): void => placeBlock(out, columns, { row, column, rowCount, columnCount }, block)
      if (own) await multiplier.gram(leftRoom, rowCount, place)
      else await multiplier.product(leftRoom, rowCount, rightRoom, columnCount, place)
    }
  }
  if (symmetric) right.measure('pass', 'mirror', () => mirror(out, rows))
}

interface BlockPlace {
  readonly row: number
  readonly column: number
  readonly rowCount: number
  readonly columnCount: number
}

function placeBlock(
  out: Float64Array,
  columns: number,
  { row, column, rowCount, columnCount }: BlockPlace,
  block: ArrayLike<number>,
): void {
  for (let i = 0; i < rowCount; i++)
    for (let j = 0; j < 2 * columnCount; j++) out[2 * ((row + i) * columns + column) + j] = block[2 * i * columnCount + j]
}

function mirror(out: Float64Array, rows: number): void {
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      out[2 * (j * rows + i)] = out[2 * (i * rows + j)]
      out[2 * (j * rows + i) + 1] = -out[2 * (i * rows + j) + 1]
    }
  }
}

type Use = (block: Float64Array | Float32Array) => void

interface Multiplier {
  gram(states: number, rows: number, use: Use): Promise<void>
  product(lefts: number, rows: number, rights: number, columns: number, use: Use): Promise<void>
}

async function openMultiplier(call: Call, bound: BoundProgram, rows: number, columns: number): Promise<Multiplier> {
  const { engine } = call
  const { arena } = engine
  const { structure, precision } = bound.compiled
  const [kernels, general] = await Promise.all([call.library(overlapModule, bound.layout), call.library(kernelModule, bound.layout)])
  const numberBytes = precision === 'f64' ? 8 : 4
  const rowBytes = 2 * numberBytes * 2 ** structure.qubits
  const target = call.borrow(64 * Math.ceil((2 * numberBytes * rows * columns) / 64))
  const scratch = call.borrow(overlapScratchBytes(bound.layout) * Math.max(1, engine.runner.threads))
  const at = (address: number) => call.pointer(address)
  const clear = (bytes: number): Stage => ({
    module: general,
    kernel: 'clear',
    args: [at(target)],
    units: Math.ceil(bytes / 32),
    label: 'clear',
    work: 1,
    bytes,
  })
  const parts = (multiply: (offset: number, amplitudes: number) => Stage): Stage[] => {
    const stages: Stage[] = []
    const amplitudes = 2 ** structure.qubits
    for (let first = 0; first < amplitudes; first += PART_AMPLITUDES)
      stages.push(multiply(first * 2 * numberBytes, Math.min(PART_AMPLITUDES, amplitudes - first)))
    return stages
  }
  const read = (count: number): Float64Array | Float32Array => arena.numbers(precision, target, count)
  return {
    gram: async (states, count, use) => {
      const outBytes = 2 * numberBytes * count
      const tiles = Math.ceil(count / OVERLAP_TILE)
      const multiply = (offset: number, amplitudes: number): Stage => ({
        ...stageOf(kernels, 'gram', (tiles * (tiles + 1)) / 2),
        args: [at(states + offset), at(rowBytes), at(target), at(outBytes), at(scratch), count, amplitudes],
        ...pairFigures((count * count) / 2, amplitudes, numberBytes),
      })
      const mirrored: Stage = {
        ...stageOf(kernels, 'mirror', count),
        args: [at(target), at(outBytes)],
        work: count,
        bytes: count * outBytes,
      }
      await call.run([clear(count * outBytes), ...parts(multiply), mirrored])
      call.measure('pass', 'read', () => use(read(2 * count * count)))
    },
    product: async (lefts, count, rights, across, use) => {
      const outBytes = 2 * numberBytes * across
      const tiles = Math.ceil(count / OVERLAP_TILE) * Math.ceil(across / OVERLAP_TILE)
      const multiply = (offset: number, amplitudes: number): Stage => ({
        ...stageOf(kernels, 'overlaps', tiles),
        args: [...[lefts + offset, rowBytes, rights + offset, rowBytes, target, outBytes, scratch].map(at), count, across, amplitudes],
        ...pairFigures(count * across, amplitudes, numberBytes),
      })
      await call.run([clear(count * outBytes), ...parts(multiply)])
      call.measure('pass', 'read', () => use(read(2 * count * across)))
    },
  }
}

/** A pair of states is read together. */
function pairFigures(pairs: number, amplitudes: number, numberBytes: number) {
  return { amplitudes: 2 * pairs * amplitudes, work: pairs * amplitudes, bytes: 4 * numberBytes * pairs * amplitudes }
}

function stageOf(module: LoadedModule, kernel: string, units: number) {
  return { module, kernel, units, label: 'overlaps' }
}

function grained(count: number, grain: number): number {
  return Math.max(grain, count - (count % grain))
}
