/**
 * How a sequence of actions runs over a state in memory: in sweeps, each over blocks that fit a cache, each block in passes, each pass over groups
 * of amplitudes that fit the registers.
 *
 * A sweep names the index bits of its blocks: a block is all amplitudes that agree in the other bits, and no action of the sweep mixes those. A
 * pass names its directions, masks of index bits: a group is 2^directions amplitudes whose indices differ by sums of them, and all actions of the
 * pass mix amplitudes of one group only. What an action merely reads may lie anywhere, so X, CX, SWAP and CCX cost nothing of their own: they
 * exchange amplitudes that another gate has in registers already. Haner and Steiger, SC17 (2017), block in the same two levels.
 */
import { popcount } from '@ketwork/math'
import type { Action } from './actions.ts'
import { type Cluster, clusterActions } from './clusterActions.ts'
import { joinPhases } from './joinPhases.ts'

/** Sizes and prices that depend on the machine; every simulator has its own. */
export interface ScheduleSizes {
  /** Index bits of the state. */
  readonly bits: number
  /** Lowest bits that lie in the lanes of a vector: they are mixed inside any group, at no cost of a direction. */
  readonly laneBits: number
  /** Bits of a block. A state of no more bits is one block. */
  readonly blockBits: number
  /** Lowest bits that belong to every block, so that memory is touched in rows of 2^rowBits amplitudes. */
  readonly rowBits: number
  /** Most directions of a pass. */
  readonly directions: number
  /** Most directions of a pass that can work on one plane of numbers at a time (see `planeOf`). */
  readonly planeDirections: number
  /** Most actions of a pass. */
  readonly actions: number
  /** What a sweep over blocks costs beside its passes, with the price of a pass as the unit. */
  readonly sweepPrice: number
}

export interface Sweep {
  /** Index bits of a block; all bits for a sweep over the whole state. */
  readonly block: number
  readonly passes: readonly Pass[]
}

export interface Pass {
  /** Linearly independent masks without lane bits; none where only lanes are mixed. */
  readonly directions: readonly number[]
  /**
   * For each direction whether it leads from real parts to imaginary ones; undefined where the pass mixes both parts of one amplitude.
   *
   * Rotations about strings with an odd number of Ys never mix the two parts, others pair the real part of one amplitude with the imaginary part
   * of another. So half of the numbers of a group, one part of each of its amplitudes, can be worked on without the other half.
   */
  readonly planes: readonly boolean[] | undefined
  /** In the order in which they act. */
  readonly actions: readonly Action[]
  /** The pass holds one action on more bits than fit the registers, or on lanes in a way that has no short form. */
  readonly wide: boolean
}

/** The cheapest of a few schedules of the actions, O(actions) for a fixed number of bits. */
export function planSchedule(actions: readonly Action[], sizes: ScheduleSizes): Sweep[] {
  if (sizes.bits <= sizes.blockBits) return [{ block: 2 ** sizes.bits - 1, passes: planPasses(actions, sizes) }]
  const fromEitherEnd = [false, true].map((reversed) =>
    clustersOf(actions, reversed, (first) => new SweepCluster(first, sizes)).map(({ block, taken }) => ({
      block,
      passes: planPasses(taken, sizes),
    })),
  )
  return cheapest(fromEitherEnd, (sweeps) => sweeps.reduce((sum, { passes }) => sum + sizes.sweepPrice + priceOf(passes), 0))
}

/** Clusters that fill up from the first action on, or from the last one. */
function clustersOf<C extends Cluster & { taken: Action[] }>(
  actions: readonly Action[],
  reversed: boolean,
  open: (first: Action) => C,
): C[] {
  if (!reversed) return clusterActions(actions, open)
  const clusters = clusterActions([...actions].reverse(), open).reverse()
  for (const cluster of clusters) cluster.taken.reverse()
  return clusters
}

function cheapest<T>(candidates: readonly T[], price: (candidate: T) => number): T {
  return candidates.reduce((best, candidate) => (price(candidate) < price(best) ? candidate : best))
}

function priceOf(passes: readonly Pass[]): number {
  return passes.reduce((sum, { actions }) => sum + 1 + actions.reduce((steps, action) => steps + STEP_PRICE[action.kind], 0), 0)
}

/** Roughly, in passes: a rotation is three multiply-adds an amplitude's part, an exchange costs nothing. */
const STEP_PRICE = { rotate: 0.2, phase: 0.15, flip: 0.01, swap: 0.01, matrix: 0.6, table: 1 } as const

function planPasses(actions: readonly Action[], sizes: ScheduleSizes): Pass[] {
  const widths = sizes.planeDirections > sizes.directions ? [sizes.planeDirections, sizes.directions] : [sizes.directions]
  const candidates = widths.flatMap((planeDirections) =>
    [false, true].map((reversed) =>
      clustersOf(actions, reversed, (first) => new PassCluster(first, { ...sizes, planeDirections })).map((cluster) => cluster.toPass()),
    ),
  )
  return cheapest(candidates, priceOf)
}

class SweepCluster implements Cluster {
  readonly taken: Action[]
  block: number
  readonly #alone: boolean
  readonly #blockBits: number
  readonly #laneBits: number

  constructor(first: Action, { bits, blockBits, rowBits, laneBits }: ScheduleSizes) {
    this.#laneBits = laneBits
    const rows = 2 ** Math.max(rowBits, laneBits) - 1
    this.taken = [first]
    this.#blockBits = blockBits
    this.#alone = isWide(first, laneBits) || popcount(rows | first.mixes) > blockBits
    this.block = this.#alone ? 2 ** bits - 1 : rows | first.mixes
  }

  take(action: Action): boolean {
    if (this.#alone || isWide(action, this.#laneBits)) return false
    const block = this.block | action.mixes
    if (popcount(block) > this.#blockBits) return false
    this.block = block
    this.taken.push(action)
    return true
  }
}

class PassCluster implements Cluster {
  readonly taken: Action[] = []
  readonly #wide: boolean
  readonly #sizes: ScheduleSizes
  #directions: readonly number[] = []
  #planes: readonly boolean[] | undefined = []

  constructor(first: Action, sizes: ScheduleSizes) {
    this.#sizes = sizes
    this.#wide = isWide(first, sizes.laneBits)
    if (this.#wide) this.taken.push(first)
    else if (!this.take(first)) throw new RangeError(`a pass of ${sizes.directions} directions has no room for a ${first.kind}`)
  }

  toPass(): Pass {
    const planes = this.#wide || this.#directions.length === 0 ? undefined : this.#planes
    return { directions: this.#directions, planes, actions: joinPhases(this.taken), wide: this.#wide }
  }

  take(action: Action): boolean {
    const { laneBits, directions: most, planeDirections, actions } = this.#sizes
    if ((this.#wide && this.taken.length > 0) || this.taken.length >= actions || isWide(action, laneBits)) return false
    const directions = extend(this.#directions, action, laneBits)
    if (directions.length > planeDirections || !this.#readsItsBits(action, directions)) return false
    const planes = this.#planes === undefined ? undefined : planesWith(this.#planes, directions, action, laneBits)
    if (planes === undefined && directions.length > most) return false
    this.#directions = directions
    this.#planes = planes
    this.taken.push(action)
    return true
  }

  /** A swap or matrix asks for the values of its bits, so it needs directions of one bit each. */
  #readsItsBits(action: Action, directions: readonly number[]): boolean {
    const single = directions.every((direction) => popcount(direction) === 1)
    return single || ![...this.taken, action].some(({ kind }) => kind === 'swap' || kind === 'matrix')
  }
}

/** The planes of the directions so far and of those that the action adds; undefined where it mixes both parts of an amplitude, or contradicts them. */
function planesWith(
  planes: readonly boolean[],
  directions: readonly number[],
  action: Action,
  laneBits: number,
): readonly boolean[] | undefined {
  const isExchange = action.kind === 'flip' || action.kind === 'swap'
  if (action.kind !== 'rotate' && !isExchange) return undefined
  const wanted = action.kind === 'rotate' && action.ys % 2 === 0
  const added = directions.slice(planes.length)
  const cells = action.mixes & ~((1 << laneBits) - 1)
  if (action.kind === 'rotate') {
    if (action.x === 0 || (wanted && cells !== action.mixes)) return undefined // diagonal, or real meets imaginary in the lanes
    const all = [...planes, ...added.map((_, i) => wanted && i === added.length - 1)]
    return planeOf(all, sumOf(directions, cells)) === wanted ? all : undefined
  }
  const all = [...planes, ...added.map(() => false)]
  // Exchanged amplitudes must stand in the same plane, bit by bit.
  return bitsOf(cells).every((bit) => !planeOf(all, sumOf(directions, bit))) ? all : undefined
}

/** Whether a sum of directions leads to the other plane. */
export function planeOf(planes: readonly boolean[], sum: number | undefined): boolean {
  return planes.reduce((other, leads, i) => (leads && ((sum ?? 0) >> i) & 1 ? !other : other), false)
}

/** Matrices on several qubits where a lane is among them, or on more than two. */
export function isWide(action: Action, laneBits: number): boolean {
  if (action.kind !== 'matrix' || action.qubits.length === 1) return false
  return action.qubits.length > 2 || action.qubits.some((qubit) => qubit < laneBits)
}

/** The directions with what the action needs added. */
function extend(directions: readonly number[], action: Action, laneBits: number): readonly number[] {
  const needed = action.mixes & ~((1 << laneBits) - 1)
  // A rotation only pairs i with i ^ x; everything else mixes each of its bits for itself.
  const masks = action.kind === 'rotate' && (popcount(needed) > 2 || inSpan(directions, needed)) ? [needed] : bitsOf(needed)
  return masks.reduce((extended, mask) => (inSpan(extended, mask) ? extended : [...extended, mask]), directions)
}

/** Whether a mask is a sum (XOR) of some of the directions. */
function inSpan(directions: readonly number[], mask: number): boolean {
  return sumOf(directions, mask) !== undefined
}

/** Which directions add up to the mask, as a mask over their positions; undefined where none do. */
export function sumOf(directions: readonly number[], mask: number): number | undefined {
  for (let subset = 0; subset < 1 << directions.length; subset++) {
    let sum = 0
    for (let i = 0; i < directions.length; i++) if ((subset >> i) & 1) sum ^= directions[i]
    if (sum === mask) return subset
  }
  return undefined
}

function bitsOf(mask: number): number[] {
  const bits: number[] = []
  for (let left = mask; left !== 0; left &= left - 1) bits.push(left & -left)
  return bits
}
