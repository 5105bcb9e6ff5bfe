import { conformanceCases, expectingOften, offeredCases } from '@ketwork/backend/conformance'
import { openSimulator } from '@ketwork/backend/simulator'
import { describe, expect, test } from 'vitest'
import { type CpuBackendOptions, CpuSimulator } from './CpuSimulator.ts'
import { openCpuBackend } from './openCpuBackend.ts'

const openings: readonly (readonly [name: string, options: CpuBackendOptions])[] = [
  ['on the caller’s thread', { threads: 0 }],
  ['on two threads', { threads: 2 }],
  ['with plain SIMD', { threads: 0, variant: 'simd' }],
  ['in plain TypeScript', { variant: 'plain' }],
]

describe.each(openings)('%s, conforms:', async (_, options) => {
  const open = () => expectingOften(openCpuBackend(options))
  for (const { name, run } of await offeredCases(open)) test(name, async () => expect(await run(open)).toEqual([]), 60_000)
})

describe('as it comes, conforms:', () => {
  for (const { name, run } of conformanceCases()) test(name, () => run(() => openCpuBackend({ threads: 0 })), 60_000)
})

describe.each(openings.slice(0, 3))('step by step %s', (_, options) => {
  describe.each(['f64', 'f32'] as const)('in %s, conforms:', (precision) => {
    for (const { name, run } of conformanceCases({ precision }))
      test(name, () => run(() => openSimulator(new CpuSimulator(options, { byStep: true }))), 60_000)
  })
})
