import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { DRAWS_IN_GROUP, emitUniforms } from './emitUniforms.ts'
import { KERNEL_VARIANTS, kernelRig } from './kernelRig.ts'

describe.each(KERNEL_VARIANTS)('emitUniforms, $name', (variant) => {
  const rig = kernelRig(variant, { uniforms: emitUniforms })
  const out = rig.array(Float64Array, 9 * DRAWS_IN_GROUP)

  test.each([
    ['a stream', new RandomStream(7)],
    ['a stream of large numbers', new RandomStream(2 ** 53 - 1, 2 ** 40 + 3)],
    ['a substream', new RandomStream(7).substream(2 ** 35 + 1)],
    ['a substream of a substream', new RandomStream(1, 2).substream(3).substream(4)],
  ])('gives the bits of %s', (_, stream) => {
    const [key0, key1, stream0, stream1] = stream.words
    rig.call('uniforms', out, key0, key1, stream0, stream1, 0, 0, 9, 0)
    expect(out).toEqual(stream.fillUniform(new Float64Array(out.length)))
  })

  test.each([1, 2 ** 30 - 1, 2 ** 30 + 5, 2 ** 32 - 12])('begins at any group, as %i', (firstGroup) => {
    const stream = new RandomStream(3).substream(1)
    rig.call('uniforms', out, ...stream.words, firstGroup, 0, 9, 0)
    stream.skip(DRAWS_IN_GROUP * firstGroup)
    expect(out).toEqual(stream.fillUniform(new Float64Array(out.length)))
  })

  test('does not depend on how the groups are cut', () => {
    const { words } = new RandomStream(5)
    rig.call('uniforms', out, ...words, 2, 0, 9, 0)
    const whole = out.slice()
    out.fill(-1)
    const cuts = [0, 1, 4, 4, 9]
    for (let i = 4; i > 0; i--) rig.call('uniforms', out, ...words, 2, cuts[i - 1], cuts[i], 0)
    expect(out).toEqual(whole)
  })
})
