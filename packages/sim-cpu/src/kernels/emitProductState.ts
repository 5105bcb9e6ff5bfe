/**
 * Product states: every qubit in a state of its own, the cheapest start of a circuit.
 *
 * The cells of a chunk are made by doubling: from the amplitudes of the qubits so far, those with the next qubit in |1>, then in |0>. The factors
 * stand in memory as vectors: re and im of what every amplitude begins with (where the lanes are amplitudes, the product of the lane qubits' own),
 * then for each bit of a cell's index the parts of its amplitudes of |0> and |1>.
 */
import { type Expression, type FunctionBuilder, i32, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, type StateLayout } from './layout.ts'
import { numberFormat } from './numberFormat.ts'

/** Vectors of factors: the beginning, and a bit's two amplitudes. */
const BEGINNING_VECTORS = 2
const BIT_VECTORS = 4
const VECTOR_BYTES = 16
/** Cells of a chunk, a unit of work. */
const CHUNK_BITS = 10

type Vector = Local<'v128'>
interface Complex {
  readonly re: Vector
  readonly im: Vector
}

/** Bytes of the factors of a state with so many cells. */
export function productFactorBytes(cellBits: number): number {
  return (BEGINNING_VECTORS + BIT_VECTORS * cellBits) * VECTOR_BYTES
}

/** Units of `emitProductState`. */
export function productChunks(cellBits: number): number {
  return 2 ** Math.max(0, cellBits - CHUNK_BITS)
}

/** Writes a product state. Units: chunks of 2^10 cells, or the whole state. JavaScript passes state, factors, cellBits, from, to, thread. */
export function emitProductState(module: ModuleBuilder, { precision }: StateLayout) {
  const at = offsets(module)
  const format = numberFormat(precision)
  const multiply = (f: FunctionBuilder, a: Complex, b: Complex): Complex => ({
    re: f.let(format.nmadd(a.im, b.im, format.mul(a.re, b.re))),
    im: f.let(format.madd(a.im, b.re, format.mul(a.re, b.im))),
  })
  const read = (f: FunctionBuilder, from: Expression<'i32' | 'i64'>, first: number): Complex => ({
    re: f.let(v128.load(from, { offset: first * VECTOR_BYTES })),
    im: f.let(v128.load(from, { offset: (first + 1) * VECTOR_BYTES })),
  })
  const parameters = { state: at.type, factors: at.type, cellBits: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters }, (f, { state, factors, cellBits, from, to }) => {
    const inside = f.let(i32.const(CHUNK_BITS))
    f.if(i32.lt_u(cellBits, CHUNK_BITS), () => f.set(inside, cellBits))
    const bits = f.let(at.add(factors, BEGINNING_VECTORS * VECTOR_BYTES))
    const ofBit = (bit: Expression<'i32'>): Expression<'i32' | 'i64'> => at.add(bits, at.from(i32.mul(bit, BIT_VECTORS * VECTOR_BYTES)))
    f.loop({ from, to }, (chunk) => {
      const first = f.let(at.add(state, at.ofCell(i32.shl(chunk, inside))))
      const { re, im } = read(f, factors, 0)
      f.loop({ from: inside, to: cellBits }, (bit) => {
        const value = i32.and(i32.shr_u(chunk, i32.sub(bit, inside)), 1)
        const factor = f.let(at.add(ofBit(bit), at.from(i32.mul(value, 2 * VECTOR_BYTES))))
        const product = multiply(f, { re, im }, read(f, factor, 0))
        f.set(re, product.re)
        f.set(im, product.im)
      })
      f.do(v128.store(first, re), v128.store(first, im, { offset: VECTOR_BYTES }))
      const size = f.let(at.const(CELL_BYTES))
      f.loop({ to: inside }, (bit) => {
        const place = f.let(ofBit(bit))
        const [zero, one] = [read(f, place, 0), read(f, place, 2)]
        const end = f.let(at.add(first, size))
        f.loop({ from: first, to: end, step: CELL_BYTES }, (cell) => {
          const old = read(f, cell, 0)
          const [upper, lower] = [multiply(f, old, one), multiply(f, old, zero)]
          const partner = f.let(at.add(cell, size))
          f.do(v128.store(partner, upper.re), v128.store(partner, upper.im, { offset: VECTOR_BYTES }))
          f.do(v128.store(cell, lower.re), v128.store(cell, lower.im, { offset: VECTOR_BYTES }))
        })
        f.set(size, at.add(size, size))
      })
    })
  })
}
