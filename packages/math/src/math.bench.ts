/** Random numbers, decompositions and Lanczos, each beside the plainest rival there is. One thread, double precision. */
import { describe, test } from 'vitest'
import { addMatrices, adjoint } from './complexAlgebra.ts'
import { complexMatrix } from './complexMatrix.ts'
import { csrFromTriplets, csrMultiply } from './CsrMatrix.ts'
import { eigenHermitian } from './eigenHermitian.ts'
import { expm } from './expm.ts'
import { lanczosGroundState } from './lanczosGroundState.ts'
import { RandomStream } from './RandomStream.ts'
import { svd } from './svd.ts'

describe('random numbers', () => {
  test('100,000 numbers', async ({ bench }) => {
    const random = new RandomStream(1)
    const out = new Float64Array(100_000)
    await bench.compare(
      bench('fillUniform', () => void random.fillUniform(out)),
      bench('fillNormal', () => void random.fillNormal(out)),
      bench('Math.random', () => {
        for (let i = 0; i < out.length; i++) out[i] = Math.random()
      }),
    )
  })
})

describe('the lowest eigenvalue', () => {
  test('of a random Hermitian matrix of 7 qubits', async ({ bench }) => {
    const n = 128
    const half = complexMatrix(n, n, new RandomStream(2).fillNormal(new Float64Array(2 * n * n)))
    const m = addMatrices(half, adjoint(half))
    const entries = Array.from({ length: n * n }, (_, e) => ({
      row: Math.floor(e / n),
      column: e % n,
      re: m.data[2 * e],
      im: m.data[2 * e + 1],
    }))
    const csr = csrFromTriplets(n, n, entries)
    await bench.compare(
      bench('lanczosGroundState', () => void lanczosGroundState({ dimension: n, multiply: (x, out) => csrMultiply(csr, x, out), seed: 1 })),
      bench('eigenHermitian', () => void eigenHermitian(m)),
      bench('svd', () => void svd(m)),
      bench('expm', () => void expm(m)),
    )
  })
})
