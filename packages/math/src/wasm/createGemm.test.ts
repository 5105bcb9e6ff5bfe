import { afterEach, describe, expect, test, vi } from 'vitest'
import { gemm } from '../gemm.ts'
import type { GemmNumbers } from '../gemmPanels.ts'
import { platformCapabilities } from '../platformCapabilities.ts'
import { RandomStream } from '../RandomStream.ts'
import { zgemm } from '../zgemm.ts'
import { buildModule } from './buildModule.ts'
import { createGemm } from './createGemm.ts'
import type { GemmVariant } from './gemmEngine.ts'
import { emitGemm, gemmScratchBytes } from './kernels/emitGemm.ts'

const { wasmRelaxedSimd, wasmMemory64 } = await platformCapabilities()
const VARIANTS: readonly GemmVariant[] = wasmRelaxedSimd ? ['relaxed', 'simd'] : ['simd']
const FLAGS = [false, true]
/** Around the tile (4 x 4, 4 x 8), its rounds of 4 steps and the blocks (128, 256, 512 numbers). */
const SIZES = [
  [1, 1, 1],
  [4, 8, 4],
  [3, 7, 5],
  [5, 9, 8],
  [7, 2, 1],
  [129, 17, 130],
  [6, 513, 257],
] as const
/** Units in the last place that a sum of k normal products may be off, per term. */
const ROUNDING = { f64: 2 ** -50, f32: 2 ** -21 }

const random = new RandomStream(5)
const normals = (precision: 'f64' | 'f32', length: number): GemmNumbers =>
  random.fillNormal(precision === 'f64' ? new Float64Array(length) : new Float32Array(length))

function largestDifference(a: GemmNumbers, b: GemmNumbers): number {
  let largest = 0
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) <= largest)) largest = Math.abs(a[i] - b[i]) // NaN stays
  return largest
}

describe.each(VARIANTS)('createGemm, %s', async (variant) => {
  const engine = await createGemm({ variant })

  test.each(['f64', 'f32'] as const)('gemm equals the plain one for every size and transposition, %s', (precision) => {
    for (const [m, n, k] of SIZES) {
      for (const transposeA of FLAGS)
        for (const transposeB of FLAGS) {
          const [a, b, c] = [normals(precision, m * k), normals(precision, k * n), normals(precision, m * n)]
          const expected = c.slice()
          const options = { m, n, k, a, b, alpha: -1.5, beta: 0.25, transposeA, transposeB }
          gemm({ ...options, c: expected })
          engine.gemm({ ...options, c })
          expect(largestDifference(c, expected)).toBeLessThan(ROUNDING[precision] * (k + 4))
        }
    }
  })

  test.each(['f64', 'f32'] as const)('zgemm equals the plain one for every size, transposition and conjugation, %s', (precision) => {
    for (const [m, n, k] of SIZES) {
      for (let flags = 0; flags < 16; flags++) {
        const [a, b, c] = [normals(precision, 2 * m * k), normals(precision, 2 * k * n), normals(precision, 2 * m * n)]
        const expected = c.slice()
        const [transposeA, transposeB, conjugateA, conjugateB] = [1, 2, 4, 8].map((bit) => (flags & bit) !== 0)
        const choice = { transposeA, transposeB, conjugateA, conjugateB }
        const options = { m, n, k, a, b, alpha: [0.5, -2], beta: [-1, 0.75], ...choice } as const
        zgemm({ ...options, c: expected })
        engine.zgemm({ ...options, c })
        expect(largestDifference(c, expected)).toBeLessThan(4 * ROUNDING[precision] * (k + 4))
      }
    }
  })

  test('does not read c when beta is zero, and mixes precisions in double precision', () => {
    const c = new Float64Array(4).fill(NaN)
    engine.gemm({ m: 2, n: 2, k: 2, a: Float32Array.of(1, 2, 3, 4), b: Float64Array.of(5, 6, 7, 8 + 2 ** -40), c })
    expect([...c]).toEqual([19, 22 + 2 ** -39, 43, 50 + 2 ** -38])
    const z = new Float64Array(2).fill(NaN)
    engine.zgemm({ m: 1, n: 1, k: 1, a: Float64Array.of(1, 2), b: Float64Array.of(3, 4), c: z })
    expect([...z]).toEqual([-5, 10])
  })

  test('runs the example of its doc comment', () => {
    const c = new Float64Array(4)
    engine.gemm({ m: 2, n: 2, k: 1, a: Float64Array.of(1, 2), b: Float64Array.of(3, 4), c })
    expect([...c]).toEqual([3, 4, 6, 8])
  })

  test('empty sizes give beta c', () => {
    const c = Float64Array.of(1, 2)
    const none = new Float64Array(0)
    engine.gemm({ m: 1, n: 2, k: 0, a: none, b: none, c, beta: 3 })
    expect([...c]).toEqual([3, 6])
    engine.gemm({ m: 0, n: 2, k: 3, a: none, b: new Float64Array(6), c: none })
    engine.zgemm({ m: 2, n: 0, k: 3, a: new Float64Array(12), b: none, c: none })
  })

  test('operands larger than its memory go through it in parts, with the same result', async () => {
    const small = await createGemm({ variant, memoryBytes: 4 * 2 ** 20 })
    for (const [transposeA, transposeB] of [
      [false, true],
      [true, false],
    ] as const) {
      const [m, n, k] = [131, 260, 301]
      const [a, b, c] = [normals('f64', 2 * m * k), normals('f64', 2 * k * n), normals('f64', 2 * m * n)]
      const expected = c.slice()
      const options = { m, n, k, a, b, beta: [0, 1], transposeA, transposeB, conjugateA: true } as const
      zgemm({ ...options, c: expected })
      small.zgemm({ ...options, c })
      expect(largestDifference(c, expected)).toBeLessThan(4 * ROUNDING.f64 * k)
    }
  })

  test('grows its memory for operands that need it, and computes small ones as before', () => {
    for (const [m, n, k] of [
      [400, 350, 300],
      [3, 2, 4],
    ] as const) {
      const [a, b, c] = [normals('f64', 2 * m * k), normals('f64', 2 * k * n), new Float64Array(2 * m * n)]
      const expected = c.slice()
      zgemm({ m, n, k, a, b, c: expected })
      engine.zgemm({ m, n, k, a, b, c })
      expect(largestDifference(c, expected)).toBeLessThan(2 * ROUNDING.f64 * k)
    }
  })

  test('refuses what the plain ones refuse', () => {
    const wrong = { m: 2, n: 2, k: 2, a: new Float64Array(3), b: new Float64Array(4), c: new Float64Array(4) }
    expect(() => engine.gemm(wrong)).toThrow('a must hold 4 numbers for these sizes, got 3')
    expect(() => engine.zgemm({ ...wrong, k: -1 })).toThrow('k must be a whole number of at least 0, got -1')
  })
})

describe('createGemm', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.resetModules()
  })

  /** createGemm in an engine that lacks what `refuses` picks out of a probe's bytes. */
  async function createWithout(refuses: (bytes: Uint8Array) => boolean, variant?: GemmVariant) {
    vi.resetModules()
    const validate = WebAssembly.validate.bind(WebAssembly)
    vi.spyOn(WebAssembly, 'validate').mockImplementation((bytes) => !refuses(new Uint8Array(bytes as ArrayBuffer)) && validate(bytes))
    const { createGemm: create } = await import('./createGemm.ts')
    return create(variant === undefined ? {} : { variant })
  }
  const usesVectors = (bytes: Uint8Array): boolean => bytes.includes(0xfd)
  const usesRelaxed = (bytes: Uint8Array): boolean =>
    bytes.some((byte, i) => byte === 0xfd && bytes[i + 1] === 0x80 && bytes[i + 2] === 0x02)

  test('takes the fastest variant and says why when it is not the fastest of all', async () => {
    const engine = await createGemm()
    expect(engine.variant).toBe(VARIANTS[0])
    expect(engine.reason === undefined).toBe(engine.variant === 'relaxed')
    expect(await createWithout(usesRelaxed)).toMatchObject({
      variant: 'simd',
      reason: expect.stringContaining('no WebAssembly relaxed SIMD'),
    })
  })

  test('computes in TypeScript without WebAssembly SIMD, and gives the reason', async () => {
    const engine = await createWithout(usesVectors)
    expect(engine).toMatchObject({ variant: 'plain', reason: 'this engine has no WebAssembly SIMD' })
    const c = new Float64Array(1)
    engine.gemm({ m: 1, n: 1, k: 2, a: Float64Array.of(1, 2), b: Float64Array.of(3, 4), c })
    expect(c[0]).toBe(11)
  })

  test('refuses a variant that is not there and a memory that is too small', async () => {
    await expect(createWithout(usesVectors, 'simd')).rejects.toThrow('this engine has no simd WebAssembly: its fastest variant is plain')
    await expect(createGemm({ memoryBytes: 1000 })).rejects.toThrow(
      'memoryBytes must be a whole number from 4194304 to 2147483648, got 1000',
    )
    expect((await createGemm({ variant: 'plain' })).reason).toBeUndefined()
  })
})

test.skipIf(!wasmMemory64)('emitGemm multiplies in a module with memory64', () => {
  const bytes = buildModule({ memory64: true, relaxedSimd: wasmRelaxedSimd }, (module) => {
    module.exportMemory('memory', { initial: 64 })
    module.export('gemm', emitGemm(module, 'f64'))
  })
  const { memory, gemm: run } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as {
    memory: WebAssembly.Memory
    gemm: (...values: (bigint | number)[]) => void
  }
  const [m, n, k] = [9, 11, 6]
  const scratch = gemmScratchBytes('f64')
  const numbers = new Float64Array(memory.buffer, scratch)
  const [a, b, c] = [normals('f64', m * k), normals('f64', k * n), new Float64Array(m * n)]
  numbers.set(a)
  numbers.set(b, m * k)
  const [aAt, bAt, cAt] = [0, m * k, m * k + k * n].map((index) => scratch + 8 * index)
  run(...[m, n, k, aAt, 8 * k, 8, bAt, 8 * n, 8, cAt, 8 * n, 0].map(BigInt), 2)
  gemm({ m, n, k, a, b, c, alpha: 2 })
  expect(largestDifference(numbers.slice(m * k + k * n, m * k + k * n + m * n), c)).toBeLessThan(1e-13)
})
