/**
 * Matrix products at WebAssembly speed for arrays that lie anywhere: `createGemm` holds a compiled module and its memory.
 *
 * Operands are copied into the memory a square part at a time, so matrices of any size need a bounded memory; the kernels are those of
 * `kernels/emitGemm.ts`. What is refused, and what alpha, beta, transposition and conjugation mean, is as in math's plain `gemm` and `zgemm`.
 */
import { gemm, type GemmOptions, scaleReal } from '../gemm.ts'
import { type GemmNumbers, requireGemm } from '../gemmPanels.ts'
import { platformCapabilities } from '../platformCapabilities.ts'
import { scaleComplex, zgemm, type ZgemmOptions } from '../zgemm.ts'
import { buildModule } from './buildModule.ts'
import { emitGemm, emitZgemm, gemmScratchBytes } from './kernels/emitGemm.ts'
import { numberFormat, type Precision } from './kernels/precision.ts'

/** 'relaxed': fused multiply-adds; 'simd': SIMD128; 'plain': TypeScript. Each gives its own last bits, always the same. */
export type GemmVariant = 'relaxed' | 'simd' | 'plain'

export interface CreateGemmOptions {
  /** The fastest that the engine has when omitted. */
  readonly variant?: GemmVariant
  /** How far the memory may grow, at least 4 MiB; 64 MiB when omitted. It begins with 4 MiB and never shrinks. */
  readonly memoryBytes?: number
}

/** Matrix products with the arguments of math's plain ones. One call at a time: they share the memory. It is freed with the object. */
export interface GemmEngine {
  /** What computes. */
  readonly variant: GemmVariant
  /** Why it is not the fastest variant; absent when it is, or when the variant was asked for. */
  readonly reason?: string
  /** C = alpha op(A) op(B) + beta C. @throws RangeError as `gemm` does */
  readonly gemm: (options: GemmOptions) => void
  /** The same for interleaved complex matrices. @throws RangeError as `zgemm` does */
  readonly zgemm: (options: ZgemmOptions) => void
}

const MEBIBYTE = 2 ** 20
const PAGE_BYTES = 65_536
const LEAST_BYTES = 4 * MEBIBYTE
const MOST_BYTES = 2048 * MEBIBYTE

/** What `createGemm` gives. */
export async function openGemm(options: CreateGemmOptions = {}): Promise<GemmEngine> {
  const { memoryBytes = 64 * MEBIBYTE } = options
  if (!Number.isSafeInteger(memoryBytes) || memoryBytes < LEAST_BYTES || memoryBytes > MOST_BYTES) {
    throw new RangeError(`memoryBytes must be a whole number from ${LEAST_BYTES} to ${MOST_BYTES}, got ${memoryBytes}`)
  }
  const { variant, reason } = await chooseVariant(options.variant)
  const chosen = { variant, ...(reason !== undefined && { reason }) }
  if (variant === 'plain') return { ...chosen, gemm, zgemm }
  const pages = Math.floor(memoryBytes / PAGE_BYTES)
  const { instance } = await WebAssembly.instantiate(gemmModule(variant === 'relaxed', pages))
  const { exports } = instance as unknown as { readonly exports: GemmExports }
  return {
    ...chosen,
    gemm: (product) => {
      requireGemm(product, product, 1)
      const { c, alpha = 1, beta = 0, transposeA = false, transposeB = false } = product
      scaleReal(c, beta)
      const precision = precisionOf(product)
      const kernel = (...fixed: number[]): void => exports[`gemm_${precision}`](...fixed, alpha)
      multiplyParts({ ...product, transposeA, transposeB }, { kernel, precision, numbersPerEntry: 1, memory: exports.memory, memoryBytes })
    },
    zgemm: (product) => {
      requireGemm(product, product, 2)
      const { c, alpha = [1, 0], beta = [0, 0], transposeA = false, transposeB = false } = product
      scaleComplex(c, beta[0], beta[1])
      const precision = precisionOf(product)
      const signs = [product.conjugateA === true ? -1 : 1, product.conjugateB === true ? -1 : 1]
      const kernel = (...fixed: number[]): void => exports[`zgemm_${precision}`](...fixed, ...alpha, ...signs)
      multiplyParts({ ...product, transposeA, transposeB }, { kernel, precision, numbersPerEntry: 2, memory: exports.memory, memoryBytes })
    },
  }
}

async function chooseVariant(asked: GemmVariant | undefined): Promise<{ readonly variant: GemmVariant; readonly reason?: string }> {
  const { wasmSimd, wasmRelaxedSimd, missing } = await platformCapabilities()
  const fastest: GemmVariant = wasmRelaxedSimd ? 'relaxed' : wasmSimd ? 'simd' : 'plain'
  if (asked !== undefined) {
    const there = asked === 'plain' || (asked === 'simd' ? wasmSimd : wasmRelaxedSimd)
    if (!there) throw new RangeError(`this engine has no ${asked} WebAssembly: its fastest variant is ${fastest}`)
    return { variant: asked }
  }
  const reason = missing.wasmSimd ?? missing.wasmRelaxedSimd
  return { variant: fastest, ...(reason !== undefined && { reason }) }
}

type Kernel = (...operands: number[]) => void
type GemmExports = Readonly<Record<`${'gemm' | 'zgemm'}_${Precision}`, Kernel>> & { readonly memory: WebAssembly.Memory }

function gemmModule(relaxedSimd: boolean, maximum: number): Uint8Array<ArrayBuffer> {
  return buildModule({ relaxedSimd }, (module) => {
    module.exportMemory('memory', { initial: LEAST_BYTES / PAGE_BYTES, maximum })
    for (const precision of ['f64', 'f32'] as const) {
      module.export(`gemm_${precision}`, emitGemm(module, precision))
      module.export(`zgemm_${precision}`, emitZgemm(module, precision))
    }
  })
}

function precisionOf({ a, b, c }: { readonly a: GemmNumbers; readonly b: GemmNumbers; readonly c: GemmNumbers }): Precision {
  return [a, b, c].every((array) => array instanceof Float32Array) ? 'f32' : 'f64'
}

interface Product {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly a: GemmNumbers
  readonly b: GemmNumbers
  readonly c: GemmNumbers
  readonly transposeA: boolean
  readonly transposeB: boolean
}
interface Machine {
  readonly kernel: Kernel
  readonly precision: Precision
  readonly numbersPerEntry: 1 | 2
  readonly memory: WebAssembly.Memory
  readonly memoryBytes: number
}

/** C += alpha op(A) op(B), with parts of at most `side` x `side` entries in the memory: C's stays while those of A and B go through. */
function multiplyParts(product: Product, machine: Machine): void {
  const { m, n, k, a, b, c, transposeA, transposeB } = product
  const { kernel, precision, numbersPerEntry, memory, memoryBytes } = machine
  const entryBytes = numberFormat(precision).bytes * numbersPerEntry
  const scratchBytes = roundUp(gemmScratchBytes(precision), 64)
  const side = partSide(memoryBytes - scratchBytes, entryBytes)
  const [rows, columns, inner] = [m, n, k].map((size) => Math.min(size, side))
  const aAt = scratchBytes
  const bAt = roundUp(aAt + rows * inner * entryBytes, 64)
  const cAt = roundUp(bAt + inner * columns * entryBytes, 64)
  const numbers = numbersIn(memory, cAt + rows * columns * entryBytes, precision)
  const index = (address: number): number => address / numbers.BYTES_PER_ELEMENT
  for (let i = 0; i < m; i += rows) {
    const iCount = Math.min(rows, m - i)
    for (let j = 0; j < n; j += columns) {
      const jCount = Math.min(columns, n - j)
      const partOfC = { matrix: c, width: n, row: i, rows: iCount, column: j, columns: jCount, numbersPerEntry }
      copyIn(partOfC, numbers, index(cAt))
      for (let p = 0; p < k; p += inner) {
        const pCount = Math.min(inner, k - p)
        const aRows = { row: i, rows: iCount, column: p, columns: pCount }
        copyIn({ matrix: a, numbersPerEntry, ...(transposeA ? { width: m, ...flip(aRows) } : { width: k, ...aRows }) }, numbers, index(aAt))
        const bRows = { row: p, rows: pCount, column: j, columns: jCount }
        copyIn({ matrix: b, numbersPerEntry, ...(transposeB ? { width: k, ...flip(bRows) } : { width: n, ...bRows }) }, numbers, index(bAt))
        const strides = (transposed: boolean, width: number) =>
          transposed ? [entryBytes, width * entryBytes] : [width * entryBytes, entryBytes]
        const operandA = [aAt, ...strides(transposeA, transposeA ? iCount : pCount)]
        const operandB = [bAt, ...strides(transposeB, transposeB ? pCount : jCount)]
        kernel(iCount, jCount, pCount, ...operandA, ...operandB, cAt, jCount * entryBytes, 0)
      }
      copyOut(numbers, index(cAt), partOfC)
    }
  }
}

/** Entries along the side of three square parts that fit, a multiple of the blocks' 128 where that leaves anything. */
function partSide(bytes: number, entryBytes: number): number {
  const side = Math.floor(Math.sqrt((bytes - 3 * 64) / (3 * entryBytes)))
  return side > 128 ? side - (side % 128) : side
}

/** The memory as numbers, grown to this many bytes. */
function numbersIn(memory: WebAssembly.Memory, bytes: number, precision: Precision): GemmNumbers {
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES))
  return precision === 'f64' ? new Float64Array(memory.buffer) : new Float32Array(memory.buffer)
}

/** A rectangle of a row-major matrix that is `width` entries wide. */
interface Part {
  readonly matrix: GemmNumbers
  readonly width: number
  readonly row: number
  readonly rows: number
  readonly column: number
  readonly columns: number
  readonly numbersPerEntry: 1 | 2
}

function flip({ row, rows, column, columns }: Pick<Part, 'row' | 'rows' | 'column' | 'columns'>) {
  return { row: column, rows: columns, column: row, columns: rows }
}

function copyIn({ matrix, width, row, rows, column, columns, numbersPerEntry }: Part, numbers: GemmNumbers, at: number): void {
  const count = columns * numbersPerEntry
  for (let i = 0; i < rows; i++) {
    const start = ((row + i) * width + column) * numbersPerEntry
    numbers.set(matrix.subarray(start, start + count), at + i * count)
  }
}

function copyOut(numbers: GemmNumbers, at: number, { matrix, width, row, rows, column, columns, numbersPerEntry }: Part): void {
  const count = columns * numbersPerEntry
  for (let i = 0; i < rows; i++) {
    matrix.set(numbers.subarray(at + i * count, at + (i + 1) * count), ((row + i) * width + column) * numbersPerEntry)
  }
}

function roundUp(bytes: number, multiple: number): number {
  return Math.ceil(bytes / multiple) * multiple
}
