/**
 * One step of a pass on the cells of a group, forward or inverted.
 *
 * Every rotation turns planes (u, v): u' = c u + s v, v' = c v - s u, where u and v are real or imaginary parts of two amplitudes. As three
 * shears, u += t v; v -= s u; u += t v with t = tan(phi / 2), it takes three multiply-adds in place, keeps the determinant at exactly one, and
 * for |phi| <= pi / 2 (coefficients.ts sees to that) t stays below one. Toffoli, "Reversible computing" lifting; Daubechies and Sweldens 1998.
 */
import { parity } from '@ketwork/math'
import { type Expression, f32x4, f64x2, i32, i32x4, i64, i64x2, type Local, v128 } from '@ketwork/math/wasm'
import type { Cell, CellGroup, Vector } from './CellGroup.ts'
import type { LocalStep } from './localPass.ts'
import type { Known, PassScope, Truth } from './PassScope.ts'

export interface StepFormat {
  readonly precision: 'f64' | 'f32'
  readonly lanes: number
  /** Index bits in the lanes: log2(lanes), or 0 where a lane is a sample. */
  readonly laneBits: number
}

/** Where the coefficients of a step stand: vectors, by number. */
export type Coefficients = (index: number) => Expression<'v128'>

export interface StepContext {
  readonly scope: PassScope
  readonly format: StepFormat
  readonly known: Known
  readonly group: CellGroup
  readonly inverse: boolean
  readonly coefficient: Coefficients
  /** Multiplies the cells by the phases of the pass's table; only where the pass has one. */
  readonly applyTable?: (group: CellGroup, inverse: boolean) => void
}

export function emitStep(step: LocalStep, context: StepContext): void {
  switch (step.kind) {
    case 'rotate':
      return emitRotation(step, context)
    case 'phase':
      return emitPhase(step, context)
    case 'flip':
    case 'swap':
      return emitExchange(step, context)
    case 'matrix':
      return emitMatrix(step, context)
    case 'table':
      return context.applyTable?.(context.group, context.inverse)
  }
}

/** Multiply-add in a precision. */
export function arithmetic({ precision }: Pick<StepFormat, 'precision'>) {
  const { add, sub, mul, neg, relaxed_madd: madd, relaxed_nmadd: nmadd } = precision === 'f64' ? f64x2 : f32x4
  return { add, sub, mul, neg, madd, nmadd }
}

/** A vector with the sign bit of the lanes of odd parity at `z`, plus `flip`; undefined where no lane has it. */
export function laneSigns({ precision, lanes }: StepFormat, z: number, flip: 0 | 1): Expression<'v128'> | undefined {
  const signs = Array.from({ length: lanes }, (_, lane) => (parity(lane & z) ^ flip ? -0 : 0))
  if (signs.every((sign) => Object.is(sign, 0))) return undefined
  return vectorOf(precision, signs)
}

/** All ones in the lanes whose bits at `controls` are all 1; undefined where that is every lane. */
export function laneMask({ precision, lanes }: StepFormat, controls: number): Expression<'v128'> | undefined {
  if (controls === 0) return undefined
  const bytes = new Uint8Array(16)
  const width = precision === 'f64' ? 8 : 4
  for (let lane = 0; lane < lanes; lane++) if ((lane & controls) === controls) bytes.fill(255, lane * width, (lane + 1) * width)
  return v128.const(bytes)
}

/** The sign bit of every lane where the parity is odd. */
export function signVector({ precision }: Pick<StepFormat, 'precision'>, odd: Expression<'i32'>): Expression<'v128'> {
  return precision === 'f64' ? i64x2.splat(i64.shl(i64.extend_i32_u(odd), 63)) : i32x4.splat(i32.shl(odd, 31))
}

function vectorOf(precision: 'f64' | 'f32', values: readonly number[]): Expression<'v128'> {
  return precision === 'f64'
    ? f64x2.const(...(values as unknown as readonly [number, number]))
    : f32x4.const(...(values as unknown as readonly [number, number, number, number]))
}

/** Calls `work` for the cells that fulfil the controls, inside a branch where that is only known when it runs. */
export function underControls(
  step: LocalStep,
  { scope, known, group }: StepContext,
  work: (cells: readonly number[], branch: boolean) => void,
): void {
  const always: number[] = []
  const sometimes = new Map<Local<'i32'>, number[]>()
  for (let index = 0; index < group.size; index++) {
    const truth: Truth = scope.controlled(step.controls, index, known)
    if (truth === 1) always.push(index)
    else if (truth !== 0) sometimes.set(truth, [...(sometimes.get(truth) ?? []), index])
  }
  if (always.length > 0) work(always, false)
  for (const [condition, cells] of sometimes) scope.f.if(condition, () => work(cells, true))
}

type Rotation = Extract<LocalStep, { kind: 'rotate' }>

function emitRotation(step: Rotation, context: StepContext): void {
  const { scope, group } = context
  const [c, s, t] = [context.coefficient(0), context.coefficient(1), context.coefficient(2)]
  const direct = step.controls.cells !== 0 || step.controls.outer !== 0 || step.controls.lanes !== 0
  underControls(step, context, (cells) => {
    const signed = new Map<string, Expression<'v128'>>()
    for (const index of cells) {
      const partner = index ^ step.group
      if (partner < index) continue
      const sign = rotationSign(step, context, index)
      const withSign = (name: string, value: Expression<'v128'>): Expression<'v128'> => {
        if (sign.vector === undefined) return value
        const known = signed.get(`${name} ${sign.key}`)
        if (known !== undefined) return known
        const made = scope.f.let(v128.xor(value, sign.vector))
        signed.set(`${name} ${sign.key}`, made)
        return made
      }
      const turn: Turn = {
        c,
        s: withSign('s', s),
        t: withSign('t', t),
        negative: sign.negative,
        mask: laneMask(context.format, step.controls.lanes),
      }
      for (const [u, v, ofPartner] of planes(group.cell(index), group.cell(partner), step.ys)) {
        if (u === undefined || v === undefined) continue // in the other plane
        turn.negative = sign.negative !== (ofPartner && sign.turnsWithCell)
        if (partner === index) turnInLanes(context, step.xLanes, u, v, turn)
        else if (direct) turnDirectly(context, step.xLanes, u, v, turn)
        else turnByShears(context, step.xLanes, u, v, turn)
      }
    }
  })
}

/** Mutable: the planes of a pair share it but for the sign. */
interface Turn {
  readonly c: Expression<'v128'>
  readonly s: Expression<'v128'>
  readonly t: Expression<'v128'>
  /** The angle counts with the opposite sign. */
  negative: boolean
  readonly mask: Expression<'v128'> | undefined
}

type Plane = readonly [u: Vector | undefined, v: Vector | undefined, uIsOfPartner: boolean]

/** The planes that a rotation turns in a pair of amplitudes; in one cell whose lanes meet, u and v are the same or the two parts. */
function planes(a: Cell, b: Cell, ys: number): readonly Plane[] {
  const odd = ys % 2 === 1
  if (a === b) {
    const whole: Plane[] = [
      [a.re, a.re, false],
      [a.im, a.im, false],
    ]
    return odd ? whole : [[a.re, a.im, false]]
  }
  return odd
    ? [
        [a.re, b.re, false],
        [a.im, b.im, false],
      ]
    : [
        [a.re, b.im, false],
        [b.re, a.im, true],
      ]
}

interface RotationSign {
  readonly negative: boolean
  /** Sign bits that only the lanes or the running index know. */
  readonly vector: Expression<'v128'> | undefined
  readonly key: string
  /** The sign of a lane is another one in the partner's cell. */
  readonly turnsWithCell: boolean
}

/**
 * Sign of s in the planes of a pair whose first member is cell `index`. With e = i^ys up to a factor i and sigma the sign of Z^z: even ys turn
 * (re_i, im_i') and (re_i', im_i) by e sigma(i); odd ys turn (re_i, re_i') and (im_i, im_i') by e sigma(i').
 */
function rotationSign(step: Rotation, { scope, format, known, inverse }: StepContext, index: number): RotationSign {
  const negativeUnit = step.ys % 4 === 2 || step.ys % 4 === 3
  const odd = step.ys % 2 === 1
  const { fixed, runtime } = scope.parityAt(step.z, odd ? index ^ step.group : index, known)
  // sigma(i') counts the partner's lane: lane l of u meets lane l ^ xLanes of v.
  const laneFlip = odd ? parity(step.xLanes & step.z.lanes) : 0
  const negative = (fixed ^ Number(negativeUnit) ^ Number(inverse) ^ laneFlip) === 1
  const lanes = laneSigns(format, step.z.lanes, 0)
  const running = runtime === undefined ? undefined : signVector(format, runtime)
  const vector = lanes !== undefined && running !== undefined ? v128.xor(lanes, running) : (lanes ?? running)
  const turnsWithCell = scope.parityAt(step.z, index, known).fixed !== scope.parityAt(step.z, index ^ step.group, known).fixed
  return { negative, vector, key: `${step.z.lanes} ${runtime?.index ?? 'fixed'}`, turnsWithCell }
}

/** u' = c u + s v, v' = c v - s u by three shears. */
function turnByShears({ scope: { f }, format, group }: StepContext, xLanes: number, u: Vector, v: Vector, { s, t, negative }: Turn): void {
  const { madd, nmadd } = arithmetic(format)
  const [plus, minus] = negative ? [nmadd, madd] : [madd, nmadd]
  const met = (vector: Expression<'v128'>): Expression<'v128'> => group.turned(vector, xLanes)
  const [sMet, tOwn] = [met(s), t]
  f.set(u, plus(tOwn, met(v), u))
  f.set(v, minus(sMet, met(u), v))
  f.set(u, plus(tOwn, met(v), u))
}

/** The same by definition, for angles of any size; lanes outside the mask keep their values. */
function turnDirectly(
  { scope: { f }, format, group }: StepContext,
  xLanes: number,
  u: Vector,
  v: Vector,
  { c, s, negative, mask }: Turn,
): void {
  const { mul, madd, nmadd } = arithmetic(format)
  const [plus, minus] = negative ? [nmadd, madd] : [madd, nmadd]
  const met = (vector: Expression<'v128'>): Expression<'v128'> => group.turned(vector, xLanes)
  const turnedU = f.let(plus(s, met(v), mul(c, u)))
  const turnedV = minus(met(s), met(u), mul(c, v))
  f.set(v, chosen(mask, turnedV, v))
  f.set(u, chosen(mask, turnedU, u))
}

/** A pair within one vector: lanes meet lanes. */
function turnInLanes(context: StepContext, xLanes: number, u: Vector, v: Vector, turn: Turn): void {
  if (u !== v) return turnDirectly(context, xLanes, u, v, turn)
  const { scope, format, group } = context
  const { mul, madd, nmadd } = arithmetic(format)
  const { c, s, negative, mask } = turn
  scope.f.set(u, chosen(mask, (negative ? nmadd : madd)(s, group.turned(u, xLanes), mul(c, u)), u))
}

function chosen(mask: Expression<'v128'> | undefined, made: Expression<'v128'>, kept: Expression<'v128'>): Expression<'v128'> {
  return mask === undefined ? made : v128.bitselect(made, kept, mask)
}

type Phase = Extract<LocalStep, { kind: 'phase' }>

/** Multiplies by c + i s where the step says so; a controlled Z rotation turns even states one way and odd states the other. */
function emitPhase(step: Phase, context: StepContext): void {
  const { scope, format, known } = context
  const [c, s] = [context.coefficient(0), context.coefficient(1)]
  const mask = laneMask(format, step.controls.lanes)
  const bothWays = !step.odd && (step.z.cells | step.z.outer | step.z.lanes) !== 0
  underControls(step, context, (cells) => {
    const even = cells.filter((index) => scope.parityAt(step.z, index, known).fixed === 0)
    const odd = cells.filter((index) => !even.includes(index))
    const runtime = scope.parityAt(step.z, 0, known).runtime
    const apply = (parityOf: 0 | 1, chosenCells: readonly number[]): void => {
      for (const index of chosenCells)
        multiplyCell(context, index, { c, s, mask, z: step.z.lanes, flip: parityOf, bothWays, odd: step.odd })
    }
    const both = (flip: boolean) => () => {
      apply(flip ? 1 : 0, even)
      apply(flip ? 0 : 1, odd)
    }
    if (runtime === undefined) both(false)()
    else scope.f.if(runtime, both(true), both(false))
  })
}

interface PhaseFactor {
  readonly c: Expression<'v128'>
  readonly s: Expression<'v128'>
  readonly mask: Expression<'v128'> | undefined
  /** Lanes at which the parity is counted on. */
  readonly z: number
  /** Parity of the cell. */
  readonly flip: 0 | 1
  readonly bothWays: boolean
  readonly odd: boolean
}

function multiplyCell({ scope: { f }, format, group, inverse }: StepContext, index: number, factor: PhaseFactor): void {
  const { mul, madd, nmadd, neg } = arithmetic(format)
  let { mask } = factor
  let s = factor.s
  if (factor.odd) {
    if (factor.z === 0 && factor.flip === 0) return
    mask = factor.z === 0 ? undefined : oddLanes(format, factor.z, factor.flip)
  } else if (factor.bothWays) {
    const signs = laneSigns(format, factor.z, factor.flip === 1 ? 0 : 1) // even states turn by -s
    if (signs !== undefined) s = v128.xor(s, signs)
  }
  const { re, im } = group.whole(index)
  const factorS = inverse ? neg(s) : s
  const turned = f.let(nmadd(factorS, im, mul(factor.c, re)))
  f.set(im, chosen(mask, madd(factorS, re, mul(factor.c, im)), im))
  f.set(re, chosen(mask, turned, re))
}

/** All ones in the lanes whose parity at z, plus that of the cell, is odd. */
function oddLanes({ precision, lanes }: StepFormat, z: number, flip: 0 | 1): Expression<'v128'> {
  const bytes = new Uint8Array(16)
  const width = precision === 'f64' ? 8 : 4
  for (let lane = 0; lane < lanes; lane++) if ((parity(lane & z) ^ flip) === 1) bytes.fill(255, lane * width, (lane + 1) * width)
  return v128.const(bytes)
}

type Exchange = Extract<LocalStep, { kind: 'flip' | 'swap' }>

/** X, CX, SWAP and their controlled forms: amplitudes change places. */
function emitExchange(step: Exchange, context: StepContext): void {
  const { format, group } = context
  const { laneBits } = format
  const inLanes = (1 << laneBits) - 1
  underControls(step, context, (cells, branch) => {
    const taken = new Set(cells)
    group.permute((cell, lane) => {
      const bits = lane & inLanes
      if (!taken.has(cell) || (bits & step.controls.lanes) !== step.controls.lanes) return { cell, lane }
      if (step.kind === 'flip') return { cell: cell ^ step.group, lane: lane ^ step.laneTarget }
      return swappedSource(step, cell, lane)
    }, branch)
  })
}

function swappedSource({ groups, laneBits }: Extract<LocalStep, { kind: 'swap' }>, cell: number, lane: number) {
  const set = groups.map((group, i) => (group === 0 ? (lane & laneBits[i]) !== 0 : (cell & group) !== 0))
  if (set[0] === set[1]) return { cell, lane }
  return {
    cell: groups.reduce((index, group) => index ^ group, cell),
    lane: laneBits.reduce((index, bit) => index ^ bit, lane),
  }
}

type MatrixStep = Extract<LocalStep, { kind: 'matrix' }>

/** A dense matrix on one qubit, in lanes or between cells, or on two cell bits. Its entries are vectors 0, 1, 2, ...: re, im, re, im, row by row. */
function emitMatrix(step: MatrixStep, context: StepContext): void {
  if (step.lane !== 0) return emitLaneMatrix(step, context)
  const size = 1 << step.groups.length
  const places = Array.from({ length: size }, (_, i) => step.groups.reduce((sum, group, bit) => ((i >> bit) & 1 ? sum ^ group : sum), 0))
  const mask = laneMask(context.format, step.controls.lanes)
  underControls(step, context, (cells) => {
    for (const index of cells) {
      const members = places.map((place) => index ^ place)
      if (members.some((member) => !cells.includes(member) || member < index)) continue
      multiplyMembers(context, members, mask)
    }
  })
}

function multiplyMembers(
  { scope: { f }, format, group, inverse, coefficient }: StepContext,
  members: readonly number[],
  mask: Expression<'v128'> | undefined,
): void {
  const size = members.length
  const old = members.map((member) => group.whole(member))
  const made = members.map((_, row) => {
    let [re, im]: [Vector | undefined, Vector | undefined] = [undefined, undefined]
    old.forEach((cell, column) => {
      const entry = inverse ? column * size + row : row * size + column
      const [a, b] = [coefficient(2 * entry), coefficient(2 * entry + 1)]
      const product = multiplyAdd(format, { a, b, cell, inverse }, re, im)
      re = f.let(product.re)
      im = f.let(product.im)
    })
    return { re: re!, im: im! }
  })
  made.forEach(({ re, im }, row) => {
    f.set(old[row].re, chosen(mask, re, old[row].re))
    f.set(old[row].im, chosen(mask, im, old[row].im))
  })
}

interface Product {
  readonly a: Expression<'v128'>
  readonly b: Expression<'v128'>
  readonly cell: { readonly re: Expression<'v128'>; readonly im: Expression<'v128'> }
  /** Conjugates a + ib. */
  readonly inverse: boolean
}

/** re + i im plus (a + ib) times the cell. */
function multiplyAdd(format: StepFormat, { a, b, cell, inverse }: Product, re: Vector | undefined, im: Vector | undefined) {
  const { mul, madd, nmadd } = arithmetic(format)
  const [minus, plus] = inverse ? [madd, nmadd] : [nmadd, madd]
  return {
    re: minus(b, cell.im, re === undefined ? mul(a, cell.re) : madd(a, cell.re, re)),
    im: plus(b, cell.re, im === undefined ? mul(a, cell.im) : madd(a, cell.im, im)),
  }
}

/** On a lane bit: the diagonal and the other entries as vectors over the lanes. */
function emitLaneMatrix(step: MatrixStep, context: StepContext): void {
  const { scope, format, group, inverse, coefficient } = context
  const { f } = scope
  const pick = (whenClear: number, whenSet: number): Expression<'v128'> => {
    const set = oddLanes(format, step.lane, 0)
    return f.let(v128.bitselect(coefficient(whenSet), coefficient(whenClear), set))
  }
  const across = inverse ? [4, 2] : [2, 4]
  const own = { a: pick(0, 6), b: pick(1, 7) }
  const other = { a: pick(across[0], across[1]), b: pick(across[0] + 1, across[1] + 1) }
  const mask = laneMask(format, step.controls.lanes)
  underControls(step, context, (cells) => {
    for (const index of cells) {
      const { re, im } = group.whole(index)
      const first = multiplyAdd(format, { ...own, cell: { re, im }, inverse }, undefined, undefined)
      const [sumRe, sumIm] = [f.let(first.re), f.let(first.im)]
      const met = { re: group.turned(re, step.lane), im: group.turned(im, step.lane) }
      const sum = multiplyAdd(format, { ...other, cell: met, inverse }, sumRe, sumIm)
      const [madeRe, madeIm] = [f.let(sum.re), f.let(sum.im)]
      f.set(re, chosen(mask, madeRe, re))
      f.set(im, chosen(mask, madeIm, im))
    }
  })
}
