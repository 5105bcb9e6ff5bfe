/**
 * A pass as its generated function sees it: masks over the cells and lanes of one block, and over the bits outside of it.
 *
 * Inside a block the index bits are numbered from 0 in ascending order; the lowest are lanes, the rest number the cells. Passes whose local form
 * is the same share one function, whatever block or layer they stand in.
 */
import { type Action, maskOf, type Pass, planeOf, type RotateAction, sumOf } from '@ketwork/backend/simulator'
import { popcount } from '@ketwork/math'
import type { Part } from './CellGroup.ts'

/** A set of index bits, sorted by where they lie. */
export interface SplitMask {
  readonly lanes: number
  readonly cells: number
  /** As they stand in the index. */
  readonly outer: number
}

interface Common {
  /** Conditions: all these bits are 1. */
  readonly controls: SplitMask
}

/** What a pass does, one step after the other. Coefficients are numbered in the order of the steps. */
export type LocalStep = Common &
  (
    | { readonly kind: 'rotate'; readonly xLanes: number; readonly group: number; readonly z: SplitMask; readonly ys: number }
    | { readonly kind: 'phase'; readonly z: SplitMask; readonly odd: boolean }
    | { readonly kind: 'flip'; readonly laneTarget: number; readonly group: number }
    | { readonly kind: 'swap'; readonly laneBits: readonly number[]; readonly groups: readonly number[] }
    | { readonly kind: 'matrix'; readonly lane: number; readonly groups: readonly number[] }
    /** Multiplies by the phases of a table over all index bits; `block` are those of the block, ascending in the cells. */
    | { readonly kind: 'table'; readonly block: number }
  )

const NO_BITS: SplitMask = { lanes: 0, cells: 0, outer: 0 }

export interface LocalPass {
  /** Masks over cells. */
  readonly directions: readonly number[]
  /** The parts of the cells of a group that are in registers together, one run after the other. */
  readonly runs: readonly (readonly (readonly Part[])[])[]
  readonly cellBits: number
  /** The block is one of many: it is one unit of work. */
  readonly inSweep: boolean
  readonly steps: readonly LocalStep[]
}

export interface BlockShape {
  /** Index bits of the block, ascending. */
  readonly bits: readonly number[]
  readonly laneBits: number
  /** The block's bits are the lowest ones. */
  readonly contiguous: boolean
  /** The block is one of many. */
  readonly inSweep: boolean
}

/** The local form of a pass in a block. */
export function localPass(pass: Pass, shape: BlockShape, realOnly: boolean): LocalPass {
  const split = (mask: number): SplitMask => splitMask(mask, shape)
  const directions = pass.directions.map((direction) => split(direction).cells)
  const groupOf = (mask: number): number => sumOf(directions, split(mask).cells) ?? fail(mask)
  const steps = pass.actions.map((action) => localStep(action, shape, groupOf))
  return { directions, runs: runsOf(pass, realOnly), cellBits: shape.bits.length - shape.laneBits, inSweep: shape.inSweep, steps }
}

/** The local form of actions that go over a whole state one by one: a group is a mask over its cells. */
export function localSteps(actions: readonly Action[], shape: BlockShape): LocalPass {
  const { bits, laneBits, inSweep } = shape
  const steps = actions.map((action) => localStep(action, shape, (mask) => splitMask(mask, shape).cells))
  return { directions: [], runs: [], cellBits: bits.length - laneBits, inSweep, steps }
}

function runsOf({ planes, directions }: Pass, realOnly: boolean): LocalPass['runs'] {
  const cells = Array.from({ length: 1 << directions.length }, (_, index) => index)
  if (realOnly) return [cells.map(() => ['re'])]
  if (planes === undefined) return [cells.map(() => ['re', 'im'])]
  const [first, second] = [['re'], ['im']] as const
  return [false, true].map((other) => cells.map((index) => (planeOf(planes, index) === other ? first : second)))
}

function localStep(action: Action, shape: BlockShape, groupOf: (mask: number) => number): LocalStep {
  const split = (mask: number): SplitMask => splitMask(mask, shape)
  switch (action.kind) {
    case 'rotate':
      return localRotation(action, split, groupOf)
    case 'phase':
      return { kind: 'phase', controls: split(action.controls), z: split(0), odd: false }
    case 'flip': {
      const { lanes } = split(action.target)
      return { kind: 'flip', controls: split(action.controls), laneTarget: lanes, group: groupOf(action.target) }
    }
    case 'swap': {
      const masks = [action.first, action.second]
      return {
        kind: 'swap',
        controls: split(action.controls),
        laneBits: masks.map((mask) => split(mask).lanes),
        groups: masks.map(groupOf),
      }
    }
    case 'matrix': {
      const masks = action.qubits.map((qubit) => 1 << qubit)
      const lane = masks.reduce((lanes, mask) => lanes | split(mask).lanes, 0)
      return { kind: 'matrix', controls: split(action.controls), lane, groups: masks.map(groupOf) }
    }
    case 'table':
      return { kind: 'table', controls: split(0), block: maskOf(shape.bits) }
  }
}

/** A rotation about Z letters alone is a phase on the states of odd parity; the rest of it is a global phase. */
function localRotation(action: RotateAction, split: (mask: number) => SplitMask, groupOf: (mask: number) => number): LocalStep {
  const controls = split(action.controls)
  if (action.x === 0) return { kind: 'phase', controls, z: split(action.z), odd: action.controls === 0 }
  return { kind: 'rotate', controls, xLanes: split(action.x).lanes, group: groupOf(action.x), z: split(action.z), ys: action.ys }
}

function splitMask(mask: number, { bits, laneBits, contiguous }: BlockShape): SplitMask {
  if (mask === 0) return NO_BITS
  const inside = contiguous ? mask & (2 ** bits.length - 1) : bits.reduce((sum, bit, place) => sum | (((mask >>> bit) & 1) << place), 0)
  const outer = contiguous ? mask & ~inside : bits.reduce((left, bit) => left & ~(1 << bit), mask)
  return { lanes: inside & ((1 << laneBits) - 1), cells: inside >>> laneBits, outer }
}

/**
 * The cell bits that are zero in the first cell of every group: one for each direction, such that every group has exactly one such cell.
 */
export function pivotBits(directions: readonly number[]): number {
  let pivots = 0
  const reduced: number[] = []
  for (const direction of directions) {
    const left = reduced.reduce((mask, other) => ((mask & highestBit(other)) !== 0 ? mask ^ other : mask), direction)
    reduced.push(left)
    pivots |= highestBit(left)
  }
  if (popcount(pivots) !== directions.length) throw new RangeError(`directions ${directions.join(', ')} are not independent`)
  return pivots
}

function highestBit(mask: number): number {
  return mask === 0 ? 0 : 1 << (31 - Math.clz32(mask))
}

function fail(mask: number): never {
  throw new RangeError(`a pass has no direction for the bits ${mask.toString(2)}`)
}
