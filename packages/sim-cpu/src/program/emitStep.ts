/** One step of a pass on the cells of a group, forward or inverted: phases and exchanges here, what mixes amplitudes in files of its own. */
import { type Expression, v128 } from '@ketwork/math/wasm'
import { numberFormat } from '../kernels/numberFormat.ts'
import { emitMatrix } from './emitMatrix.ts'
import { emitRotation } from './emitRotation.ts'
import type { LocalStep } from './localPass.ts'
import { chosen, laneMask, laneSigns, oddLanes, type StepContext, underControls } from './stepContext.ts'

/** A step that `PassTables` does. */
export type TableStep = Extract<LocalStep, { kind: 'table' }>

export function emitStep(step: Exclude<LocalStep, TableStep>, context: StepContext): void {
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
  }
}

type Phase = Extract<LocalStep, { kind: 'phase' }>

/** Multiplies by c + i s where the step says so; a controlled Z rotation turns even states one way and odd states the other. */
function emitPhase(step: Phase, context: StepContext): void {
  const { scope, format, known } = context
  const [c, s] = [context.coefficient(0), context.coefficient(1)]
  const mask = laneMask(format, step.controls.lanes)
  const bothWays = !step.odd && (step.z.cells | step.z.outer | step.z.lanes) !== 0
  underControls(step, context, (cells) => {
    const even = cells.filter((index) => scope.fixedParity(step.z, index, known) === 0)
    const odd = cells.filter((index) => !even.includes(index))
    const runtime = scope.runningParity(step.z, known)
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
  const { mul, madd, nmadd, neg } = numberFormat(format.precision)
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
