/**
 * Expectations of Pauli sums: partial sums over chunks of a state, for all groups of a table (`pauliTable.ts`) in one call.
 *
 * With j = i ^ x and D(i) = <j| G |i>, a group's expectation is the sum of Re(conj(a_j) D(i) a_i), to which i and j add the same. So one half of the cells is
 * enough where x flips a bit above a block. A chunk, which all groups pass over while it lies in the cache, meets its partner chunk in that one's order,
 * which the processor foresees: the cells there with the pivot clear (the highest bit of x within a chunk) or, where x flips nothing within a chunk, the first
 * half for the one of the two chunks and the second half for the other; so all chunks are the same work. The sign (-1)^parity(i & z) is taken once a block of
 * four cells; that of the cell within the block and of the lane are applied to the sums.
 */
import {
  type AddressType,
  type Expression,
  type FunctionBuilder,
  i32,
  type Local,
  memory,
  type ModuleBuilder,
  v128,
  type WasmFunction,
} from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, type StateLayout, statesInLanes } from './layout.ts'
import { numberFormat } from './numberFormat.ts'
import { blockSign, listedValues, loadFlipped, partners, readRecord } from './pauliBlock.ts'
import { BLOCK_CELLS, GROUP, HEADER, type PauliVariant, pauliVariants } from './pauliTable.ts'
import { addSums } from './storeSums.ts'

type Offset = Expression<AddressType>
type Vector = Expression<'v128'>

/**
 * Partial expectations of K observables: for chunk c, K sums in f64 at out + 8 K c; for tiles, V sums an observable, at out + 8 V K c.
 *
 * States or tiles of `cells` cells lie one after the other, so the chunks of a state are numbered before those of the next one.
 * `chunkCells` is a power of two, at least 8, or all cells of a state that has fewer; for f32 at most 1024, because a chunk is summed in f32.
 *
 * Units: chunks. JavaScript passes states, groups (a Pauli table), out, cells, chunkCells, from, to, thread.
 */
export function emitExpectations(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const ofBlocks = emitChunk(module, layout, BLOCK_CELLS)
  const ofCells = emitChunk(module, layout, 1)
  const counts = { cells: 'i32', chunkCells: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  const signature = { parameters: { states: at.type, groups: at.type, out: at.type, ...counts } } as const
  return module.function(signature, (f, { states, groups, out, cells, chunkCells, from, to }) => {
    const bytes = f.let(at.ofCell(chunkCells))
    const mask = f.let(at.sub(at.ofCell(cells), 1))
    const sums = f.let(at.mul(at.from(i32.load(groups, { offset: HEADER.observables })), 8 * statesInLanes(layout)))
    f.loop({ from, to }, (chunk) => {
      const place = f.let(at.add(out, at.mul(at.from(chunk), sums)))
      const start = f.let(at.mul(at.from(chunk), bytes))
      f.do(memory.fill(place, 0, sums))
      f.if(
        i32.lt_u(cells, BLOCK_CELLS),
        () => f.do(ofCells({ states, groups, out: place, start, bytes, mask })),
        () => f.do(ofBlocks({ states, groups, out: place, start, bytes, mask })),
      )
    })
  })
}

/** Adds the sums of one chunk, `count` cells at a time. */
function emitChunk(module: ModuleBuilder, layout: StateLayout, count: number) {
  const at = offsets(module)
  const walks = pauliVariants(layout).map((variant) => emitWalk(module, layout, variant, count))
  const addresses = { states: at.type, groups: at.type, out: at.type, start: at.type, bytes: at.type, mask: at.type } as const
  return module.function({ parameters: addresses }, (f, { states, groups, out, start, bytes, mask }) => {
    const record = f.let(at.add(groups, HEADER.bytes))
    const [first, walked, pivot, sum] = [f.local(at.type), f.local(at.type), f.local(at.type), f.local('v128')]
    f.loop({ to: i32.load(groups, { offset: HEADER.groups }) }, () => {
      const flips = f.let(at.load(record, { offset: GROUP.flips }))
      f.set(first, at.xor(start, at.and(flips, at.sub(at.const(0), bytes))))
      f.set(walked, bytes)
      f.set(pivot, 0)
      f.if(at.ones(flips), () => {
        f.set(walked, at.shr(bytes, 1))
        const within = f.let(at.and(flips, at.sub(bytes, 1)))
        f.if(
          at.ones(within),
          () => f.set(pivot, at.topBit(within)),
          () => f.if(at.ones(at.and(start, at.topBit(flips))), () => f.set(first, at.add(first, walked))),
        )
      })
      const variant = f.let(i32.load(record, { offset: GROUP.variant }))
      choose(f, variant, walks, (walk) => f.set(sum, walk({ states, record, first, walked, pivot, mask })))
      addSum(f, module, layout, record, out, sum)
      f.set(record, at.add(record, GROUP.bytes))
    })
  })
}

/** Does what the number chooses, by halving. */
function choose<T>(f: FunctionBuilder, number: Local<'i32'>, from: readonly T[], act: (chosen: T) => void, first = 0): void {
  if (from.length === 1) return act(from[0])
  const half = from.length >> 1
  f.if(
    i32.lt_u(number, first + half),
    () => choose(f, number, from.slice(0, half), act, first),
    () => choose(f, number, from.slice(half), act, first + half),
  )
}

/** Adds a group's sum to that of its observable, twice where one half of the cells was visited. */
function addSum(f: FunctionBuilder, module: ModuleBuilder, layout: StateLayout, record: Offset, out: Offset, sum: Local<'v128'>): void {
  const { add } = numberFormat(layout.precision)
  const at = offsets(module)
  const width = 8 * statesInLanes(layout)
  f.if(at.ones(at.load(record, { offset: GROUP.flips })), () => f.set(sum, add(sum, sum)))
  const place = f.let(at.add(out, at.mul(at.from(i32.load(record, { offset: GROUP.observable })), width)))
  addSums(f, layout, place, sum)
}

/** Sums a group over `walked` bytes of blocks from `first` on that have the pivot clear; the result has the lanes apart. */
function emitWalk(module: ModuleBuilder, layout: StateLayout, variant: PauliVariant, count: number): Walk {
  const at = offsets(module)
  const { madd, mul, xor, one, signOf } = { ...numberFormat(layout.precision), xor: v128.xor, one: ones(layout) }
  const addresses = { states: at.type, record: at.type, first: at.type, walked: at.type, pivot: at.type, mask: at.type } as const
  return module.function({ parameters: addresses, result: 'v128' }, (f, { states, record, first, walked, pivot, mask }) => {
    const read = readRecord(f, module, variant, record)
    const sums = Array.from({ length: count }, () => f.local('v128'))
    const step = count * CELL_BYTES
    f.loop({ from: at.const(0), to: walked, step: at.const(step) }, () => {
      const cells = f.let(at.add(states, first))
      const mates = variant.part === 'diagonal' ? [] : partners(f, module, states, first, read, count)
      const factors = variant.listed
        ? listedValues(f, module, layout, read, first, mask, count)
        : Array<Vector>(count).fill(f.let(xor(one, blockSign(module, layout, read, first))))
      sums.forEach((sum, u) => {
        f.set(sum, madd(f.let(product(layout, variant, cells, u * CELL_BYTES, mates[u])), factors[u], sum))
      })
      f.set(first, at.and(at.add(at.or(first, pivot), step), at.xor(pivot, -1)))
    })
    // Bit b of the cell within its block changes the sign where bit b of z is set; a list has the signs in it.
    for (let stride = 1; stride < count; stride *= 2) {
      const bit = Math.log2(stride * CELL_BYTES)
      const sign = variant.listed ? undefined : f.let(xor(one, signOf(at.low(at.shr(read.z, bit)))))
      for (let u = 0; u < count; u += 2 * stride) {
        const higher = sums[u + stride]
        f.set(sums[u], sign === undefined ? numberFormat(layout.precision).add(sums[u], higher) : madd(higher, sign, sums[u]))
      }
    }
    f.return(mul(sums[0], v128.load(record, { offset: GROUP.coefficients })))
  })
}
type Walk = WasmFunction<Record<'states' | 'record' | 'first' | 'walked' | 'pivot' | 'mask', AddressType>, 'v128'>

/** The part of conj(a_j) a_i, or of conj(a_j) i a_i, that is real. */
function product(layout: StateLayout, variant: PauliVariant, cells: Offset, offset: number, mate: Offset | undefined): Vector {
  const { mul, madd, nmadd } = numberFormat(layout.precision)
  const [re, im] = [v128.load(cells, { offset }), v128.load(cells, { offset: offset + 16 })]
  if (mate === undefined) return madd(im, im, mul(re, re))
  const [mateRe, mateIm] = loadFlipped(layout, variant, mate)
  return variant.part === 'real' ? madd(im, mateIm, mul(re, mateRe)) : nmadd(im, mateRe, mul(re, mateIm))
}

function ones({ precision }: StateLayout): Vector {
  const { lanes, vector } = numberFormat(precision)
  return vector(...Array<number>(lanes).fill(1))
}
