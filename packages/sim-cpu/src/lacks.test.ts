/** What a runtime lacks stands in capabilities and results: each lack is made by taking away a global before the modules are loaded. */
import { Circuit, parsePauliSum } from '@ketwork/circuit'
import { afterEach, expect, test, vi } from 'vitest'
import type { CpuBackendOptions } from './CpuSimulator.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** Capabilities and the expectation of a large state, where the globals are these. */
async function findOut(globals: Readonly<Record<string, unknown>>, options: CpuBackendOptions, method?: 'densityMatrix') {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  vi.resetModules()
  const { openCpuBackend } = await import('./openCpuBackend.ts')
  const backend = openCpuBackend(options)
  try {
    const qubits = method === undefined ? 18 : 3
    const circuit = new Circuit(qubits)
    for (let layer = 0; layer < 4; layer++)
      for (let qubit = 0; qubit < qubits; qubit++) circuit.ry(0.3 + layer, qubit).cx(qubit, (qubit + 1) % qubits)
    const observables = [parsePauliSum('Z0*Z1')]
    const executable = await backend.compile(circuit, { observables, expectedRuns: 1000, ...(method === undefined ? {} : { method }) })
    const { values, ranOn } = await executable.expectations()
    return { value: values[0], ranOn, capabilities: await backend.capabilities() }
  } finally {
    await backend.dispose()
  }
}

const NO_MODULES = {
  ...Object.fromEntries(Object.getOwnPropertyNames(WebAssembly).map((name) => [name, WebAssembly[name as keyof typeof WebAssembly]])),
  Module: function refuse() {
    throw new Error('disallowed by embedder')
  },
}

test.each([
  ['WebAssembly', { WebAssembly: undefined }, 'this runtime has no WebAssembly'],
  ['leave to compile WebAssembly', { WebAssembly: NO_MODULES }, 'this runtime refuses to compile WebAssembly (disallowed by embedder)'],
])('without %s kernels are plain, with the right value and the reason', async (_, globals, reason) => {
  const expected = await findOut({}, { threads: 0 })
  const { value, ranOn, capabilities } = await findOut(globals, {})
  expect(value).toBeCloseTo(expected.value, 12)
  expect(ranOn.reason).toBe(`the circuit is unitary; plain kernels on one thread: ${reason}`)
  expect(capabilities).toMatchObject({
    threads: 1,
    missing: { generatedKernels: `kernels are plain TypeScript: ${reason}`, memory64: reason },
  })
  const density = await findOut(globals, {}, 'densityMatrix')
  expect(density.ranOn.reason).toBe(`plain kernels on one thread: ${reason}`)
})

test('without shared memory everything runs on one thread, with the reason', async () => {
  const reason = 'this runtime has no SharedArrayBuffer, so no memory that workers share'
  const { ranOn, capabilities } = await findOut({ SharedArrayBuffer: undefined }, { threads: 2 })
  expect(ranOn.plan).toContain('generated kernels')
  expect(ranOn.reason).toBe(`the circuit is unitary; one thread: ${reason}`)
  expect(capabilities).toMatchObject({ threads: 1, missing: { threads: reason } })
  const density = await findOut({ SharedArrayBuffer: undefined }, { threads: 2 }, 'densityMatrix')
  expect(density.ranOn.reason).toBe(`one thread: ${reason}`)
})

test('workers that cannot be made are told of', async () => {
  const workerFactory = (): never => {
    throw new Error('forbidden here')
  }
  const { ranOn } = await findOut({}, { threads: 2, workerFactory })
  expect(ranOn.reason).toBe('the circuit is unitary; one thread: a worker could not be made (Error: forbidden here)')
})

test('what was not wanted is no lack', async () => {
  expect((await findOut({}, { threads: 0 })).ranOn.reason).toBe('the circuit is unitary')
  expect((await findOut({}, { variant: 'plain' })).ranOn.reason).toBe('the circuit is unitary')
})
