/** What the kernels of expectations and bras do alike with a group of the Pauli table: read its record, find the partners of a block, read D. */
import { type AddressType, type Expression, type FunctionBuilder, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, type StateLayout } from './layout.ts'
import { numberFormat } from './numberFormat.ts'
import { GROUP, type PauliVariant } from './pauliTable.ts'

type Offset = Expression<AddressType>
type Vector = Expression<'v128'>

export interface PauliRecord {
  readonly x: Local<AddressType>
  readonly z: Local<AddressType>
  readonly list: Local<AddressType>
}

/** Reads of a record what its variant needs. */
export function readRecord(f: FunctionBuilder, module: ModuleBuilder, { part, listed }: PauliVariant, record: Offset): PauliRecord {
  const at = offsets(module)
  const read = (needed: boolean, offset: number): Local<AddressType> => (needed ? f.let(at.load(record, { offset })) : f.local(at.type))
  return { x: read(part !== 'diagonal', GROUP.x), z: read(!listed, GROUP.z), list: read(listed, GROUP.list) }
}

/**
 * Addresses of the cells that x pairs with the cells of a block, in the order of the block's cells.
 *
 * Cell u of a block is u cells further on, which is an XOR because blocks are aligned; that of 1 may be done on the address, states being so too.
 */
export function partners(
  f: FunctionBuilder,
  module: ModuleBuilder,
  state: Offset,
  block: Local<AddressType>,
  { x }: PauliRecord,
  count: number,
) {
  const at = offsets(module)
  const mate = f.let(at.xor(block, x))
  const pairs = Array.from({ length: Math.ceil(count / 2) }, (_, pair) =>
    f.let(at.add(state, pair === 0 ? mate : at.xor(mate, 2 * CELL_BYTES * pair))),
  )
  return pairs.flatMap((place) => (count === 1 ? [place] : [place, f.let(at.xor(place, CELL_BYTES))]))
}

/** The vectors of a cell's partner, with the lanes where x puts them. */
export function loadFlipped(layout: StateLayout, { laneFlip }: PauliVariant, cell: Offset): readonly [re: Vector, im: Vector] {
  const { lanes, shuffle } = numberFormat(layout.precision)
  const load = (offset: number): Vector => {
    const vector = v128.load(cell, { offset })
    if (laneFlip === 0) return vector
    return shuffle(
      vector,
      vector,
      Array.from({ length: lanes }, (_, lane) => lane ^ laneFlip),
    )
  }
  return [load(0), load(16)]
}

/** The list's numbers of a block, a vector a cell: a number a lane, or one number for all samples. `mask` is the size of a state less one. */
export function listedValues(
  f: FunctionBuilder,
  module: ModuleBuilder,
  { precision, laneQubits }: StateLayout,
  { list }: PauliRecord,
  block: Local<AddressType>,
  mask: Offset,
  count: number,
): Vector[] {
  const { bytes, loadSplat } = numberFormat(precision)
  const at = offsets(module)
  const cellBytes = laneQubits === 0 ? bytes : 16
  const place = f.let(at.add(list, at.shr(at.and(block, mask), Math.log2(CELL_BYTES / cellBytes))))
  const load = laneQubits === 0 ? loadSplat : v128.load
  return Array.from({ length: count }, (_, u) => load(place, { offset: u * cellBytes }))
}

/** (-1)^parity(block & z), as the sign bits of a vector. */
export function blockSign(module: ModuleBuilder, { precision }: StateLayout, { z }: PauliRecord, block: Offset): Vector {
  const at = offsets(module)
  return numberFormat(precision).signOf(at.ones(at.and(block, z)))
}
