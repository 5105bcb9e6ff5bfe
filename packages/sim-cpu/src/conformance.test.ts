import { conformanceCases } from '@ketwork/backend/conformance'
import { describe, test } from 'vitest'
import { openCpuBackend } from './openCpuBackend.ts'

describe.each(['f64', 'f32'] as const)('in %s, conforms:', (precision) => {
  for (const { name, run } of conformanceCases({ precision })) test(name, () => run(() => openCpuBackend()), 60_000)
})
