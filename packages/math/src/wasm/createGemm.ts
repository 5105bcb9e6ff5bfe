/** Matrix products in WebAssembly. The engine stands in `gemmEngine.ts`, which is loaded when a first one is asked for. */
import type { CreateGemmOptions, GemmEngine } from './gemmEngine.ts'

/**
 * Compiles matrix products to WebAssembly (7 ms, about 50 the first time). Against the plain `gemm` and `zgemm` (measured on Zen 4): as fast at 4 x 4,
 * 2 to 4 times at 32 x 32, about 4 times from 64 x 64 on.
 *
 * Where all three arrays are single precision, products are also summed in single precision (the plain twins sum in double precision);
 * otherwise everything is double precision and a single-precision c is rounded at the end of each part.
 *
 * @throws RangeError when `memoryBytes` is out of range, or `variant` names what this engine does not have
 *
 * @example
 * const engine = await createGemm()
 * const c = new Float64Array(4)
 * engine.gemm({ m: 2, n: 2, k: 1, a: Float64Array.of(1, 2), b: Float64Array.of(3, 4), c }) // 3, 4, 6, 8
 */
export async function createGemm(options: CreateGemmOptions = {}): Promise<GemmEngine> {
  const { openGemm } = await import('./gemmEngine.ts')
  return openGemm(options)
}
