/**
 * Running sums of |amplitude|^2 for sampling, with a guide table into them, in passes that threads share.
 *
 * A state is cut into chunks. `emitChunkWeights` sums each chunk, `emitPrefixSums` adds the chunks up, and `emitRunningSums` goes through each chunk again
 * and writes s_i = (sum of the chunks before) + (sum inside the chunk). Both passes add in the same order, so the sums of neighbouring chunks fit to the
 * bit: they never fall, and a state of probability 0 has the sum of the state before it. All sums are f64, in both precisions.
 *
 * The guide (Chen and Asau, "On generating random variates from an empirical distribution", 1974) has K entries, K a power of two: a draw u begins its
 * search at index `guide[floor(u K)]`, at or before the first i whose s_i exceeds u s_last, and takes 1 + 2^n / K steps on average. Entry j is written by the
 * last i with floor(s_i K / s_last) + 1 <= j; a bucket is never left too early, because the quotient is rounded up a little.
 */
import {
  type Expression,
  f32x4,
  f64,
  f64x2,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  memory,
  type ModuleBuilder,
  select,
  v128,
} from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, lanes, type StateLayout } from './layout.ts'

type Vector = Expression<'v128'>

/** A good length for the guide: as many entries as draws, so that building it costs no more than drawing, and never more than amplitudes. */
export function guideSizeFor(amplitudes: number, shots: number): number {
  return Math.min(amplitudes, 2 ** Math.ceil(Math.log2(Math.max(1, shots))))
}

/**
 * Defines a function that writes the weight of chunk c to number c + 1 of `prefixes`. Unit: a chunk of `chunkCells` cells.
 *
 * @returns a function of state, prefixes, chunkCells, from, to, thread
 */
export function emitChunkWeights(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const parameters = { state: at.type, prefixes: at.type, chunkCells: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters }, (f, { state, prefixes, chunkCells, from, to }) => {
    const bytes = f.let(at.ofCell(chunkCells))
    const sum = f.local('v128')
    f.loop({ from, to }, (chunk) => {
      const start = f.let(at.add(state, at.mul(bytes, at.from(chunk))))
      f.set(sum, f64x2.const(0, 0))
      f.loop({ from: start, to: at.add(start, bytes), step: CELL_BYTES }, (cell) => {
        for (const weights of cellWeights(f, layout, cell)) f.set(sum, f64x2.add(sum, bothUpper(f.let(withinPair(weights)))))
      })
      f.do(f64.store(at.add(prefixes, at.mul(at.from(chunk), 8)), f64x2.extract_lane(sum, 0), { offset: 8 }))
    })
  })
}

/**
 * Defines a function that replaces numbers 1 to `chunks` of `prefixes` by their running sums and writes 0 to number 0; the last is the total.
 *
 * @returns a function of prefixes, chunks, from, to, thread; the only unit is all of it
 */
export function emitPrefixSums(module: ModuleBuilder) {
  const at = offsets(module)
  const parameters = { prefixes: at.type, chunks: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters }, (f, { prefixes, chunks }) => {
    const sum = f.local('f64')
    f.do(f64.store(prefixes, 0))
    f.loop({ from: 0, to: chunks }, () => {
      f.set(prefixes, at.add(prefixes, 8))
      f.set(sum, f64.add(sum, f64.load(prefixes)))
      f.do(f64.store(prefixes, sum))
    })
  })
}

/**
 * Defines a function that writes the running sums of a chunk and its part of the guide: from the bucket after the sum before the chunk to that after its last.
 *
 * Unit: a chunk, as above; `prefixes` after `emitPrefixSums`. `sums` has a number for each amplitude of the state's cells, `guide` `guideSize` (a power of two) i32.
 *
 * @returns a function of state, prefixes, sums, guide, guideSize, chunkCells, chunks, from, to, thread
 */
export function emitRunningSums(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const counts = { guideSize: 'i32', chunkCells: 'i32', chunks: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  const parameters = { state: at.type, prefixes: at.type, sums: at.type, guide: at.type, ...counts } as const
  const width = lanes(layout.precision)
  return module.function({ parameters }, (f, { state, prefixes, sums, guide, guideSize, chunkCells, chunks, from, to }) => {
    const prefix = (index: Expression<'i32'>) => f64.load(at.add(prefixes, at.mul(at.from(index), 8)))
    const entry = (index: Expression<'i32'>) => at.add(guide, at.mul(at.from(index), 4))
    const scale = f.let(f64x2.splat(f64.mul(f64.div(f64.convert_i32_u(guideSize), prefix(chunks)), ROUNDED_UP)))
    /** The first bucket in which no draw stops at or before a state with this sum. */
    const bucketsAfter = (pair: Vector) =>
      i32x4.min_u(i32x4.add(i32x4.trunc_sat_f64x2_u_zero(f64x2.mul(pair, scale)), i32x4.const(1, 1, 1, 1)), i32x4.splat(guideSize))
    const bucketAfter = (sum: Expression<'f64'>) => i32x4.extract_lane(bucketsAfter(f64x2.splat(sum)), 0)
    const [place, cell, sum] = [f.local(at.type), f.local(at.type), f.local('v128')]
    f.loop({ from, to }, (chunk) => {
      const before = f.let(prefix(chunk))
      const base = f.let(f64x2.splat(before))
      const next = f.let(i32.add(chunk, 1))
      const first = f.let(select(chunk, bucketAfter(before), i32.const(0)))
      const end = f.let(select(i32.lt_u(next, chunks), bucketAfter(prefix(next)), guideSize))
      f.do(memory.fill(entry(first), 0, at.mul(at.from(i32.sub(end, first)), 4)))
      const cells = f.let(i32.mul(chunk, chunkCells))
      f.set(cell, at.add(state, at.ofCell(cells)))
      const index = f.let(i32.mul(cells, width))
      const start = f.let(index)
      f.set(place, at.add(sums, at.mul(at.from(index), 8)))
      f.set(sum, f64x2.const(0, 0))
      f.loop({ from: 0, to: chunkCells }, () => {
        for (const weights of cellWeights(f, layout, cell)) {
          const inside = f.let(withinPair(weights))
          const running = f.let(f64x2.add(base, f64x2.add(sum, inside)))
          f.set(sum, f64x2.add(sum, bothUpper(inside)))
          f.do(v128.store(place, running))
          f.set(place, at.add(place, 16))
          const buckets = f.let(bucketsAfter(running))
          for (const lane of [0, 1]) {
            f.set(index, i32.add(index, 1))
            const bucket = f.let(i32x4.extract_lane(buckets, lane))
            f.if(i32.lt_u(bucket, end), () => f.do(i32.store(entry(bucket), index)))
          }
        }
        f.set(cell, at.add(cell, CELL_BYTES))
      })
      emitRunningMaximum(f, entry(first), entry(end), start)
    })
  })
}

/** 1 and some units in the last place: more than what the rounding of s K / total can lose. */
const ROUNDED_UP = 1 + 2 ** -50

/** Every entry becomes the largest of `start` and the entries up to it. */
function emitRunningMaximum(f: FunctionBuilder, from: Expression<'i32' | 'i64'>, to: Expression<'i32' | 'i64'>, start: Local<'i32'>): void {
  f.loop({ from, to, step: 4 }, (place) => {
    const written = f.let(i32.load(place))
    f.set(start, select(i32.gt_u(written, start), written, start))
    f.do(i32.store(place, start))
  })
}

/** |amplitude|^2 of a cell in double precision, two amplitudes a vector. */
function cellWeights(f: FunctionBuilder, { precision }: StateLayout, cell: Local<'i32' | 'i64'>): readonly Vector[] {
  const [re, im] = [f.let(v128.load(cell)), f.let(v128.load(cell, { offset: 16 }))]
  const weights = (real: Vector, imaginary: Vector): Vector => {
    const [a, b] = [f.let(real), f.let(imaginary)]
    return f.let(f64x2.relaxed_madd(a, a, f64x2.mul(b, b)))
  }
  if (precision === 'f64') return [weights(re, im)]
  const upper = (vector: Vector) => f64x2.promote_low_f32x4(f32x4.shuffle(vector, vector, [2, 3, 2, 3]))
  return [weights(f64x2.promote_low_f32x4(re), f64x2.promote_low_f32x4(im)), weights(upper(re), upper(im))]
}

/** (p0, p1) to (p0, p0 + p1). */
function withinPair(pair: Vector): Vector {
  return f64x2.add(pair, f64x2.shuffle(f64x2.const(0, 0), pair, [0, 2]))
}

const bothUpper = (pair: Vector): Vector => f64x2.shuffle(pair, pair, [1, 1])
