/**
 * Copies a block of an operand into panels that the tile kernel reads in order, whatever the operand's layout.
 *
 * A line is a row of op(A) or a column of op(B); transposition is an exchange of the two strides. A complex operand becomes real lines as in
 * math's `zgemm`: a row of A is (re, im) as it comes, a column of B gives two lines, (re, -im) for the real part of C and (im, re) for the
 * imaginary one. Alpha and conjugation are applied here. Missing lines and steps are zeros.
 */
import type { ModuleBuilder } from '../buildModule.ts'
import { memory } from '../access.ts'
import type { AddressType, Expression } from '../Expression.ts'
import type { FunctionBuilder, Local } from '../FunctionBuilder.ts'
import { INNER_STEPS } from './emitTile.ts'
import { numberFormat, type Precision } from './precision.ts'

/** Of one block: its size in real lines and steps, where it begins, and how far apart lines and entries of a line are, in bytes. */
const source = (type: AddressType) => ({ lines: type, inner: type, from: type, line: type, entry: type, panels: type }) as const

/** Rounds the inner size up to whole rounds of the tile kernel. */
export function paddedInner(module: ModuleBuilder, inner: Expression<AddressType>): Expression<AddressType> {
  return module.address.and(module.address.add(inner, INNER_STEPS - 1), -INNER_STEPS)
}

/** A function that packs real lines, `width` of them in a panel, times a factor. */
export function emitRealPacking(module: ModuleBuilder, precision: Precision, width: number) {
  const { load, store, mul, type } = numberFormat(precision)
  return module.function({ parameters: { ...source(module.address.type), factor: type } }, (f, { factor, ...block }) => {
    eachLine(module, f, { ...block, precision, width, linesTogether: 1, stepsTogether: 1 }, (from, to) => {
      f.do(store(to[0][0], mul(factor, load(from))))
    })
  })
}

/** A function that packs rows of a complex A as re, im, re, im, ... times alpha; `sign` is that of the imaginary part. */
export function emitComplexRows(module: ModuleBuilder, precision: Precision, width: number) {
  const format = numberFormat(precision)
  const { load, store, mul, add, sub, type, bytes } = format
  const at = module.address
  const parameters = { ...source(at.type), sign: type, alphaRe: type, alphaIm: type }
  return module.function({ parameters }, (f, { sign, alphaRe, alphaIm, ...block }) => {
    eachLine(module, f, { ...block, precision, width, linesTogether: 1, stepsTogether: 2 }, (from, to) => {
      const re = f.let(load(from))
      const im = f.let(mul(sign, load(at.add(from, bytes))))
      f.do(store(to[0][0], sub(mul(alphaRe, re), mul(alphaIm, im))))
      f.do(store(to[0][1], add(mul(alphaRe, im), mul(alphaIm, re))))
    })
  })
}

/** A function that packs columns of a complex B, two lines each: re, -im, ... and im, re, ... */
export function emitComplexColumns(module: ModuleBuilder, precision: Precision, width: number) {
  const { load, store, mul, neg, type, bytes } = numberFormat(precision)
  const at = module.address
  return module.function({ parameters: { ...source(at.type), sign: type } }, (f, { sign, ...block }) => {
    eachLine(module, f, { ...block, precision, width, linesTogether: 2, stepsTogether: 2 }, (from, to) => {
      const re = f.let(load(from))
      const im = f.let(mul(sign, load(at.add(from, bytes))))
      f.do(store(to[0][0], re), store(to[0][1], neg(im)))
      f.do(store(to[1][0], im), store(to[1][1], re))
    })
  })
}

interface Packing {
  readonly lines: Local<AddressType>
  readonly inner: Local<AddressType>
  readonly from: Local<AddressType>
  readonly line: Local<AddressType>
  readonly entry: Local<AddressType>
  readonly panels: Local<AddressType>
  readonly precision: Precision
  readonly width: number
  /** Real lines and steps that one entry of the operand becomes. */
  readonly linesTogether: 1 | 2
  readonly stepsTogether: 1 | 2
}

/**
 * Goes through the entries of a block; `to[l][s]` is where real line l and step s of the entry go.
 * The inner index is outside within a panel, so both a row-major and a transposed operand are read a cache line at a time.
 */
function eachLine(
  module: ModuleBuilder,
  f: FunctionBuilder,
  packing: Packing,
  write: (from: Expression<AddressType>, to: readonly (readonly Expression<AddressType>[])[]) => void,
): void {
  const { lines, inner, from, line, entry, panels, precision, width, linesTogether, stepsTogether } = packing
  const at = module.address
  const { bytes } = numberFormat(precision)
  const step = width * bytes
  const panelBytes = f.let(at.mul(paddedInner(module, inner), step))
  const wholeLines = at.and(at.add(lines, width - 1), -width)
  f.do(memory.fill(panels, 0, at.mul(at.mul(wholeLines, paddedInner(module, inner)), bytes)))
  const panel = f.let(panels)
  f.loop({ from: at.const(0), to: lines, step: width }, (first) => {
    const left = f.let(at.mul(at.min(at.sub(lines, first), width), bytes))
    const start = f.let(at.add(from, at.mul(first, line)))
    const row = f.let(panel)
    f.loop({ from: at.const(0), to: inner, step: stepsTogether }, () => {
      const place = f.let(start)
      f.loop({ from: row, to: at.add(row, left), step: linesTogether * bytes }, (out) => {
        write(
          place,
          Array.from({ length: linesTogether }, (_, l) =>
            Array.from({ length: stepsTogether }, (_, s) => at.add(out, l * bytes + s * step)),
          ),
        )
        f.set(place, at.add(place, at.mul(line, linesTogether)))
      })
      f.set(start, at.add(start, at.mul(entry, stepsTogether)))
      f.set(row, at.add(row, stepsTogether * step))
    })
    f.set(panel, at.add(panel, panelBytes))
  })
}
