/**
 * Rotations that pair cells, as `emitRotation` does them: three shears of the planes (u, v), or by definition under controls and within lanes.
 *
 * Runs of rotations about strings that flip the same bits, as the exponentials of excitations are, go over the state together: a pair is in registers for all.
 */
import { type AddressType, type Expression, i32, i8x16, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import type { Part } from '../CellGroup.ts'
import { StepKernel, stepParameters, type StepShape, type Vector } from './stepKernel.ts'
import { RECORD_BYTES, TURN } from './stepRecords.ts'

/** A plane: parts of the first and of the second cell of a pair, and which of the record's signs it has. */
interface Plane {
  readonly u: Part
  readonly v: Part
  /** The second cell has u. */
  readonly crossed: boolean
}

function planesOf(odd: boolean, parts: readonly Part[]): readonly Plane[] {
  if (odd) return parts.map((part) => ({ u: part, v: part, crossed: false }))
  return [
    { u: 're', v: 'im', crossed: false },
    { u: 're', v: 'im', crossed: true },
  ]
}

/** The kernel of one rotation, or of a run of them, with these flags of `TURN`. */
export function emitTurn(module: ModuleBuilder, shape: StepShape, flags: number) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    const planes = planesOf((flags & TURN.odd) !== 0, shape.parts)
    const exchange = (flags & TURN.lanes) === 0 ? undefined : f.let(kernel.pattern('turns', 'lanes'))
    const once = (flags & TURN.run) === 0 ? coefficientsOf(kernel, given.record, exchange) : undefined
    const x = f.let(kernel.field('x'))
    const sign = f.let(kernel.field('sign'))
    kernel.eachCell(kernel.field('fixed'), i32.const(0), (offset) => {
      const cells = [kernel.cellAt(offset), kernel.cellAt(i32.xor(offset, x))] as const
      const pairs = planes.map(({ u, v, crossed }) => ({
        u: kernel.load(cells[crossed ? 1 : 0], u),
        v: kernel.load(cells[crossed ? 0 : 1], v),
      }))
      const turn = (numbers: Numbers, runtime: Vector | undefined): void => {
        pairs.forEach((pair, index) => shear(kernel, pair, signed(kernel, numbers, planes[index], runtime), exchange))
      }
      if (once === undefined)
        eachOfRun(kernel, (record) =>
          turn(coefficientsOf(kernel, record, exchange), runtimeSign(kernel, offset, kernel.field('sign', record))),
        )
      else turn(once, (flags & TURN.signed) === 0 ? undefined : f.let(runtimeSign(kernel, offset, sign)))
      planes.forEach(({ u, v, crossed }, index) => {
        kernel.store(cells[crossed ? 1 : 0], u, pairs[index].u)
        kernel.store(cells[crossed ? 0 : 1], v, pairs[index].v)
      })
    })
  })
}

/** Calls `body` with the records of a run: the first one first, or last where it is undone. */
export function eachOfRun(kernel: StepKernel, body: (record: Local<AddressType>) => void): void {
  const { f, at, given } = kernel
  const length = f.let(i32.mul(kernel.field('run'), RECORD_BYTES))
  f.loop({ from: i32.const(0), to: length, step: RECORD_BYTES }, (forward) => {
    const back = i32.sub(i32.sub(length, RECORD_BYTES), forward)
    body(f.let(at.add(given.record, at.from(i32.add(forward, i32.mul(given.inverse, i32.sub(back, forward)))))))
  })
}

function runtimeSign(kernel: StepKernel, offset: Expression<'i32'>, mask: Expression<'i32'>): Vector {
  return kernel.numbers.signOf(kernel.parity(offset, mask))
}

/** Sine and tangent of each plane, with the signs of the lanes; `met` as the partner's lanes see the sine. */
interface Numbers {
  readonly planes: readonly { readonly s: Local<'v128'>; readonly t: Local<'v128'> }[]
}

function coefficientsOf(kernel: StepKernel, record: Local<AddressType>, exchange: Vector | undefined): Numbers {
  const { f } = kernel
  const place = kernel.coefficients(record)
  const inversion = kernel.inversion
  const planes = (['first', 'second'] as const).map((name) => {
    const signs = f.let(v128.xor(kernel.pattern('signs', name, record), inversion))
    const s = f.let(v128.xor(v128.load(place, { offset: 16 }), signs))
    return {
      s: exchange === undefined ? s : f.let(kernel.turned(s, exchange)),
      t: f.let(v128.xor(v128.load(place, { offset: 32 }), signs)),
    }
  })
  return { planes }
}

function signed({ f }: StepKernel, { planes }: Numbers, { crossed }: Plane, runtime: Vector | undefined) {
  const { s, t } = planes[crossed ? 1 : 0]
  return runtime === undefined ? { s, t } : { s: f.let(v128.xor(s, runtime)), t: f.let(v128.xor(t, runtime)) }
}

/** u += t v; v -= s u; u += t v, with the lanes of the partner. */
function shear(
  kernel: StepKernel,
  { u, v }: { readonly u: Local<'v128'>; readonly v: Local<'v128'> },
  { s, t }: { readonly s: Local<'v128'>; readonly t: Local<'v128'> },
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

/** Rotations whose pairs lie in one cell: real parts meet imaginary ones, or for an odd number of Ys lanes meet lanes. */
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
