import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CODE_NUMBERS } from './controlMemory.ts'
import { cutByCode, readCode, writeCode } from './jobCode.ts'
import type { LoadedModule } from './loadModule.ts'
import { firstSlice, sharers } from './slices.ts'

const kernels = new Map(Array.from({ length: 40 }, (_, i) => [`kernel${i}`, i]))
const stages = fc.array(
  fc.record({
    module: fc.integer({ min: 1, max: 2 ** 31 }).map((id) => ({ id, kernels }) as unknown as LoadedModule),
    kernel: fc.constantFrom(...kernels.keys()),
    args: fc.array(fc.oneof(fc.double({ noNaN: true }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), { maxLength: 40 }),
    units: fc.integer({ min: 1, max: 2 ** 30 }),
    amplitudes: fc.integer({ min: 0, max: 2 ** 40 }),
  }),
  { minLength: 1, maxLength: 50 },
)

test('what was written is read, to the bit, also of 64-bit integers', () => {
  fc.assert(
    fc.property(stages, fc.integer({ min: 1, max: 64 }), (written, team) => {
      const code = new Float64Array(CODE_NUMBERS)
      writeCode(code, written, team)
      expect(readCode(code, written.length)).toEqual(
        written.map((stage) => ({
          module: stage.module.id,
          kernel: kernels.get(stage.kernel),
          args: stage.args,
          units: stage.units,
          firstSlice: firstSlice(stage),
          sharers: sharers(stage, team),
        })),
      )
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('jobs are cut into parts that fit, in order', () => {
  fc.assert(
    fc.property(stages, fc.integer({ min: 1, max: 30 }), (some, times) => {
      const all = Array.from({ length: times }, () => some).flat()
      const parts = cutByCode(all, 60)
      expect(parts.flat()).toEqual(all)
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(60)
        writeCode(new Float64Array(CODE_NUMBERS), part, 1) // throws where it does not fit
      }
    }),
    { seed: 2, numRuns: 50 },
  )
})
