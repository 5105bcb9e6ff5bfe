/** Dense matrices on the bits of a group: on one qubit, in lanes or between cells, or on two cell bits. */
import { type Expression, v128 } from '@ketwork/math/wasm'
import { numberFormat } from '../kernels/numberFormat.ts'
import type { Vector } from './CellGroup.ts'
import type { LocalStep } from './localPass.ts'
import { chosen, laneMask, oddLanes, type StepContext, type StepFormat, underControls } from './stepContext.ts'

type MatrixStep = Extract<LocalStep, { kind: 'matrix' }>

/** The entries are vectors 0, 1, 2, ...: re, im, re, im, row by row. */
export function emitMatrix(step: MatrixStep, context: StepContext): void {
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
  const { mul, madd, nmadd } = numberFormat(format.precision)
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
