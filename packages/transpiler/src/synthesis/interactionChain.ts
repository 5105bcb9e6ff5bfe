/**
 * The interaction N(a, b, c) = exp(i (a XX + b YY + c ZZ)) as a chain of simpler ones with local gates between.
 *
 * Links are W(t) = exp(i t XX) or V(t) = exp(i t (XX + YY)). What two W(pi/4), the class of CX, can do follows from W Z_high W^-1 = Y_high X_low and
 * W Z_low W^-1 = X_high Y_low; three come from Vatan and Williams, Phys. Rev. A 69, 032315 (2004), figure 6. V(pi/4), the class of iSWAP, is W(pi/4) times SWAP up to local
 * gates, so that chains of W become chains of V of the same length, with a SWAP before the whole where the length is odd.
 */
import { type BlockMatrix, multiplyBlocks } from './blockMatrix.ts'
import { IDENTITY, inverseTurn, multiplyTurns, PAULI_TURNS, type Quaternion, turnAbout } from './quaternion.ts'
import type { RootPlan } from './entanglers.ts'
import { rootChain, rootCount } from './rootChain.ts'
import { bothAfter, type LocalPair, type WeylDecomposition, weylDecomposition } from './weylDecomposition.ts'

/** locals[0], link, locals[1], link, ..., locals[n] in the order in which they act, times e^(i phase). */
export interface InteractionChain {
  readonly phase: number
  readonly locals: readonly LocalPair[]
  readonly links: readonly Link[]
}

/** W or V by this angle, or N(t, t, t). */
export interface Link {
  readonly kind: 'w' | 'v' | 'swap'
  readonly angle: number
}

type Angles = readonly [number, number, number]

const QUARTER = Math.PI / 4
const HALF = Math.PI / 2
const NOTHING: LocalPair = [IDENTITY, IDENTITY]
const FLIP: Link = { kind: 'w', angle: QUARTER }
const EXCHANGE: Link = { kind: 'v', angle: QUARTER }

/** The matrix of a link; each leaves the spans of |00>, |11> and of |01>, |10> apart. */
export function linkMatrix({ kind, angle }: Link): BlockMatrix {
  const matrix = new Float64Array(32)
  const set = (row: number, column: number, re: number, im: number): void => matrix.set([re, im], 2 * (4 * row + column))
  const [even, odd] = kind === 'w' ? [angle, angle] : [0, 2 * angle]
  const phase = kind === 'swap' ? angle : 0 // of ZZ
  for (let row = 0; row < 4; row++) {
    const isEven = row === 0 || row === 3
    const [t, turn] = isEven ? [even, phase] : [odd, -phase]
    set(row, row, Math.cos(t) * Math.cos(turn), Math.cos(t) * Math.sin(turn))
    set(row, 3 - row, -Math.sin(t) * Math.sin(turn), Math.sin(t) * Math.cos(turn))
  }
  return matrix
}

/** The chain without links, for local gates. */
export function noLinks(): InteractionChain {
  return { phase: 0, locals: [NOTHING], links: [] }
}

/** N(a, b, 0) with two W(pi/4). */
export function twoFlips([a, b]: Angles): InteractionChain {
  const middle: LocalPair = [turnAbout('z', 2 * a), turnAbout('z', -2 * b)]
  const around = (angle: number): LocalPair => [turnAbout('z', angle), IDENTITY]
  // W^-1 = i (-iX x -iX) W
  return {
    phase: HALF,
    locals: [around(-HALF), bothAfter(middle, [PAULI_TURNS[0], PAULI_TURNS[0]]), around(HALF)],
    links: [FLIP, FLIP],
  }
}

/** N(a, b, c) with three W(pi/4). */
export function threeFlips([a, b, c]: Angles): InteractionChain {
  const chain = new ChainBuilder([IDENTITY, turnAbout('z', -HALF)])
  chain.append(HIGH_CONTROL, FLIP, [turnAbout('z', HALF - 2 * c), turnAbout('y', 2 * a - HALF)])
  chain.append(LOW_CONTROL, FLIP, [IDENTITY, turnAbout('y', HALF - 2 * b)])
  chain.append(HIGH_CONTROL, FLIP, [turnAbout('z', HALF), IDENTITY])
  return chain.built(QUARTER)
}

/**
 * A chain of n W(pi/4) as one of n V(pi/4); where n is odd, with a SWAP after the whole that was not there.
 *
 * Each W is SWAP A V B; moved to the end, the SWAPs exchange the qubits of every second pair of local gates.
 */
export function flipsToExchanges({ phase, locals }: InteractionChain): InteractionChain {
  const chain = new ChainBuilder(locals[0])
  for (let k = 1; k < locals.length; k++) {
    chain.append(
      k % 2 === 0 ? exchangedSides(FLIP_WITH_SWAP) : FLIP_WITH_SWAP,
      EXCHANGE,
      k % 2 === 0 ? locals[k] : exchangedPair(locals[k]),
    )
  }
  return chain.built(phase)
}

/** N(a, b, c) with three V(pi/4). */
export function threeExchanges([a, b, c]: Angles): InteractionChain {
  // SWAP = e^(-i pi/4) N(pi/4, pi/4, pi/4)
  const chain = flipsToExchanges(threeFlips([a + QUARTER, b + QUARTER, c + QUARTER]))
  return { ...chain, phase: chain.phase - QUARTER }
}

/** N(a, b, c) with a W for each angle that is not zero. */
export function axisLinks(angles: Angles, isZero: (angle: number) => boolean): InteractionChain {
  const chain = new ChainBuilder(NOTHING)
  angles.forEach((angle, axis) => {
    if (!isZero(angle)) chain.appendTurned(TO_XX[axis], { kind: 'w', angle })
  })
  return chain.built(0)
}

/**
 * N(a, b, c) with at most three V: XX + YY and XX - YY make N(a, b, 0), XX + YY and XX +- ZZ make a = b + |c|, and otherwise there is one for each pair of axes, by half of
 * what their angles have more than the third.
 */
export function exchangeLinks([a, b, c]: Angles, isZero: (angle: number) => boolean): InteractionChain {
  const chain = new ChainBuilder(NOTHING)
  const add = (angle: number, turn: Quaternion, sign = 1): void => {
    if (!isZero(angle)) chain.appendTurned(turn, { kind: 'v', angle }, sign < 0)
  }
  if (isZero(c)) {
    add((a + b) / 2, IDENTITY)
    add((a - b) / 2, IDENTITY, -1)
  } else if (isZero(a - b - Math.abs(c))) {
    add(b, IDENTITY)
    add(Math.abs(c), TO_XX_YY[2], c)
  } else {
    const shares = [(a + b - c) / 2, (b + c - a) / 2, (a + c - b) / 2]
    shares.forEach((angle, pair) => add(angle, TO_XX_YY[pair]))
  }
  return chain.built(0)
}

/** N(a, b, c) as two chains of roots, of which the second makes the angle of one axis alone. */
export function rootLinks(interaction: Angles, { apart }: RootPlan, tolerance: number): InteractionChain {
  if (apart === undefined) return rootChain(interaction[0], interaction[1], rootCount(interaction[0], interaction[1], tolerance))
  const [a, b, c] = interaction
  const [x, y] = apart === 0 ? [c, b] : apart === 1 ? [a, c] : [a, b]
  const first = rootChain(x, y, rootCount(x, y, tolerance))
  const second = rootChain(interaction[apart], 0, rootCount(interaction[apart], 0, tolerance))
  // XX and YY are the axes of the first chain, XX that of the second
  const [toFirst, toSecond] = [[turnAbout('y', HALF), turnAbout('x', HALF), IDENTITY][apart], TO_XX[apart]]
  return joined(turned(first, toFirst), turned(second, toSecond))
}

function turned({ phase, locals, links }: InteractionChain, turn: Quaternion): InteractionChain {
  const back = inverseTurn(turn)
  const inside = locals.map((pair, i) => (i === 0 ? bothAfter(pair, [turn, turn]) : pair))
  return { phase, links, locals: inside.map((pair, i) => (i === inside.length - 1 ? bothAfter([back, back], pair) : pair)) }
}

function joined(first: InteractionChain, second: InteractionChain): InteractionChain {
  const meeting = bothAfter(second.locals[0], first.locals[first.locals.length - 1])
  return {
    phase: first.phase + second.phase,
    locals: [...first.locals.slice(0, -1), meeting, ...second.locals.slice(1)],
    links: [...first.links, ...second.links],
  }
}

/** Gathers a chain from its right end: local gates around each link become one pair. */
class ChainBuilder {
  readonly #locals: LocalPair[]
  readonly #links: Link[] = []
  #phase = 0

  constructor(first: LocalPair) {
    this.#locals = [first]
  }

  /** The link between the local gates of a decomposition, then a pair. */
  append({ before, after, phase }: Pick<WeylDecomposition, 'before' | 'after' | 'phase'>, link: Link, then: LocalPair): void {
    const last = this.#locals.length - 1
    this.#locals[last] = bothAfter(before, this.#locals[last])
    this.#locals.push(bothAfter(then, after))
    this.#links.push(link)
    this.#phase += phase
  }

  /** The link with both qubits turned before it and back after it; an X on the high one changes the sign of YY. */
  appendTurned(turn: Quaternion, link: Link, isNegated = false): void {
    const high = isNegated ? multiplyTurns(PAULI_TURNS[0], turn) : turn
    this.append({ before: [turn, high], after: [inverseTurn(turn), inverseTurn(high)], phase: 0 }, link, NOTHING)
  }

  built(phase: number): InteractionChain {
    return { phase: this.#phase + phase, locals: this.#locals, links: this.#links }
  }
}

/** What turns XX, YY and ZZ into XX. */
const TO_XX: readonly Quaternion[] = [IDENTITY, /* @__PURE__ */ turnAbout('z', -HALF), /* @__PURE__ */ turnAbout('y', HALF)]
/** What turns XX + YY, YY + ZZ and XX + ZZ into XX + YY. */
const TO_XX_YY: readonly Quaternion[] = [IDENTITY, /* @__PURE__ */ turnAbout('y', HALF), /* @__PURE__ */ turnAbout('x', HALF)]

/** CX as e^(i phase) A W(pi/4) B. */
const LOW_CONTROL = /* @__PURE__ */ weylDecomposition(/* @__PURE__ */ permutation([0, 3, 2, 1]))
const HIGH_CONTROL = /* @__PURE__ */ weylDecomposition(/* @__PURE__ */ permutation([0, 1, 3, 2]))
/** W(pi/4) as SWAP e^(i phase) A V(pi/4) B. */
const FLIP_WITH_SWAP = /* @__PURE__ */ weylDecomposition(/* @__PURE__ */ afterSwap(/* @__PURE__ */ linkMatrix(FLIP)))

function permutation(images: readonly number[]): BlockMatrix {
  const matrix = new Float64Array(32)
  images.forEach((row, column) => (matrix[2 * (4 * row + column)] = 1))
  return matrix
}

function afterSwap(matrix: BlockMatrix): BlockMatrix {
  const result = new Float64Array(32)
  multiplyBlocks(permutation([0, 2, 1, 3]), matrix, result)
  return result
}

function exchangedPair([low, high]: LocalPair): LocalPair {
  return [high, low]
}

function exchangedSides({ before, after, phase }: WeylDecomposition): Pick<WeylDecomposition, 'before' | 'after' | 'phase'> {
  return { before: exchangedPair(before), after: exchangedPair(after), phase }
}
