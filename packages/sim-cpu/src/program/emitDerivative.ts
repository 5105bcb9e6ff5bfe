/**
 * What the steps of a pass contribute to a gradient, while ket and bra of the backward sweep are both in registers.
 *
 * With E = Re <bra|ket> and a rotation exp(-i angle P / 2) as the last thing that acted, dE/dangle = Im <bra|P|ket>; for a phase exp(i angle) on
 * the states of a projector D it is -2 Im <bra|D|ket>, and the factor -2 is left to whoever adds up. Jones and Gacon, arXiv:2009.02823.
 */
import { parity } from '@ketwork/math'
import { type Expression, type Local, v128 } from '@ketwork/math/wasm'
import { numberFormat } from '../kernels/numberFormat.ts'
import type { Cell, CellGroup } from './CellGroup.ts'
import { laneMask, laneSigns, type StepContext, underControls } from './stepContext.ts'
import type { LocalStep } from './localPass.ts'

const ZERO = v128.const(new Uint8Array(16))

export interface KetAndBra {
  readonly ket: CellGroup
  readonly bra: CellGroup
}

/** Im(conj(bra) ket) of every cell of a group. */
export type CellWeights = readonly Local<'v128'>[]

export function emitWeights({ scope: { f }, format }: Pick<StepContext, 'scope' | 'format'>, { ket, bra }: KetAndBra): CellWeights {
  const { mul, nmadd } = numberFormat(format.precision)
  return Array.from({ length: ket.size }, (_, index) => {
    const [k, b] = [ket.whole(index), bra.whole(index)]
    return f.let(nmadd(b.im, k.re, mul(b.re, k.im)))
  })
}

/** Adds to `sum` what the step contributes; lanes are added up by the reader. Phases need only the `weights` of the cells, where those are known. */
export function emitDerivative(
  step: LocalStep,
  context: StepContext,
  { states: { ket, bra }, weights }: { readonly states: KetAndBra; readonly weights: CellWeights | undefined },
  sum: Local<'v128'>,
): void {
  if (step.kind !== 'rotate' && step.kind !== 'phase') return
  const { scope, format, known } = context
  const { add, sub, neg } = numberFormat(format.precision)
  const { f } = scope
  const mask = laneMask(format, step.controls.lanes)
  underControls(step, { ...context, group: ket }, (cells) => {
    const part = f.let(ZERO)
    for (const index of cells) {
      const partner = step.kind === 'rotate' ? index ^ step.group : index
      const fixed = scope.fixedParity(step.z, partner, known)
      if (weights !== undefined) {
        f.set(part, (fixed === 1 ? sub : add)(part, weights[index]))
        continue
      }
      addOverlap(
        context,
        part,
        { bra: bra.cell(index), ket: turnedCell(context, ket, partner, step) },
        { odd: isOdd(step), negative: fixed === 1 },
      )
    }
    const runtime = scope.runningParity(step.z, known)
    const laneFlip = step.kind === 'rotate' ? parity(step.xLanes & step.z.lanes) : 0
    const signs = laneSigns(format, step.z.lanes, laneFlip === 1 ? 1 : 0)
    let value: Expression<'v128'> = part
    if (signs !== undefined) value = v128.xor(value, signs)
    if (runtime !== undefined) value = v128.xor(value, numberFormat(format.precision).signOf(runtime))
    if (mask !== undefined) value = v128.and(value, mask)
    if (step.kind === 'rotate' && (step.ys % 4 === 2 || step.ys % 4 === 3)) value = neg(value)
    f.set(sum, add(sum, value))
  })
}

function isOdd(step: LocalStep): boolean {
  return step.kind === 'rotate' && step.ys % 2 === 1
}

function turnedCell({ group }: StepContext, ket: CellGroup, index: number, step: LocalStep) {
  const { re, im } = ket.cell(index)
  const xLanes = step.kind === 'rotate' ? step.xLanes : 0
  return { re: re && group.turned(re, xLanes), im: im && group.turned(im, xLanes) }
}

/** Adds Im(conj(b) k), or Re(conj(b) k) for an odd number of Ys, with a sign. */
function addOverlap(
  { scope: { f }, format }: StepContext,
  sum: Local<'v128'>,
  { bra, ket }: { readonly bra: Cell; readonly ket: TurnedCell },
  { odd, negative }: { readonly odd: boolean; readonly negative: boolean },
): void {
  const { madd, nmadd } = numberFormat(format.precision)
  const [plus, minus] = negative ? [nmadd, madd] : [madd, nmadd]
  if (bra.re !== undefined) {
    const met = odd ? ket.re : ket.im
    if (met !== undefined) f.set(sum, plus(bra.re, met, sum))
  }
  if (bra.im !== undefined) {
    const met = odd ? ket.im : ket.re
    if (met !== undefined) f.set(sum, (odd ? plus : minus)(bra.im, met, sum))
  }
}

interface TurnedCell {
  readonly re: Expression<'v128'> | undefined
  readonly im: Expression<'v128'> | undefined
}
