/**
 * Matrix products in WebAssembly against math's plain ones, on one thread.
 * GFLOP/s = operations / time: 2 m n k for gemm, 8 m n k for zgemm.
 */
import { describe, test } from 'vitest'
import { gemm } from '../gemm.ts'
import { RandomStream } from '../RandomStream.ts'
import { zgemm } from '../zgemm.ts'
import { createGemm } from './createGemm.ts'

const random = new RandomStream(1)
const numbers = (length: number): Float64Array => random.fillNormal(new Float64Array(length))
const engine = await createGemm()
const simd = await createGemm({ variant: 'simd' })
const few = { iterations: 3, time: 0, warmupIterations: 2, warmupTime: 0 }

describe('gemm', () => {
  test('256 x 256 by 256 x 256 (0.0336 GFLOP)', async ({ bench }) => {
    const [m, n, k] = [256, 256, 256]
    const options = { m, n, k, a: numbers(m * k), b: numbers(k * n), c: new Float64Array(m * n) }
    await bench.compare(
      bench(`createGemm, ${engine.variant}`, () => engine.gemm(options)),
      bench('createGemm, simd', () => simd.gemm(options)),
      bench('gemm', () => gemm(options)),
    )
  })
})

describe('zgemm', () => {
  test('overlaps of 1000 with 1000 states of 10 qubits (8.19 GFLOP)', async ({ bench }) => {
    const [m, n, k] = [1000, 1000, 1024]
    const arrays = { a: numbers(2 * m * k), b: numbers(2 * n * k), c: new Float64Array(2 * m * n) }
    const options = { m, n, k, ...arrays, conjugateA: true, transposeB: true }
    const single = { ...options, a: Float32Array.from(arrays.a), b: Float32Array.from(arrays.b), c: Float32Array.from(arrays.c) }
    await bench.compare(
      bench(`createGemm, ${engine.variant}`, () => engine.zgemm(options)),
      bench(`createGemm, ${engine.variant}, single precision`, () => engine.zgemm(single)),
      bench('createGemm, simd', () => simd.zgemm(options)),
      bench('zgemm', () => zgemm(options)),
      few,
    )
  })
})
