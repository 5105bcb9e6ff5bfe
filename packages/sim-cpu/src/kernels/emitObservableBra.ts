/**
 * The weighted sum of observables applied to a state, out of place: bra = sum over k of w_k O_k |ket>.
 *
 * The weights are multiplied into the coefficients of the groups once (`emitWeighGroups`). Then each block of the bra stays in registers while all groups of
 * the table pass by, variant after variant, and is written once. Where a state is large (`emitLargeObservableBra`) and many groups scatter the partners of blocks in a row, which the
 * processor then does not foresee, group after group is added to a chunk that stays in the cache, in the order of its partner chunk. Both ways add the same
 * numbers in the same order. From <j| G |j ^ x> = conj(D(j)): a real group adds D(j) ket(j ^ x) to bra(j), an imaginary one -i D(j) ket(j ^ x).
 */
import {
  type AddressType,
  type Expression,
  f32x4,
  f64,
  type FunctionBuilder,
  i32,
  type Local,
  memory,
  type ModuleBuilder,
  v128,
} from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, type StateLayout, statesInLanes } from './layout.ts'
import { numberFormat } from './numberFormat.ts'
import { blockSign, listedValues, loadFlipped, partners, type PauliRecord, readRecord } from './pauliBlock.ts'
import { BLOCK_CELLS, GROUP, HEADER, type PauliVariant, pauliVariants, WEIGHTED_GROUP_BYTES } from './pauliTable.ts'

type Offset = Expression<AddressType>
type Vector = Expression<'v128'>

/** From so many cells on the emitter for large states pays. */
export const LARGE_CELLS = 2 ** 17
/**
 * More groups that scatter the blocks are taken chunk by chunk (measured with 100 words that flip half of 20 qubits: six times as fast as block by block; with X on
 * each of 20 qubits: two thirds as fast).
 */
const MOST_SCATTERED = 32
/** Blocks of a chunk: with its partner chunk it fills the first-level cache. */
export const CHUNK_BLOCKS = 128
const CHUNK_BYTES = CHUNK_BLOCKS * BLOCK_CELLS * CELL_BYTES

/**
 * Weighted coefficients of all groups, `WEIGHTED_GROUP_BYTES` each, for each set of K weights; for tiles a set is K times V weights, observable by observable.
 *
 * Units: sets. JavaScript passes groups (a Pauli table), weights (f64, sets one after the other), weighted, from, to, thread.
 */
export function emitWeighGroups(module: ModuleBuilder, layout: StateLayout) {
  const { mul, signOf } = numberFormat(layout.precision)
  const at = offsets(module)
  const ranges = { from: 'i32', to: 'i32', thread: 'i32' } as const
  const signature = { parameters: { groups: at.type, weights: at.type, weighted: at.type, ...ranges } } as const
  return module.function(signature, (f, { groups, weights, weighted, from, to }) => {
    const count = f.let(i32.load(groups, { offset: HEADER.groups }))
    const setBytes = f.let(at.mul(at.from(i32.load(groups, { offset: HEADER.observables })), 8 * statesInLanes(layout)))
    f.loop({ from, to }, (set) => {
      const record = f.let(at.add(groups, HEADER.bytes))
      const out = f.let(at.add(weighted, at.mul(at.from(set), at.mul(at.from(count), WEIGHTED_GROUP_BYTES))))
      const first = f.let(at.add(weights, at.mul(at.from(set), setBytes)))
      f.loop({ to: count }, () => {
        const observable = at.from(i32.load(record, { offset: GROUP.observable }))
        const weight = loadWeight(layout, f.let(at.add(first, at.mul(observable, 8 * statesInLanes(layout)))))
        const z = f.let(at.load(record, { offset: GROUP.z }))
        const factor = f.let(mul(weight, v128.load(record, { offset: GROUP.coefficients })))
        const odd = f.let(signOf(at.low(at.shr(z, Math.log2(CELL_BYTES)))))
        const second = f.let(signOf(at.low(at.shr(z, Math.log2(2 * CELL_BYTES)))))
        const signs = [undefined, odd, second, f.let(v128.xor(odd, second))]
        signs.forEach((sign, u) => f.do(v128.store(out, sign === undefined ? factor : v128.xor(factor, sign), { offset: 16 * u })))
        f.set(record, at.add(record, GROUP.bytes))
        f.set(out, at.add(out, WEIGHTED_GROUP_BYTES))
      })
    })
  })
}

/** The weight of an observable in the layout's precision: in all lanes, or that of each sample in its lane. */
function loadWeight(layout: StateLayout, place: Offset): Vector {
  const { splat, fromF64 } = numberFormat(layout.precision)
  const load = (offset: number): Vector => v128.load(place, { offset })
  if (layout.laneQubits > 0) return splat(fromF64(f64.load(place)))
  if (layout.precision === 'f64') return load(0)
  return f32x4.shuffle(f32x4.demote_f64x2_zero(load(0)), f32x4.demote_f64x2_zero(load(16)), [0, 1, 4, 5])
}

/**
 * bra = sum over k of w_k O_k |ket> for states or tiles that lie one after the other, `cells` cells each.
 *
 * Units: blocks of `BLOCK_CELLS` cells, a whole state where it has fewer, of all states together. JavaScript passes kets, bras, groups (a Pauli table), weighted (from
 * `emitWeighGroups`), weightedBytes (from the weighted groups of a state to those of the next; 0 where all share them), cells, from, to, thread.
 */
export function emitObservableBra(module: ModuleBuilder, layout: StateLayout) {
  const ofBlock = emitBlock(module, layout, BLOCK_CELLS)
  const ofCell = emitBlock(module, layout, 1)
  return emitRange(module, (f, { cells, from, to, operandsOf }) => {
    f.if(
      i32.lt_u(cells, BLOCK_CELLS),
      () => f.loop({ from: i32.mul(from, cells), to: i32.mul(to, cells) }, (cell) => f.do(ofCell(operandsOf(cell)))),
      () => f.loop({ from, to }, (unit) => f.do(ofBlock(operandsOf(f.let(i32.mul(unit, BLOCK_CELLS)))))),
    )
  })
}

/**
 * The same to the bit for states of at least `CHUNK_BLOCKS` blocks, which takes a state in chunks where many groups scatter it: for states of `LARGE_CELLS` and more.
 *
 * Units and operands as in `emitObservableBra`.
 */
export function emitLargeObservableBra(module: ModuleBuilder, layout: StateLayout) {
  const ofBlock = emitBlock(module, layout, BLOCK_CELLS)
  const ofChunk = emitChunk(module, layout)
  return emitRange(module, (f, { groups, from, to, operandsOf }) => {
    const inBlocks = f.let(i32.le_u(i32.load(groups, { offset: HEADER.scattered }), MOST_SCATTERED))
    const unit = f.let(from)
    f.while(i32.lt_u(unit, to), () => {
      const operands = operandsOf(f.let(i32.mul(unit, BLOCK_CELLS)))
      const length = f.let(i32.const(1))
      const partial = i32.or(i32.and(unit, CHUNK_BLOCKS - 1), i32.lt_u(i32.sub(to, unit), CHUNK_BLOCKS))
      f.if(
        i32.or(partial, inBlocks),
        () => f.do(ofBlock(operands)),
        () => {
          f.do(ofChunk(operands))
          f.set(length, CHUNK_BLOCKS)
        },
      )
      f.set(unit, i32.add(unit, length))
    })
  })
}

interface Range {
  readonly groups: Local<AddressType>
  readonly cells: Local<'i32'>
  readonly from: Local<'i32'>
  readonly to: Local<'i32'>
  /** What a part of the bra takes that begins at a cell. */
  readonly operandsOf: (cell: Local<'i32'>) => Readonly<Record<keyof ReturnType<typeof addressesOf>, Expression<AddressType>>>
}

function emitRange(module: ModuleBuilder, body: (f: FunctionBuilder, range: Range) => void) {
  const at = offsets(module)
  const addresses = { kets: at.type, bras: at.type, groups: at.type, weighted: at.type, weightedBytes: at.type } as const
  const signature = { parameters: { ...addresses, cells: 'i32', from: 'i32', to: 'i32', thread: 'i32' } } as const
  return module.function(signature, (f, { kets, bras, groups, weighted, weightedBytes, cells, from, to }) => {
    const mask = f.let(at.sub(at.ofCell(cells), 1))
    const stateShift = f.let(i32.ctz(cells))
    const operandsOf: Range['operandsOf'] = (cell) => {
      const ofState = at.add(weighted, at.mul(weightedBytes, at.from(i32.shr_u(cell, stateShift))))
      return { kets, bras, groups, mask, weighted: ofState, block: at.ofCell(cell) }
    }
    body(f, { groups, cells, from, to, operandsOf })
  })
}

const addressesOf = (type: AddressType) => ({ kets: type, bras: type, groups: type, weighted: type, block: type, mask: type }) as const

/** One block of `count` cells of the bra. */
function emitBlock(module: ModuleBuilder, layout: StateLayout, count: number) {
  const at = offsets(module)
  return module.function({ parameters: addressesOf(at.type) }, (f, { kets, bras, groups, weighted, block, mask }) => {
    const record = f.let(at.add(groups, HEADER.bytes))
    const sums = Array.from({ length: count }, () => [f.local('v128'), f.local('v128')] as const)
    pauliVariants(layout).forEach((variant, number) => {
      f.loop({ to: i32.load(groups, { offset: HEADER.variantCounts + 4 * number }) }, () => {
        addGroup(f, module, layout, variant, { read: readRecord(f, module, variant, record), kets, weighted, block, mask, sums })
        f.set(record, at.add(record, GROUP.bytes))
        f.set(weighted, at.add(weighted, WEIGHTED_GROUP_BYTES))
      })
    })
    storeBlock(f, f.let(at.add(bras, block)), sums)
  })
}

/** A chunk of the bra that begins at a block: group after group, in the order of the cells that x brings there. */
function emitChunk(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const passes = pauliVariants(layout).map((variant) => emitPass(module, layout, variant))
  return module.function({ parameters: addressesOf(at.type) }, (f, { kets, bras, groups, weighted, block, mask }) => {
    const record = f.let(at.add(groups, HEADER.bytes))
    f.do(memory.fill(at.add(bras, block), 0, CHUNK_BYTES))
    passes.forEach((pass, number) => {
      f.loop({ to: i32.load(groups, { offset: HEADER.variantCounts + 4 * number }) }, () => {
        f.do(pass({ kets, bras, groups: record, weighted, block, mask }))
        f.set(record, at.add(record, GROUP.bytes))
        f.set(weighted, at.add(weighted, WEIGHTED_GROUP_BYTES))
      })
    })
  })
}

/** Adds one group, whose record is at `groups`, to a chunk. */
function emitPass(module: ModuleBuilder, layout: StateLayout, variant: PauliVariant) {
  const at = offsets(module)
  return module.function({ parameters: addressesOf(at.type) }, (f, { kets, bras, groups: record, weighted, block: start, mask }) => {
    const read = readRecord(f, module, variant, record)
    const flips = f.let(at.load(record, { offset: GROUP.flips }))
    const sums = Array.from({ length: BLOCK_CELLS }, () => [f.local('v128'), f.local('v128')] as const)
    const first = f.let(at.xor(start, at.and(flips, -CHUNK_BYTES)))
    f.loop({ from: first, to: at.add(first, CHUNK_BYTES), step: at.const(BLOCK_CELLS * CELL_BYTES) }, (mate) => {
      const block = f.let(at.xor(mate, flips))
      const bra = f.let(at.add(bras, block))
      sums.forEach(([re, im], u) => {
        f.set(re, v128.load(bra, { offset: u * CELL_BYTES }))
        f.set(im, v128.load(bra, { offset: u * CELL_BYTES + 16 }))
      })
      addGroup(f, module, layout, variant, { read, kets, weighted, block, mask, sums })
      storeBlock(f, bra, sums)
    })
  })
}

type Sum = readonly [re: Local<'v128'>, im: Local<'v128'>]

interface BlockSums {
  readonly read: PauliRecord
  readonly kets: Local<AddressType>
  readonly weighted: Local<AddressType>
  readonly block: Local<AddressType>
  readonly mask: Local<AddressType>
  /** Of the cells of the block. */
  readonly sums: readonly Sum[]
}

function addGroup(
  f: FunctionBuilder,
  module: ModuleBuilder,
  layout: StateLayout,
  variant: PauliVariant,
  { read, kets, weighted, block, mask, sums }: BlockSums,
): void {
  const { mul } = numberFormat(layout.precision)
  const at = offsets(module)
  const count = sums.length
  const values = variant.listed
    ? listedValues(f, module, layout, read, block, mask, count)
    : Array<Vector>(count).fill(f.let(blockSign(module, layout, read, block)))
  const mates = variant.part === 'diagonal' ? [] : partners(f, module, kets, block, read, count)
  const ket = variant.part === 'diagonal' ? f.let(at.add(kets, block)) : kets
  sums.forEach((sum, u) => {
    const vectors =
      variant.part === 'diagonal'
        ? ([v128.load(ket, { offset: u * CELL_BYTES }), v128.load(ket, { offset: u * CELL_BYTES + 16 })] as const)
        : loadFlipped(layout, variant, mates[u])
    const weight = v128.load(weighted, { offset: 16 * u })
    addProduct(f, layout, variant, sum, f.let(variant.listed ? mul(weight, values[u]) : v128.xor(weight, values[u])), vectors)
  })
}

function storeBlock(f: FunctionBuilder, bra: Offset, sums: readonly Sum[]): void {
  sums.forEach(([re, im], u) => {
    f.do(v128.store(bra, re, { offset: u * CELL_BYTES }), v128.store(bra, im, { offset: u * CELL_BYTES + 16 }))
  })
}

function addProduct(
  f: FunctionBuilder,
  { precision }: StateLayout,
  { part }: PauliVariant,
  [re, im]: Sum,
  factor: Local<'v128'>,
  [ketRe, ketIm]: readonly [re: Vector, im: Vector],
): void {
  const { madd, nmadd } = numberFormat(precision)
  f.set(re, madd(factor, part === 'imaginary' ? ketIm : ketRe, re))
  f.set(im, part === 'imaginary' ? nmadd(factor, ketRe, im) : madd(factor, ketIm, im))
}
