/** Random numbers and sampling in WebAssembly against their plain twins, on one thread. */
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { DRAWS_IN_GROUP, emitUniforms } from './emitUniforms.ts'
import { kernelRig, KERNEL_VARIANTS } from './kernelRig.ts'

const SHOTS = 1_000_000

describe('uniform numbers', () => {
  test('a million', async ({ bench }) => {
    const rig = kernelRig(KERNEL_VARIANTS[0], { uniforms: emitUniforms }, 200)
    const out = rig.array(Float64Array, SHOTS)
    const plain = new Float64Array(SHOTS)
    const stream = new RandomStream(1).substream(0)
    await bench.compare(
      bench('emitUniforms', () => rig.call('uniforms', out, ...stream.words, 0, 0, SHOTS / DRAWS_IN_GROUP, 0)),
      bench('RandomStream', () => new RandomStream(1).substream(0).fillUniform(plain)),
    )
  })
})
