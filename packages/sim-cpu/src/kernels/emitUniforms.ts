/**
 * Uniform random numbers in bulk: the bits of math's `RandomStream`, eight draws at a time.
 *
 * Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, SC11) on four counters side by side: vector w holds word w of blocks 4g to 4g + 3. A block makes two draws
 * of 53 bits each, so a group of four blocks makes draws 8g to 8g + 7. Two groups run interleaved, which hides the latency of the products.
 */
import { type Expression, f64x2, type FunctionBuilder, i32, i32x4, i64x2, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'

/** Draws of a group, the unit in which they are made. */
export const DRAWS_IN_GROUP = 8
/** Of the f64 numbers of a group. */
const GROUP_BYTES = 8 * DRAWS_IN_GROUP

/** The words that name a stream, as `RandomStream.words` gives them. */
export const streamWords = { key0: 'i32', key1: 'i32', stream0: 'i32', stream1: 'i32' } as const

const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const
const WEYL = [0x9e3779b9, 0xbb67ae85] as const
const ROUNDS = 10

/**
 * Defines a function that writes uniform numbers in [0, 1) as f64: number i at `out` is draw number `8 firstGroup + i` of the stream.
 *
 * Unit: a group of eight draws. `firstGroup` is unsigned. `out` has room for whole groups.
 *
 * @returns a function of out, key0, key1, stream0, stream1, firstGroup, from, to, thread
 */
export function emitUniforms(module: ModuleBuilder) {
  const at = offsets(module)
  const parameters = { out: at.type, ...streamWords, firstGroup: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters }, (f, { out, key0, key1, stream0, stream1, firstGroup, from, to }) => {
    const key = [f.let(i32x4.splat(key0)), f.let(i32x4.splat(key1))]
    const stream = [f.let(i32x4.splat(stream0)), f.let(i32x4.splat(stream1))]
    const place = f.let(at.add(out, at.mul(at.from(from), GROUP_BYTES)))
    const end = f.let(i32.add(firstGroup, to))
    const emitGroups = (first: Expression<'i32'>, count: 1 | 2) => {
      const groups = Array.from({ length: count }, (_, i): Words => {
        const group = f.let(i32.add(first, i))
        const low = f.let(v128.or(i32x4.splat(i32.shl(group, 2)), i32x4.const(0, 1, 2, 3)))
        return [low, f.let(i32x4.splat(i32.shr_u(group, 30))), f.let(stream[0]), f.let(stream[1])]
      })
      emitPhilox(f, groups, key)
      groups.forEach((words, i) => emitDraws(f, words, place, i * GROUP_BYTES))
      f.set(place, at.add(place, count * GROUP_BYTES))
    }
    f.loop({ from: i32.add(firstGroup, from), to: i32.sub(end, i32.and(i32.sub(to, from), 1)), step: 2 }, (group) => emitGroups(group, 2))
    f.if(i32.and(i32.sub(to, from), 1), () => emitGroups(i32.sub(end, 1), 1))
  })
}

type Words = readonly [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>]

/** Replaces the four words of each set of four counters by their random words. */
function emitPhilox(f: FunctionBuilder, sets: readonly Words[], key: readonly Local<'v128'>[]): void {
  const factors = MULTIPLIERS.map((multiplier) => i32x4.const(multiplier, multiplier, multiplier, multiplier))
  const roundKey = key.map((word) => f.let(word))
  for (let round = 0; round < ROUNDS; round++) {
    for (const words of sets) {
      const [product0, product1] = [0, 1].map((i) => ({
        low: f.let(i64x2.extmul_low_i32x4_u(words[2 * i], factors[i])),
        high: f.let(i64x2.extmul_high_i32x4_u(words[2 * i], factors[i])),
      }))
      f.set(words[0], v128.xor(v128.xor(upperHalves(product1), words[1]), roundKey[0]))
      f.set(words[1], lowerHalves(product1))
      f.set(words[2], v128.xor(v128.xor(upperHalves(product0), words[3]), roundKey[1]))
      f.set(words[3], lowerHalves(product0))
    }
    if (round < ROUNDS - 1) WEYL.forEach((step, i) => f.set(roundKey[i], i32x4.add(roundKey[i], i32x4.const(step, step, step, step))))
  }
}

interface Products {
  readonly low: Expression<'v128'>
  readonly high: Expression<'v128'>
}
const lowerHalves = ({ low, high }: Products): Expression<'v128'> => i32x4.shuffle(low, high, [0, 2, 4, 6])
const upperHalves = ({ low, high }: Products): Expression<'v128'> => i32x4.shuffle(low, high, [1, 3, 5, 7])

/** Writes the two draws of each block: 27 bits of words 0 and 2 above 26 bits of words 1 and 3, divided by 2^53; all of it exact. */
function emitDraws(f: FunctionBuilder, words: Words, place: Local<'i32' | 'i64'>, offset: number): void {
  const upper = [words[0], words[2]].map((word) => f.let(i32x4.shr_u(word, 5)))
  const lower = [words[1], words[3]].map((word) => f.let(i32x4.shr_u(word, 6)))
  for (let block = 0; block < 4; block++) {
    const pair = ([first, second]: readonly Local<'v128'>[]) =>
      f64x2.convert_low_i32x4_s(i32x4.shuffle(first, second, [block, 4 + block, block, 4 + block]))
    const high = f64x2.mul(pair(upper), f64x2.const(2 ** -27, 2 ** -27))
    const low = f64x2.mul(pair(lower), f64x2.const(2 ** -53, 2 ** -53))
    f.do(v128.store(place, f64x2.add(high, low), { offset: offset + 16 * block }))
  }
}
