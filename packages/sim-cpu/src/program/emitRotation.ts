/**
 * Rotations about Pauli strings that flip at least one qubit.
 *
 * Each turns planes (u, v): u' = c u + s v, v' = c v - s u, where u and v are real or imaginary parts of two amplitudes. As three
 * shears, u += t v; v -= s u; u += t v with t = tan(phi / 2), it takes three multiply-adds in place, keeps the determinant at exactly one, and
 * for |phi| <= pi / 2 (coefficients.ts sees to that) t stays below one. Daubechies and Sweldens, J. Fourier Anal. Appl. 4, 247 (1998).
 */
import { parity } from '@ketwork/math'
import { type Expression, v128 } from '@ketwork/math/wasm'
import { numberFormat } from '../kernels/numberFormat.ts'
import type { Cell, Vector } from './CellGroup.ts'
import type { LocalStep } from './localPass.ts'
import { chosen, laneMask, laneSigns, type StepContext, underControls } from './stepContext.ts'

type Rotation = Extract<LocalStep, { kind: 'rotate' }>

export function emitRotation(step: Rotation, context: StepContext): void {
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
  const fixed = scope.fixedParity(step.z, odd ? index ^ step.group : index, known)
  const runtime = scope.runningParity(step.z, known)
  // sigma(i') counts the partner's lane: lane l of u meets lane l ^ xLanes of v.
  const laneFlip = odd ? parity(step.xLanes & step.z.lanes) : 0
  const negative = (fixed ^ Number(negativeUnit) ^ Number(inverse) ^ laneFlip) === 1
  const lanes = laneSigns(format, step.z.lanes, 0)
  const running = runtime === undefined ? undefined : numberFormat(format.precision).signOf(runtime)
  const vector = lanes !== undefined && running !== undefined ? v128.xor(lanes, running) : (lanes ?? running)
  const turnsWithCell = parity(scope.shift(step.group) & step.z.cells) === 1
  return { negative, vector, key: `${step.z.lanes} ${runtime?.index ?? 'fixed'}`, turnsWithCell }
}

/** u' = c u + s v, v' = c v - s u by three shears. */
function turnByShears({ scope: { f }, format, group }: StepContext, xLanes: number, u: Vector, v: Vector, { s, t, negative }: Turn): void {
  const { madd, nmadd } = numberFormat(format.precision)
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
  const { mul, madd, nmadd } = numberFormat(format.precision)
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
  const { mul, madd, nmadd } = numberFormat(format.precision)
  const { c, s, negative, mask } = turn
  scope.f.set(u, chosen(mask, (negative ? nmadd : madd)(s, group.turned(u, xLanes), mul(c, u)), u))
}
