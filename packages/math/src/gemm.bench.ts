/**
 * Matrix products against three plain loops, on one thread, in double precision.
 * GFLOP/s = operations / time: 2 m n k for gemm, 8 m n k for zgemm.
 */
import { describe, test } from 'vitest'
import { gemm } from './gemm.ts'
import { RandomStream } from './RandomStream.ts'
import { zgemm } from './zgemm.ts'

const random = new RandomStream(1)
const numbers = (length: number): Float64Array => random.fillNormal(new Float64Array(length))

describe('gemm', () => {
  test('256 x 256 by 256 x 256 (0.0336 GFLOP)', async ({ bench }) => {
    const [m, n, k] = [256, 256, 256]
    const [a, b, c] = [numbers(m * k), numbers(k * n), new Float64Array(m * n)]
    await bench.compare(
      bench('gemm', () => gemm({ m, n, k, a, b, c })),
      bench('three loops', () => plainProduct(m, n, k, a, b, c)),
    )
  })
})

describe('zgemm', () => {
  test('overlaps of 200 with 200 states of 10 qubits (0.328 GFLOP)', async ({ bench }) => {
    const [m, n, k] = [200, 200, 1024]
    const [a, b, c] = [numbers(2 * m * k), numbers(2 * n * k), new Float64Array(2 * m * n)]
    await bench.compare(
      bench('zgemm', () => zgemm({ m, n, k, a, b, c, conjugateA: true, transposeB: true })),
      bench('three loops', () => plainOverlaps(m, n, k, a, b, c)),
    )
  })
})

function plainProduct(m: number, n: number, k: number, a: Float64Array, b: Float64Array, c: Float64Array): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let p = 0; p < k; p++) sum += a[i * k + p] * b[p * n + j]
      c[i * n + j] = sum
    }
  }
}

function plainOverlaps(m: number, n: number, k: number, a: Float64Array, b: Float64Array, c: Float64Array): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let re = 0
      let im = 0
      for (let p = 0; p < k; p++) {
        const x = 2 * (i * k + p)
        const y = 2 * (j * k + p)
        re += a[x] * b[y] + a[x + 1] * b[y + 1]
        im += a[x] * b[y + 1] - a[x + 1] * b[y]
      }
      c[2 * (i * n + j)] = re
      c[2 * (i * n + j) + 1] = im
    }
  }
}
