import { describe, expect, test } from 'vitest'
import { braModule, largeBraModule } from './braModule.ts'
import { expectationModule, kernelModule } from './kernelModule.ts'
import { overlapModule } from './overlapModule.ts'
import { reductionModule } from './reductionModule.ts'
import { CASES } from './testBed.ts'
import { tileKernelModule } from './tileKernelModule.ts'

const limits = { initial: 1, maximum: 4, shared: true }

describe.each(CASES)('the modules of general kernels, %s', (_, { layout, options }) => {
  const conversions = layout.laneQubits > 0 ? ['fromAmplitudes', 'toAmplitudes'] : []

  test.each([
    [kernelModule, ['clear', ...conversions]],
    [tileKernelModule, ['toRows']],
    [reductionModule, ['innerProduct', 'probabilities', 'marginals']],
    [expectationModule, ['expectations']],
    [braModule, ['weighGroups', 'observableBra']],
    [largeBraModule, ['weighGroups', 'observableBra']],
    [overlapModule, ['overlaps', 'gram', 'mirror']],
  ])('%o exports its kernels, on the shared memory', (make, names) => {
    const bytes = make({ ...options, layout, memory: limits })
    const module = new WebAssembly.Module(bytes)
    expect(WebAssembly.Module.imports(module)).toMatchObject([{ module: 'env', name: 'memory', kind: 'memory' }])
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(names)
    expect(make({ ...options, layout, memory: limits })).toEqual(bytes)
    expect(bytes.length).toBeLessThan(24_576)
  })
})
