/**
 * Rotations that pair cells, as `emitRotation` does them: three shears of the planes (u, v), or by definition under
 * controls and within lanes.
 */
import { type Expression, i32, i8x16, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import type { Part } from '../CellGroup.ts'
import { StepKernel, stepParameters, type StepShape, type Vector } from './stepKernel.ts'
import { TURN } from './stepRecords.ts'

/** A plane: parts of the first and of the second cell of a pair, and which of the record's signs it has. */
export interface Plane {
  readonly u: Part
  readonly v: Part
  /** The second cell has u. */
  readonly crossed: boolean
}

export function planesOf(odd: boolean, parts: readonly Part[]): readonly Plane[] {
  if (odd) return parts.map((part) => ({ u: part, v: part, crossed: false }))
  return [
    { u: 're', v: 'im', crossed: false },
    { u: 're', v: 'im', crossed: true },
  ]
}

/** Does one rotation with these flags of `TURN`; what undoes them is `emitRunUndone`. */
export function emitTurn(module: ModuleBuilder, shape: StepShape, flags: number) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    const planes = planesOf((flags & TURN.odd) !== 0, shape.parts)
    const exchange = (flags & TURN.lanes) === 0 ? undefined : f.let(kernel.pattern('turns', 'lanes'))
    const numbers = (['first', 'second'] as const).map((name) => numbersOf(kernel, name, exchange))
    const x = f.let(kernel.field('x'))
    const sign = f.let(kernel.field('sign'))
    kernel.eachCell(kernel.field('fixed'), i32.const(0), (offset) => {
      const cells = [kernel.cellAt(offset), kernel.cellAt(i32.xor(offset, x))] as const
      const runtime = (flags & TURN.signed) === 0 ? undefined : f.let(runtimeSign(kernel, offset, sign))
      const stores = planes.map(({ u, v, crossed }) => {
        const [ofU, ofV] = crossed ? [cells[1], cells[0]] : cells
        const pair = { u: kernel.load(ofU, u), v: kernel.load(ofV, v) }
        const { s, t } = numbers[crossed ? 1 : 0]
        const own = runtime === undefined ? { s, t } : { s: f.let(v128.xor(s, runtime)), t: f.let(v128.xor(t, runtime)) }
        shear(kernel, pair, own, exchange)
        return () => {
          kernel.store(ofU, u, pair.u)
          kernel.store(ofV, v, pair.v)
        }
      })
      for (const store of stores) store()
    })
  })
}

function runtimeSign(kernel: StepKernel, offset: Expression<'i32'>, mask: Expression<'i32'>): Vector {
  return kernel.numbers.signOf(kernel.parity(offset, mask))
}

interface Numbers {
  /** As the partner's lanes see it. */
  readonly s: Local<'v128'>
  readonly t: Local<'v128'>
}

/** Sine and tangent with the signs of the lanes. */
function numbersOf(kernel: StepKernel, name: 'first' | 'second', exchange: Vector | undefined): Numbers {
  const { f } = kernel
  const signs = f.let(kernel.pattern('signs', name))
  const s = v128.xor(kernel.coefficient(1), signs)
  return { s: f.let(kernel.turned(s, exchange)), t: f.let(v128.xor(kernel.coefficient(2), signs)) }
}

/** u += t v; v -= s u; u += t v, with the lanes of the partner. */
export function shear(
  kernel: StepKernel,
  { u, v }: { readonly u: Local<'v128'>; readonly v: Local<'v128'> },
  { s, t }: Numbers,
  exchange: Vector | undefined,
): void {
  const { f } = kernel
  const { madd, nmadd } = kernel.numbers
  f.set(u, madd(t, kernel.turned(v, exchange), u))
  f.set(v, nmadd(s, kernel.turned(u, exchange), v))
  f.set(u, madd(t, kernel.turned(v, exchange), u))
}

/** Rotations under controls: by definition, for angles of any size; lanes outside of the mask keep their values. */
export function emitTurnUnderControls(module: ModuleBuilder, shape: StepShape, odd: boolean) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    const turn = openDirectTurn(kernel)
    const x = f.let(kernel.field('x'))
    kernel.eachCell(kernel.field('fixed'), kernel.field('ones'), (offset) => {
      const cells = [kernel.cellAt(offset), kernel.cellAt(i32.xor(offset, x))] as const
      turn.see(offset)
      const turned = planesOf(odd, shape.parts).flatMap(({ u, v, crossed }) => {
        const [ofU, ofV] = crossed ? [cells[1], cells[0]] : cells
        const made = turn.pair(kernel.load(ofU, u), kernel.load(ofV, v), crossed)
        return [() => kernel.store(ofU, u, made.u), () => kernel.store(ofV, v, made.v)]
      })
      for (const store of turned) store()
    })
  })
}

/**
 * Rotations whose pairs lie in one cell: real parts meet imaginary ones, or for an odd number of Ys lanes meet lanes.
 */
export function emitTurnInLanes(module: ModuleBuilder, shape: StepShape, odd: boolean) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    const turn = openDirectTurn(kernel)
    kernel.eachCell(kernel.field('fixed'), kernel.field('ones'), (offset) => {
      const cell = kernel.cellAt(offset)
      turn.see(offset)
      if (odd) {
        for (const part of shape.parts) kernel.store(cell, part, turn.within(kernel.load(cell, part)))
        return
      }
      const made = turn.pair(kernel.load(cell, 're'), kernel.load(cell, 'im'), false)
      kernel.store(cell, 're', made.u)
      kernel.store(cell, 'im', made.v)
    })
  })
}

/** u' = c u + s v, v' = c v - s u of the pairs at a cell that was seen. */
function openDirectTurn(kernel: StepKernel) {
  const { f, numbers } = kernel
  const { mul, madd, nmadd } = numbers
  const c = f.let(kernel.coefficient(0))
  const s = (['first', 'second'] as const).map((name) =>
    f.let(v128.xor(kernel.coefficient(1), v128.xor(kernel.pattern('signs', name), kernel.inversion))),
  )
  const mask = f.let(kernel.pattern('masks', 'mask'))
  const exchange = f.let(kernel.pattern('turns', 'lanes'))
  const sign = f.let(kernel.field('sign'))
  const runtime = f.local('v128')
  const met = (vector: Vector): Vector => i8x16.swizzle(vector, exchange)
  const sine = (crossed: boolean): Local<'v128'> => f.let(v128.xor(s[crossed ? 1 : 0], runtime))
  return {
    see: (offset: Expression<'i32'>): void => f.set(runtime, runtimeSign(kernel, offset, sign)),
    pair: (u: Local<'v128'>, v: Local<'v128'>, crossed: boolean) => {
      const own = sine(crossed)
      return {
        u: f.let(kernel.chosen(mask, madd(own, met(v), mul(c, u)), u)),
        v: f.let(kernel.chosen(mask, nmadd(met(own), met(u), mul(c, v)), v)),
      }
    },
    within: (u: Local<'v128'>): Vector => kernel.chosen(mask, madd(sine(false), met(u), mul(c, u)), u),
  }
}
