/** Steps that are no rotations of pairs: phases, exchanges and matrices, as `emitStep` and `emitMatrix` do them. */
import { type AddressType, type Expression, f64, i32, i32x4, i8x16, type Local, type ModuleBuilder, select, v128 } from '@ketwork/math/wasm'
import { StepKernel, stepParameters, type StepShape, type Vector } from './stepKernel.ts'

/** Multiplies each cell by the factor of its parity. */
export function emitPhase(module: ModuleBuilder, shape: StepShape) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    eachPhase(kernel, (offset, factor) => multiply(kernel, kernel.cellAt(offset), factor))
  })
}

/**
 * Takes phases off ket and bra, and writes what they contribute to a gradient.
 *
 * That is a sum of Im(conj(bra) ket) over the cells that are multiplied, with their signs: over all cells it is the
 * imaginary part of an expectation value, which is zero, so a string of Zs, even cells less odd ones, is minus twice
 * the odd ones.
 */
export function emitPhaseUndone(module: ModuleBuilder, shape: StepShape) {
  const parameters = { ...stepParameters(module.address.type), bra: module.address.type, sums: module.address.type } as const
  return module.function({ parameters }, (f, { bra, sums, ...given }) => {
    const kernel = new StepKernel(module, f, shape, given)
    const { at, numbers } = kernel
    const { mul, nmadd, add, splat, constant, fromF64 } = numbers
    const sum = f.let(splat(constant(0)))
    eachPhase(kernel, (offset, factor) => {
      const k = multiply(kernel, kernel.cellAt(offset), factor)
      const b = multiply(kernel, kernel.cellAt(offset, bra), factor)
      const weight = v128.xor(nmadd(b.im, k.re, mul(b.re, k.im)), factor.signs)
      f.set(sum, add(sum, v128.and(weight, factor.mask)))
    })
    const scale = splat(fromF64(f64.convert_i32_s(kernel.field('x'))))
    f.do(v128.store(at.add(sums, at.from(kernel.field('sum'))), mul(sum, scale)))
  })
}

interface PhaseFactor {
  readonly c: Vector
  readonly s: Vector
  /** The lanes that it is for, and the sign that s has in each. */
  readonly mask: Vector
  readonly signs: Vector
}

/**
 * Calls `body` with the cells that a phase multiplies and what it multiplies them by, in code for one parity and for
 * both.
 */
function eachPhase(kernel: StepKernel, body: (offset: Local<'i32'>, factor: PhaseFactor) => void): void {
  const { f } = kernel
  const { splat, constant } = kernel.numbers
  const [one, zero] = [splat(constant(1)), splat(constant(0))]
  const factors = (
    [
      ['mask', 'first'],
      ['otherMask', 'second'],
    ] as const
  ).map(([lanes, name]): PhaseFactor => {
    const mask = f.let(kernel.pattern('masks', lanes))
    const signs = f.let(kernel.pattern('signs', name))
    const s = v128.xor(kernel.coefficient(1), v128.xor(signs, kernel.inversion))
    return { c: f.let(kernel.chosen(mask, kernel.coefficient(0), one)), s: f.let(kernel.chosen(mask, s, zero)), mask, signs }
  })
  const walk = (factorAt: (offset: Local<'i32'>) => PhaseFactor): void =>
    kernel.eachCell(kernel.field('fixed'), kernel.field('ones'), (offset) => body(offset, factorAt(offset)))
  const sign = f.let(kernel.field('sign'))
  f.if(
    i32.eqz(sign),
    () => walk(() => factors[0]),
    () =>
      walk((offset) => {
        const isOdd = f.let(i32x4.splat(i32.sub(0, kernel.parity(offset, sign))))
        const pick = (part: keyof PhaseFactor): Vector => f.let(kernel.chosen(isOdd, factors[1][part], factors[0][part]))
        return { c: pick('c'), s: pick('s'), mask: pick('mask'), signs: pick('signs') }
      }),
  )
}

/** Multiplies a cell, and gives what stood there. */
function multiply(kernel: StepKernel, cell: Local<AddressType>, { c, s }: Pick<PhaseFactor, 'c' | 's'>): Entry {
  const { mul, madd, nmadd } = kernel.numbers
  const old = { re: kernel.load(cell, 're'), im: kernel.load(cell, 'im') }
  kernel.store(cell, 're', nmadd(s, old.im, mul(c, old.re)))
  kernel.store(cell, 'im', madd(s, old.re, mul(c, old.im)))
  return old
}

/** Cells change places with their partners. */
export function emitExchange(module: ModuleBuilder, shape: StepShape) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    const x = f.let(kernel.field('x'))
    kernel.eachCell(kernel.field('fixed'), kernel.field('ones'), (offset) => {
      const cells = [kernel.cellAt(offset), kernel.cellAt(i32.xor(offset, x))] as const
      for (const part of shape.parts) {
        const [a, b] = cells.map((cell) => kernel.load(cell, part))
        kernel.store(cells[0], part, b)
        kernel.store(cells[1], part, a)
      }
    })
  })
}

/** The same where lanes change places with lanes of the partner, or of the same cell, in the lanes of two masks. */
export function emitExchangeInLanes(module: ModuleBuilder, shape: StepShape) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    const x = f.let(kernel.field('x'))
    const exchange = f.let(kernel.pattern('turns', 'lanes'))
    const masks = (['mask', 'otherMask'] as const).map((name) => f.let(kernel.pattern('masks', name)))
    kernel.eachCell(kernel.field('fixed'), kernel.field('ones'), (offset) => {
      const cells = [kernel.cellAt(offset), kernel.cellAt(i32.xor(offset, x))] as const
      for (const part of shape.parts) {
        const [a, b] = cells.map((cell) => kernel.load(cell, part))
        // Within one cell both are the same, and so is what is stored.
        kernel.store(cells[1], part, kernel.chosen(masks[1], i8x16.swizzle(a, exchange), b))
        kernel.store(cells[0], part, kernel.chosen(masks[0], i8x16.swizzle(b, exchange), a))
      }
    })
  })
}

interface Entry {
  readonly re: Local<'v128'>
  readonly im: Local<'v128'>
}

/** Matrices between cells: on one bit, or on two. */
export function emitMatrix(module: ModuleBuilder, shape: StepShape, qubits: 1 | 2) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    const entryAt = openEntries(kernel, 1 << qubits)
    const masks = f.let(kernel.pattern('masks', 'mask'))
    const distances = qubits === 1 ? [kernel.field('x')] : [kernel.field('x'), kernel.field('z')]
    const groups = distances.map((distance) => f.let(distance))
    const kept = qubits === 1 ? [0, 1].map((row) => [0, 1].map((column) => entryAt(row, column))) : undefined
    kernel.eachCell(kernel.field('fixed'), kernel.field('ones'), (offset) => {
      const members = Array.from({ length: 1 << qubits }, (_, index) =>
        kernel.cellAt(groups.reduce<Expression<'i32'>>((sum, group, bit) => ((index >> bit) & 1 ? i32.xor(sum, group) : sum), offset)),
      )
      const old = members.map((cell) => ({ re: kernel.load(cell, 're'), im: kernel.load(cell, 'im') }))
      const made = members.map((_, row) =>
        sumOfProducts(
          kernel,
          old.map((cell, column) => ({ cell, entry: kept?.[row][column] ?? entryAt(row, column) })),
        ),
      )
      made.forEach(({ re, im }, row) => {
        kernel.store(members[row], 're', kernel.chosen(masks, re, old[row].re))
        kernel.store(members[row], 'im', kernel.chosen(masks, im, old[row].im))
      })
    })
  })
}

/** A matrix on a bit of the lanes: each lane with its own entries, times itself and times the lane that it meets. */
export function emitMatrixInLanes(module: ModuleBuilder, shape: StepShape) {
  return module.function({ parameters: stepParameters(module.address.type) }, (f, given) => {
    const kernel = new StepKernel(module, f, shape, given)
    const entryAt = openEntries(kernel, 2)
    const set = f.let(kernel.pattern('masks', 'first'))
    const pick = (whenClear: Entry, whenSet: Entry): Entry => ({
      re: f.let(kernel.chosen(set, whenSet.re, whenClear.re)),
      im: f.let(kernel.chosen(set, whenSet.im, whenClear.im)),
    })
    const own = pick(entryAt(0, 0), entryAt(1, 1))
    const other = pick(entryAt(0, 1), entryAt(1, 0))
    const exchange = f.let(kernel.pattern('turns', 'lanes'))
    const mask = f.let(kernel.pattern('masks', 'mask'))
    kernel.eachCell(kernel.field('fixed'), kernel.field('ones'), (offset) => {
      const cell = kernel.cellAt(offset)
      const here = { re: kernel.load(cell, 're'), im: kernel.load(cell, 'im') }
      const met = { re: f.let(i8x16.swizzle(here.re, exchange)), im: f.let(i8x16.swizzle(here.im, exchange)) }
      const { re, im } = sumOfProducts(kernel, [
        { cell: here, entry: own },
        { cell: met, entry: other },
      ])
      kernel.store(cell, 're', kernel.chosen(mask, re, here.re))
      kernel.store(cell, 'im', kernel.chosen(mask, im, here.im))
    })
  })
}

/** Entries of the matrix, or of its adjoint where the step is undone. */
function openEntries(kernel: StepKernel, size: number): (row: number, column: number) => Entry {
  const { f, at, given } = kernel
  const base = kernel.coefficients()
  const inversion = f.let(kernel.inversion)
  return (row, column) => {
    const [plain, turned] = [row * size + column, column * size + row].map((entry) => 2 * VECTOR_BYTES * entry)
    const place: Local<AddressType> =
      plain === turned ? base : f.let(at.add(base, at.from(select(given.inverse, i32.const(turned), i32.const(plain)))))
    const offset = plain === turned ? plain : 0
    return { re: f.let(v128.load(place, { offset })), im: f.let(v128.xor(v128.load(place, { offset: offset + VECTOR_BYTES }), inversion)) }
  }
}

const VECTOR_BYTES = 16

function sumOfProducts(kernel: StepKernel, terms: readonly { readonly cell: Entry; readonly entry: Entry }[]): Entry {
  const { f, numbers } = kernel
  const { mul, madd, nmadd } = numbers
  let sum: Entry | undefined
  for (const { cell, entry } of terms) {
    const re: Vector = sum === undefined ? mul(entry.re, cell.re) : madd(entry.re, cell.re, sum.re)
    const im: Vector = sum === undefined ? mul(entry.re, cell.im) : madd(entry.re, cell.im, sum.im)
    const [partRe, partIm] = [f.let(re), f.let(im)]
    sum = { re: f.let(nmadd(entry.im, cell.im, partRe)), im: f.let(madd(entry.im, cell.re, partIm)) }
  }
  return sum!
}
