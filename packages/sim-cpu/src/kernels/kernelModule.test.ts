import { describe, expect, test } from 'vitest'
import { kernelModule, overlapModule } from './kernelModule.ts'
import { CASES } from './testBed.ts'

const limits = { initial: 1, maximum: 4, shared: true }

describe.each(CASES)('the modules of general kernels, %s', (_, { layout, options }) => {
  const exportsOf = (bytes: Uint8Array<ArrayBuffer>) => WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name)

  test('export the kernels of states, each on the shared memory', () => {
    const module = new WebAssembly.Module(kernelModule({ ...options, layout, memory: limits }))
    expect(WebAssembly.Module.imports(module)).toMatchObject([{ module: 'env', name: 'memory', kind: 'memory' }])
    const names = WebAssembly.Module.exports(module).map(({ name }) => name)
    const conversions = layout.laneQubits > 0 ? ['fromAmplitudes', 'toAmplitudes'] : ['fromRows', 'toRows']
    expect(names).toEqual(expect.arrayContaining(['zeroState', 'expectations', 'observableBra', 'norm', ...conversions]))
  })

  test('export the kernels of overlaps', () => {
    expect(exportsOf(overlapModule({ ...options, layout, memory: limits }))).toEqual(['overlaps', 'gram', 'mirror'])
  })

  test('are the same bytes each time, and small', () => {
    const once = kernelModule({ ...options, layout, memory: limits })
    expect(kernelModule({ ...options, layout, memory: limits })).toEqual(once)
    expect(once.length).toBeLessThan(40_000)
  })
})
