/**
 * Draws basis states with the probabilities of running sums and their guide (`emitRunningSums.ts`): a uniform number and about two comparisons a draw.
 *
 * Draw i takes uniform number i of the stream: the first index whose running sum exceeds u times the total, never one of probability 0. Draws go in blocks,
 * each in sweeps without branches (numbers, places in the guide, first comparison), so that many loads are under way at once; few draws are left to search on.
 */
import { f64, f64x2, i32, i32x4, i64, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { DRAWS_IN_GROUP, emitUniforms, streamWords } from './emitUniforms.ts'

/** Groups of draws in a block. */
const BLOCK_GROUPS = 64

/** Of each thread. */
export const DRAW_SCRATCH_BYTES = BLOCK_GROUPS * DRAWS_IN_GROUP * 8

/**
 * Defines a function that writes drawn indices to `out`, as u32. Unit: a group of eight draws; `out` has room for whole groups.
 *
 * @param total (of the function made here) the address of the last running sum, an f64
 * @param scratch (likewise) `DRAW_SCRATCH_BYTES` for each thread, one after the other
 * @returns a function of sums, guide, guideSize, total, key0, key1, stream0, stream1, out, scratch, from, to, thread
 */
export function emitDrawIndices(module: ModuleBuilder) {
  const at = offsets(module)
  const uniforms = emitUniforms(module)
  const tables = { sums: at.type, guide: at.type, guideSize: 'i32', total: at.type } as const
  const parameters = { ...tables, ...streamWords, out: at.type, scratch: at.type, from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters }, (f, { sums, guide, guideSize, total, out, scratch, from, to, thread, ...words }) => {
    f.set(scratch, at.add(scratch, at.mul(at.from(thread), DRAW_SCRATCH_BYTES)))
    const whole = f.let(f64.load(total))
    const [factor, buckets] = [f.let(f64x2.splat(whole)), f.let(f64x2.splat(f64.convert_i32_u(guideSize)))]
    // u < 1, but u times the total may round to it: the largest number below keeps such a draw on the last state of any weight
    const below = f.let(f64x2.splat(f64.reinterpret_i64(i64.sub(i64.reinterpret_f64(whole), 1))))
    const sum = (index: Parameters<typeof at.from>[0]) => f64.load(at.add(sums, at.mul(at.from(index), 8)))
    f.loop({ from, to, step: BLOCK_GROUPS }, (block) => {
      const groups = f.let(i32.sub(to, block))
      f.if(i32.gt_u(groups, BLOCK_GROUPS), () => f.set(groups, i32.const(BLOCK_GROUPS)))
      f.do(uniforms({ out: scratch, ...words, firstGroup: block, from: 0, to: groups, thread }))
      const drawn = f.let(at.add(out, at.mul(at.from(block), 4 * DRAWS_IN_GROUP)))
      const draws = f.let(at.from(i32.mul(groups, DRAWS_IN_GROUP)))
      const [target, place] = [f.local(at.type), f.local(at.type)]
      const sweep = (step: number, body: () => void): void => {
        f.set(target, scratch)
        f.set(place, drawn)
        f.loop({ from: at.const(0), to: draws, step }, () => {
          body()
          f.set(target, at.add(target, 8 * step))
          f.set(place, at.add(place, 4 * step))
        })
      }
      sweep(2, () => {
        const u = f.let(v128.load(target))
        const bucket = f.let(i32x4.trunc_sat_f64x2_u_zero(f64x2.mul(u, buckets)))
        f.do(v128.store(target, f64x2.min(f64x2.mul(u, factor), below)))
        for (const lane of [0, 1]) {
          const entry = at.add(guide, at.mul(at.from(i32x4.extract_lane(bucket, lane)), 4))
          f.do(i32.store(place, i32.load(entry), { offset: 4 * lane }))
        }
      })
      sweep(1, () => {
        const index = f.let(i32.load(place))
        const limit = f.let(f64.load(target))
        f.set(index, i32.add(index, f64.le(sum(index), limit)))
        f.do(i32.store(place, i32.add(index, f64.le(sum(index), limit))))
      })
      sweep(1, () => {
        const [index, limit] = [f.let(i32.load(place)), f.let(f64.load(target))]
        f.while(f64.le(sum(index), limit), () => f.set(index, i32.add(index, 1)))
        f.do(i32.store(place, index))
      })
    })
  })
}
