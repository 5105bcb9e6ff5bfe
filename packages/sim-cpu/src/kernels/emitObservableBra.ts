/**
 * The weighted sum of observables applied to a state, out of place: bra = sum over k of w_k O_k |ket>.
 *
 * The weights are multiplied into the coefficients of the groups once (`emitWeighGroups`). Then each block of the bra stays in registers while all groups of
 * the table pass by, variant after variant, and is written once. From <j| G |j ^ x> = conj(D(j)): a real group adds D(j) ket(j ^ x) to bra(j), an imaginary
 * one -i D(j) ket(j ^ x).
 */
import {
  type AddressType,
  type Expression,
  f32x4,
  f64,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, type StateLayout, statesInLanes } from './layout.ts'
import { numberFormat } from './numberFormat.ts'
import { blockSign, listedValues, loadFlipped, partners, readRecord } from './pauliBlock.ts'
import { BLOCK_CELLS, GROUP, HEADER, type PauliVariant, pauliVariants } from './pauliTable.ts'

type Offset = Expression<AddressType>
type Vector = Expression<'v128'>

/** Bytes of the weighted coefficients of a group: a vector for each cell of a block. */
export const WEIGHTED_GROUP_BYTES = 16 * BLOCK_CELLS

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
  const at = offsets(module)
  const ofBlock = emitBlock(module, layout, BLOCK_CELLS)
  const ofCell = emitBlock(module, layout, 1)
  const addresses = { kets: at.type, bras: at.type, groups: at.type, weighted: at.type, weightedBytes: at.type } as const
  const signature = { parameters: { ...addresses, cells: 'i32', from: 'i32', to: 'i32', thread: 'i32' } } as const
  return module.function(signature, (f, { kets, bras, groups, weighted, weightedBytes, cells, from, to }) => {
    const mask = f.let(at.sub(at.ofCell(cells), 1))
    const small = f.let(i32.lt_u(cells, BLOCK_CELLS))
    const blockCells = f.let(i32.const(BLOCK_CELLS))
    f.if(small, () => f.set(blockCells, cells))
    const stateShift = f.let(i32.ctz(cells))
    f.loop({ from, to }, (unit) => {
      const cell = f.let(i32.mul(unit, blockCells))
      const first = f.let(at.add(weighted, at.mul(weightedBytes, at.from(i32.shr_u(cell, stateShift)))))
      const offset = f.let(at.ofCell(cell))
      f.if(
        small,
        () =>
          f.loop({ to: cells }, () => {
            f.do(ofCell({ kets, bras, groups, weighted: first, block: offset, mask }))
            f.set(offset, at.add(offset, CELL_BYTES))
          }),
        () => f.do(ofBlock({ kets, bras, groups, weighted: first, block: offset, mask })),
      )
    })
  })
}

/** One block of `count` cells of the bra. */
function emitBlock(module: ModuleBuilder, layout: StateLayout, count: number) {
  const { mul } = numberFormat(layout.precision)
  const at = offsets(module)
  const addresses = { kets: at.type, bras: at.type, groups: at.type, weighted: at.type, block: at.type, mask: at.type } as const
  return module.function({ parameters: addresses }, (f, { kets, bras, groups, weighted, block, mask }) => {
    const record = f.let(at.add(groups, HEADER.bytes))
    const sums = Array.from({ length: count }, () => [f.local('v128'), f.local('v128')] as const)
    const ket = f.let(at.add(kets, block))
    pauliVariants(layout).forEach((variant, number) => {
      f.loop({ to: i32.load(groups, { offset: HEADER.variantCounts + 4 * number }) }, () => {
        const read = readRecord(f, module, variant, record)
        const values = variant.listed
          ? listedValues(f, module, layout, read, block, mask, count)
          : Array<Vector>(count).fill(f.let(blockSign(module, layout, read, block)))
        const mates = variant.part === 'diagonal' ? [] : partners(f, module, kets, block, read, count)
        sums.forEach((sum, u) => {
          const vectors =
            variant.part === 'diagonal'
              ? ([v128.load(ket, { offset: u * CELL_BYTES }), v128.load(ket, { offset: u * CELL_BYTES + 16 })] as const)
              : loadFlipped(layout, variant, mates[u])
          const weight = v128.load(weighted, { offset: 16 * u })
          addProduct(f, layout, variant, sum, f.let(variant.listed ? mul(weight, values[u]) : v128.xor(weight, values[u])), vectors)
        })
        f.set(record, at.add(record, GROUP.bytes))
        f.set(weighted, at.add(weighted, WEIGHTED_GROUP_BYTES))
      })
    })
    const bra = f.let(at.add(bras, block))
    sums.forEach(([re, im], u) => {
      f.do(v128.store(bra, re, { offset: u * CELL_BYTES }), v128.store(bra, im, { offset: u * CELL_BYTES + 16 }))
    })
  })
}

type Sum = readonly [re: Local<'v128'>, im: Local<'v128'>]

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
