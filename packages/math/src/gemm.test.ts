import { describe, expect, test } from 'vitest'
import { gemm } from './gemm.ts'
import { RandomStream } from './RandomStream.ts'
import { zgemm } from './zgemm.ts'

/** Sizes around the tile (3) and the blocks (96, 256, 510). */
const SIZES = [
  [1, 1, 1],
  [2, 3, 4],
  [3, 3, 3],
  [4, 5, 7],
  [7, 2, 1],
  [97, 11, 257],
  [5, 512, 9],
  [100, 257, 131],
] as const
const FLAGS = [false, true]

describe('gemm', () => {
  test('equals three plain loops for every size, transposition, alpha and beta', () => {
    const random = new RandomStream(1)
    for (const [m, n, k] of SIZES) {
      for (const transposeA of FLAGS) {
        for (const transposeB of FLAGS) {
          const a = random.fillNormal(new Float64Array(m * k))
          const b = random.fillNormal(new Float64Array(k * n))
          const c = random.fillNormal(new Float64Array(m * n))
          const expected = c.map((old, at) => {
            const [i, j] = [Math.floor(at / n), at % n]
            let sum = 0
            for (let p = 0; p < k; p++) sum += a[transposeA ? p * m + i : i * k + p] * b[transposeB ? j * k + p : p * n + j]
            return -1.5 * sum + 0.25 * old
          })
          gemm({ m, n, k, a, b, c, alpha: -1.5, beta: 0.25, transposeA, transposeB })
          expect(largestDifference(c, expected)).toBeLessThan(1e-12 * k)
        }
      }
    }
  })

  test('works on single precision and does not read c when beta is zero', () => {
    const c = new Float32Array(4).fill(NaN)
    gemm({ m: 2, n: 2, k: 2, a: Float32Array.of(1, 2, 3, 4), b: Float32Array.of(5, 6, 7, 8), c })
    expect([...c]).toEqual([19, 22, 43, 50])
  })

  test('an empty inner size gives beta c', () => {
    const c = Float64Array.of(1, 2)
    gemm({ m: 1, n: 2, k: 0, a: new Float64Array(0), b: new Float64Array(0), c, beta: 3 })
    expect([...c]).toEqual([3, 6])
  })

  test('refuses arrays of another length, with the length that would be right', () => {
    const wrong = { m: 2, n: 2, k: 2, a: new Float64Array(3), b: new Float64Array(4), c: new Float64Array(4) }
    expect(() => gemm(wrong)).toThrow('a must hold 4 numbers for these sizes, got 3')
    expect(() => zgemm(wrong)).toThrow('a must hold 8 numbers for these sizes, got 3')
    expect(() => gemm({ ...wrong, m: 1.5 })).toThrow('m must be a whole number of at least 0, got 1.5')
  })
})

describe('zgemm', () => {
  test('equals three plain loops for every size, transposition and conjugation', () => {
    const random = new RandomStream(2)
    for (const [m, n, k] of SIZES) {
      for (const transposeA of FLAGS)
        for (const transposeB of FLAGS)
          for (const conjugateA of FLAGS)
            for (const conjugateB of FLAGS) {
              const a = random.fillNormal(new Float64Array(2 * m * k))
              const b = random.fillNormal(new Float64Array(2 * k * n))
              const c = random.fillNormal(new Float64Array(2 * m * n))
              const flags = { transposeA, transposeB, conjugateA, conjugateB }
              const checked = sampledEntries(m, n).map(([i, j]) => {
                const at = 2 * (i * n + j)
                const [re, im] = productEntry(a, b, m, n, k, i, j, flags)
                // alpha = 0.5 - 2i, beta = -1 + 3i
                return { at, re: 0.5 * re + 2 * im - c[at] - 3 * c[at + 1], im: 0.5 * im - 2 * re - c[at + 1] + 3 * c[at] }
              })
              zgemm({ m, n, k, a, b, c, alpha: [0.5, -2], beta: [-1, 3], ...flags })
              for (const { at, re, im } of checked) {
                expect(Math.hypot(c[at] - re, c[at + 1] - im)).toBeLessThan(1e-12 * (k + 1))
              }
            }
    }
  })

  test('sums single precision in double precision', () => {
    const k = 64
    const ones = new Float32Array(2 * k).map((_, q) => (q % 2 === 0 ? 0.1 : 0))
    const c = new Float32Array(2)
    zgemm({ m: 1, n: 1, k, a: ones, b: ones, c })
    expect(c[0]).toBe(Math.fround(k * Math.fround(0.1) ** 2))
  })
})

type Flags = { readonly [flag in 'transposeA' | 'transposeB' | 'conjugateA' | 'conjugateB']: boolean }

function productEntry(a: Float64Array, b: Float64Array, m: number, n: number, k: number, i: number, j: number, flags: Flags) {
  let re = 0
  let im = 0
  for (let p = 0; p < k; p++) {
    const x = 2 * (flags.transposeA ? p * m + i : i * k + p)
    const y = 2 * (flags.transposeB ? j * k + p : p * n + j)
    const xIm = flags.conjugateA ? -a[x + 1] : a[x + 1]
    const yIm = flags.conjugateB ? -b[y + 1] : b[y + 1]
    re += a[x] * b[y] - xIm * yIm
    im += a[x] * yIm + xIm * b[y]
  }
  return [re, im] as const
}

/** All entries of a small result; the corners, the block borders and 200 others of a large one. */
function sampledEntries(m: number, n: number): (readonly [number, number])[] {
  if (m * n <= 1000) return Array.from({ length: m * n }, (_, at) => [Math.floor(at / n), at % n] as const)
  const random = new RandomStream(m, n)
  const rows = [0, 95, 96, m - 1].filter((i) => i >= 0 && i < m)
  const columns = [0, 254, 255, 256, n - 1].filter((j) => j < n)
  const drawn = Array.from({ length: 200 }, () => [random.integer(m), random.integer(n)] as const)
  return [...rows.flatMap((i) => columns.map((j) => [i, j] as const)), ...drawn]
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0)
}
