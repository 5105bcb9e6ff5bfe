/**
 * One state between interleaved amplitudes and cells whose lanes are amplitudes.
 *
 * Both forms of V amplitudes take 32 bytes, so a cell and its amplitudes have the same offset, and a state may be converted in place.
 * A state shorter than a cell has less to read and write on the side of its amplitudes; the cell is padded with zeros.
 */
import { type Expression, type FunctionBuilder, i32, i64, i64x2, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import type { StateLayout } from './layout.ts'
import { numberFormat } from './numberFormat.ts'

/** Lanes of two neighbouring vectors of interleaved amplitudes that are real and imaginary; lanes of (re, im) that make those two vectors. */
const LANES = {
  2: { real: [0, 2], imaginary: [1, 3], first: [0, 2], second: [1, 3] },
  4: { real: [0, 2, 4, 6], imaginary: [1, 3, 5, 7], first: [0, 4, 1, 5], second: [2, 6, 3, 7] },
} as const
const ZERO = v128.const(new Uint8Array(16))

/**
 * Cells from interleaved amplitudes of the layout's precision.
 *
 * Units: cells. JavaScript passes source, target, amplitudes (2^n), from, to, thread.
 */
export function emitFromAmplitudes(module: ModuleBuilder, { precision }: StateLayout) {
  const { lanes, shuffle } = numberFormat(precision)
  const { real, imaginary } = LANES[lanes]
  return emitConversion(module, (f, source, target, amplitudes) => {
    const [first, second] = [f.let(v128.load(source)), f.local('v128')]
    f.if(
      i32.lt_u(amplitudes, lanes),
      () => {
        f.set(second, ZERO)
        if (lanes === 4) f.if(i32.eq(amplitudes, 1), () => f.set(first, v128.load64_zero(source)))
      },
      () => f.set(second, v128.load(source, { offset: 16 })),
    )
    f.do(v128.store(target, shuffle(first, second, real)), v128.store(target, shuffle(first, second, imaginary), { offset: 16 }))
  })
}

/**
 * Interleaved amplitudes of the layout's precision from cells.
 *
 * Units: cells. JavaScript passes source, target, amplitudes (2^n), from, to, thread.
 */
export function emitToAmplitudes(module: ModuleBuilder, { precision }: StateLayout) {
  const { lanes, shuffle } = numberFormat(precision)
  return emitConversion(module, (f, source, target, amplitudes) => {
    const [re, im] = [f.let(v128.load(source)), f.let(v128.load(source, { offset: 16 }))]
    const first = f.let(shuffle(re, im, LANES[lanes].first))
    f.block((done) => {
      if (lanes === 4) {
        f.if(i32.eq(amplitudes, 1), () => {
          f.do(i64.store(target, i64x2.extract_lane(first, 0)))
          f.branch(done)
        })
      }
      f.do(v128.store(target, first))
      f.branchIf(done, i32.lt_u(amplitudes, lanes))
      f.do(v128.store(target, shuffle(re, im, LANES[lanes].second), { offset: 16 }))
    })
  })
}

type Place = Expression<'i32' | 'i64'>

function emitConversion(
  module: ModuleBuilder,
  convert: (f: FunctionBuilder, source: Place, target: Place, amplitudes: Local<'i32'>) => void,
) {
  const at = offsets(module)
  const counts = { amplitudes: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters: { source: at.type, target: at.type, ...counts } }, (f, { source, target, amplitudes, from, to }) => {
    f.loop({ from, to }, (cell) => {
      const offset = f.let(at.ofCell(cell))
      convert(f, f.let(at.add(source, offset)), f.let(at.add(target, offset)), amplitudes)
    })
  })
}
