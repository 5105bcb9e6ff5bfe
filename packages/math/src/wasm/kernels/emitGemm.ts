/**
 * Matrix products inside a WebAssembly module: C += alpha op(A) op(B) on matrices that lie in its memory.
 *
 * Blocked after Goto and van de Geijn (ACM TOMS 34, 12 (2008)), as math's plain `gemm` is: a block of op(A) stays in the second-level cache,
 * a panel of op(B) in the first. A complex product is a real one of twice the inner size and twice the columns (`emitPacking.ts`).
 * Sums run in the precision of the numbers, in a fixed order. `createGemm` wraps these for arrays outside the memory.
 */
import type { ModuleBuilder } from '../buildModule.ts'
import type { AddressType, Expression } from '../Expression.ts'
import type { FunctionBuilder, Local } from '../FunctionBuilder.ts'
import { emitComplexColumns, emitComplexRows, emitRealPacking, paddedInner } from './emitPacking.ts'
import { emitBlockProduct, TILE_ROWS, tileColumns } from './emitTile.ts'
import { numberFormat, type Precision } from './precision.ts'

/** Rows of A, inner index and columns of B of a block, in real numbers: multiples of the tile and of two. */
const BLOCK_M = 128
const BLOCK_K = 256
const BLOCK_N = 512

/** Bytes of scratch memory that a product needs, at an address that is a multiple of 16. */
export function gemmScratchBytes(precision: Precision): number {
  return (BLOCK_M * BLOCK_K + BLOCK_K * BLOCK_N + TILE_ROWS * tileColumns(precision)) * numberFormat(precision).bytes
}

/** Sizes in entries; addresses and strides in bytes. Row strides are from a row of the operand op(X) to the next, column strides likewise. */
const operands = (type: AddressType) =>
  ({
    ...{ m: type, n: type, k: type },
    ...{ a: type, aRow: type, aColumn: type, b: type, bRow: type, bColumn: type, c: type, cRow: type },
    scratch: type,
  }) as const

/**
 * Defines C += alpha op(A) op(B) for real matrices in the module's memory; the module must have one.
 *
 * op(A) is m x k and op(B) k x n, each with any two strides (a transposed operand exchanges them); rows of C are dense. All of them and
 * `gemmScratchBytes(precision)` bytes at `scratch` must not overlap. Nothing is checked when it runs.
 *
 * @returns a function to call or export; JavaScript passes m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, scratch, alpha
 *
 * @example
 * const bytes = buildModule({}, (module) => {
 *   module.exportMemory('memory', { initial: 64 })
 *   module.export('gemm', emitGemm(module, 'f64'))
 * })
 */
export function emitGemm(module: ModuleBuilder, precision: Precision) {
  const packRows = emitRealPacking(module, precision, TILE_ROWS)
  const packColumns = emitRealPacking(module, precision, tileColumns(precision))
  const multiply = emitBlockProduct(module, precision)
  const { type } = numberFormat(precision)
  return module.function({ parameters: { ...operands(module.address.type), alpha: type } }, (f, { alpha, ...product }) => {
    const one = f.local(type)
    f.set(one, 1)
    emitBlocks(module, f, precision, product, {
      packA: (block) => packRows({ ...block, factor: alpha }),
      packB: (block) => packColumns({ ...block, factor: one }),
      multiply,
    })
  })
}

/**
 * Defines C += alpha op(A) op(B) for interleaved complex matrices in the module's memory; as `emitGemm`, and `signA` or `signB` is -1 to
 * conjugate that operand, 1 otherwise.
 *
 * @returns a function to call or export; JavaScript passes m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, scratch, alphaRe, alphaIm, signA, signB
 */
export function emitZgemm(module: ModuleBuilder, precision: Precision) {
  const packRows = emitComplexRows(module, precision, TILE_ROWS)
  const packColumns = emitComplexColumns(module, precision, tileColumns(precision))
  const multiply = emitBlockProduct(module, precision)
  const { type } = numberFormat(precision)
  const at = module.address
  const parameters = { ...operands(at.type), alphaRe: type, alphaIm: type, signA: type, signB: type }
  return module.function({ parameters }, (f, { alphaRe, alphaIm, signA, signB, ...product }) => {
    // From here on in real numbers: the strides over what became twice as many are half as long.
    const { n, k, aColumn, bRow, bColumn } = product
    for (const size of [n, k]) f.set(size, at.mul(size, 2))
    for (const stride of [aColumn, bRow, bColumn]) f.set(stride, at.half(stride))
    emitBlocks(module, f, precision, product, {
      packA: (block) => packRows({ ...block, sign: signA, alphaRe, alphaIm }),
      packB: (block) => packColumns({ ...block, sign: signB }),
      multiply,
    })
  })
}

type Addresses<N extends string> = { readonly [name in N]: Expression<AddressType> }
type Block = Addresses<'lines' | 'inner' | 'from' | 'line' | 'entry' | 'panels'>

/** How a block of either operand is packed, and how packed blocks are multiplied. */
interface Kernels {
  readonly packA: (block: Block) => Expression<'none'>
  readonly packB: (block: Block) => Expression<'none'>
  readonly multiply: ReturnType<typeof emitBlockProduct>
}

function emitBlocks(
  module: ModuleBuilder,
  f: FunctionBuilder,
  precision: Precision,
  product: { readonly [name in keyof ReturnType<typeof operands>]: Local<AddressType> },
  { packA, packB, multiply }: Kernels,
): void {
  const { m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, scratch } = product
  const at = module.address
  const { bytes } = numberFormat(precision)
  const panelsB = f.let(at.add(scratch, BLOCK_M * BLOCK_K * bytes))
  const tile = f.let(at.add(panelsB, BLOCK_K * BLOCK_N * bytes))
  const place = (
    base: Expression<AddressType>,
    i: Local<AddressType>,
    iStride: Local<AddressType>,
    j: Local<AddressType>,
    jStride: Local<AddressType>,
  ) => at.add(base, at.add(at.mul(i, iStride), at.mul(j, jStride)))
  f.loop({ from: at.const(0), to: n, step: BLOCK_N }, (j) => {
    const columns = f.let(at.min(at.sub(n, j), BLOCK_N))
    f.loop({ from: at.const(0), to: k, step: BLOCK_K }, (p) => {
      const inner = f.let(at.min(at.sub(k, p), BLOCK_K))
      f.do(packB({ lines: columns, inner, from: place(b, j, bColumn, p, bRow), line: bColumn, entry: bRow, panels: panelsB }))
      f.loop({ from: at.const(0), to: m, step: BLOCK_M }, (i) => {
        const rows = f.let(at.min(at.sub(m, i), BLOCK_M))
        f.do(packA({ lines: rows, inner, from: place(a, i, aRow, p, aColumn), line: aRow, entry: aColumn, panels: scratch }))
        const target = at.add(c, at.add(at.mul(i, cRow), at.mul(j, bytes)))
        f.do(multiply({ rows, columns, inner: paddedInner(module, inner), a: scratch, b: panelsB, c: target, cRow, tile }))
      })
    })
  })
}
