/**
 * Runs of rotations about strings that flip the same bits, as the exponentials of excitations are: they go over the
 * state together, a pair in registers for all of them.
 *
 * What the rotations are is brought into a table first. They commute, as strings with the same flips and as many Ys up
 * to an even number do, so they are undone in the same order.
 */
import { type AddressType, type Expression, i32, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from '../../kernels/addresses.ts'
import { type Plane, planesOf, shear } from './emitTurns.ts'
import { StepKernel, stepParameters, type StepShape, type Vector } from './stepKernel.ts'
import { RECORD_BYTES, TURN } from './stepRecords.ts'

/**
 * Of a rotation in the table: sine and tangent of either plane, what the second cell's overlap counts, the sum of
 * overlaps, and the bits that its sign hangs on.
 */
const ENTRY = { s: 0, t: 16, crossedS: 32, crossedT: 48, second: 64, sum: 80, sign: 96 } as const
export const ENTRY_BYTES = 112

interface Table {
  readonly place: Local<AddressType>
  readonly bytes: Local<'i32'>
}

/** Does the rotations of a run: of the parameters of a step, and room for the table. */
export function emitRun(module: ModuleBuilder, shape: StepShape, flags: number) {
  const at = module.address.type
  return module.function({ parameters: { ...stepParameters(at), table: at } }, (f, { table, ...given }) => {
    const kernel = new StepKernel(module, f, shape, given)
    const exchange = (flags & TURN.lanes) === 0 ? undefined : f.let(kernel.pattern('turns', 'lanes'))
    const planes = planesOf((flags & TURN.odd) !== 0, shape.parts)
    const run = writeTable(kernel, table, exchange)
    const x = f.let(kernel.field('x'))
    // Two pairs at a time, for their shears wait for each other.
    kernel.eachCell(kernel.field('fixed'), i32.const(0), (offset, next) => {
      const first = pairsAt(kernel, planes, offset, x)
      const other = f.let(next())
      const second = pairsAt(kernel, planes, other, x)
      eachEntry(kernel, run, (place) => {
        const entry = entryAt(kernel, place)
        const mask = f.let(entry.sign)
        for (const { pairs, of } of [first, second]) {
          const runtime = f.let(kernel.numbers.signOf(kernel.parity(of, mask)))
          pairs.forEach((pair, index) => shear(kernel, pair, signedNumbers(kernel, entry, planes[index], runtime), exchange))
        }
      })
      first.store()
      f.set(offset, other)
      second.store()
    })
  })
}

/**
 * Undoes a run, or without that flag one rotation, on ket and bra, and writes what each contributes to a gradient to
 * its sum.
 */
export function emitTurnsUndone(module: ModuleBuilder, shape: StepShape, flags: number) {
  const at = offsets(module)
  const parameters = { ...stepParameters(at.type), table: at.type, bra: at.type, sums: at.type } as const
  return module.function({ parameters }, (f, { table, bra, sums, ...given }) => {
    const kernel = new StepKernel(module, f, shape, given)
    const odd = (flags & TURN.odd) !== 0
    const exchange = (flags & TURN.lanes) === 0 ? undefined : f.let(kernel.pattern('turns', 'lanes'))
    const planes = planesOf(odd, shape.parts)
    const run = writeTable(kernel, table, exchange)
    const single = (flags & TURN.run) === 0 ? keptEntry(kernel, table) : undefined
    const x = f.let(kernel.field('x'))
    kernel.eachCell(kernel.field('fixed'), i32.const(0), (offset) => {
      const states = { ket: pairsAt(kernel, planes, offset, x), bra: pairsAt(kernel, planes, offset, x, bra) }
      const undo = (entry: Entry): void => {
        const runtime = f.let(kernel.numbers.signOf(kernel.parity(offset, entry.sign)))
        entry.count(overlapOf(kernel, entry, { ...states, planes, runtime, exchange, odd }))
        for (const { pairs } of [states.ket, states.bra])
          pairs.forEach((pair, index) => shear(kernel, pair, signedNumbers(kernel, entry, planes[index], runtime), exchange))
      }
      if (single === undefined) eachEntry(kernel, run, (place) => undo(entryAt(kernel, place)))
      else undo(single)
      states.ket.store()
      states.bra.store()
    })
    single?.end()
    eachOfRun(kernel, (record, place) => {
      const sum = v128.load(at.add(run.place, at.from(place)), { offset: ENTRY.sum })
      f.do(v128.store(at.add(sums, at.from(kernel.field('sum', record))), v128.xor(sum, kernel.pattern('signs', 'derivative', record))))
    })
  })
}

/** Calls `body` with the records of a run and where their entries stand in the table. */
function eachOfRun(kernel: StepKernel, body: (record: Local<AddressType>, place: Local<'i32'>) => void): void {
  const { f, at, given } = kernel
  f.loop({ to: kernel.field('run') }, (index) =>
    body(f.let(at.add(given.record, at.from(i32.mul(index, RECORD_BYTES)))), f.let(i32.mul(index, ENTRY_BYTES))),
  )
}

function writeTable(kernel: StepKernel, place: Local<AddressType>, exchange: Vector | undefined): Table {
  const { f, at, numbers } = kernel
  const inversion = f.let(kernel.inversion)
  eachOfRun(kernel, (record, offset) => {
    const entry = f.let(at.add(place, at.from(offset)))
    const given = kernel.coefficients(record)
    const put = (name: keyof typeof ENTRY, value: Vector): void => f.do(v128.store(entry, value, { offset: ENTRY[name] }))
    for (const [name, s, t] of [
      ['first', 's', 't'],
      ['second', 'crossedS', 'crossedT'],
    ] as const) {
      const signs = f.let(v128.xor(kernel.pattern('signs', name, record), inversion))
      put(s, kernel.turned(v128.xor(v128.load(given, { offset: 16 }), signs), exchange))
      put(t, v128.xor(v128.load(given, { offset: 32 }), signs))
    }
    put('second', numbers.signOf(kernel.parity(kernel.field('x', record), kernel.field('z', record))))
    put('sum', numbers.splat(numbers.constant(0)))
    f.do(i32.store(entry, kernel.field('sign', record), { offset: ENTRY.sign }))
  })
  return { place, bytes: f.let(i32.mul(kernel.field('run'), ENTRY_BYTES)) }
}

function eachEntry({ f, at }: StepKernel, { place, bytes }: Table, body: (entry: Local<AddressType>) => void): void {
  f.loop({ from: i32.const(0), to: bytes, step: ENTRY_BYTES }, (offset) => body(f.let(at.add(place, at.from(offset)))))
}

/** A rotation of the table: where it stands, or in variables. */
interface Entry {
  readonly sign: Expression<'i32'>
  readonly vector: (name: 's' | 't' | 'crossedS' | 'crossedT' | 'second') => Vector
  /** Adds to the sum of overlaps. */
  readonly count: (overlap: Vector) => void
}

function entryAt({ f, numbers }: StepKernel, place: Local<AddressType>): Entry {
  return {
    sign: i32.load(place, { offset: ENTRY.sign }),
    vector: (name) => v128.load(place, { offset: ENTRY[name] }),
    count: (overlap) => f.do(v128.store(place, numbers.add(v128.load(place, { offset: ENTRY.sum }), overlap), { offset: ENTRY.sum })),
  }
}

/** The only entry, in variables until `end`. */
function keptEntry(kernel: StepKernel, place: Local<AddressType>): Entry & { readonly end: () => void } {
  const { f, numbers } = kernel
  const { sign, vector, count } = entryAt(kernel, place)
  const kept = { s: vector('s'), t: vector('t'), crossedS: vector('crossedS'), crossedT: vector('crossedT'), second: vector('second') }
  const vectors = Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, f.let(value)]))
  const sum = f.let(numbers.splat(numbers.constant(0)))
  return {
    sign: f.let(sign),
    vector: (name) => vectors[name],
    count: (overlap) => f.set(sum, numbers.add(sum, overlap)),
    end: () => count(sum),
  }
}

function signedNumbers({ f }: StepKernel, { vector }: Entry, { crossed }: Plane, runtime: Vector) {
  const signed = (name: 's' | 't' | 'crossedS' | 'crossedT') => f.let(v128.xor(vector(name), runtime))
  return { s: signed(crossed ? 'crossedS' : 's'), t: signed(crossed ? 'crossedT' : 't') }
}

/** The planes of the pair that begins with a cell. */
function pairsAt(kernel: StepKernel, planes: readonly Plane[], offset: Local<'i32'>, x: Local<'i32'>, state?: Local<AddressType>) {
  const cells = [kernel.cellAt(offset, state), kernel.cellAt(i32.xor(offset, x), state)] as const
  const places = planes.map(({ u, v, crossed }) => ({ u: [cells[crossed ? 1 : 0], u], v: [cells[crossed ? 0 : 1], v] }) as const)
  const pairs = places.map(({ u, v }) => ({ u: kernel.load(...u), v: kernel.load(...v) }))
  const store = (): void =>
    places.forEach(({ u, v }, index) => {
      kernel.store(...u, pairs[index].u)
      kernel.store(...v, pairs[index].v)
    })
  return { of: offset, pairs, store }
}

type Pairs = ReturnType<typeof pairsAt>['pairs']

interface Overlapped {
  readonly ket: { readonly pairs: Pairs }
  readonly bra: { readonly pairs: Pairs }
  readonly planes: readonly Plane[]
  readonly runtime: Vector
  readonly exchange: Vector | undefined
  readonly odd: boolean
}

/** Im <bra|P|ket> of a pair: of its first cell, and of its second with the sign that the string has there. */
function overlapOf(
  kernel: StepKernel,
  { vector }: Entry,
  { ket: { pairs: kets }, bra: { pairs: bras }, planes, runtime, exchange, odd }: Overlapped,
): Vector {
  const { f, numbers } = kernel
  const { mul, madd, nmadd, add } = numbers
  const met = (vector: Vector): Vector => kernel.turned(vector, exchange)
  // By cell: the bra's part, and the part of the ket that it meets in the other cell.
  const sums: (Local<'v128'> | undefined)[] = [undefined, undefined]
  const count = (cell: 0 | 1, a: Vector, b: Vector, negative: boolean): void => {
    const sum = sums[cell]
    if (sum !== undefined) f.set(sum, (negative ? nmadd : madd)(a, met(b), sum))
    else sums[cell] = f.let(negative ? numbers.neg(mul(a, met(b))) : mul(a, met(b)))
  }
  planes.forEach(({ crossed }, index) => {
    const [ket, bra] = [kets[index], bras[index]]
    count(crossed ? 1 : 0, bra.u, ket.v, false)
    count(crossed ? 0 : 1, bra.v, ket.u, !odd)
  })
  const [first, second] = sums as [Local<'v128'>, Local<'v128'>]
  return v128.xor(add(first, v128.xor(second, vector('second'))), runtime)
}
