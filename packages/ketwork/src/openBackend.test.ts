import { describe, expect, test } from 'vitest'
import * as ketwork from './index.ts'

describe('openBackend', () => {
  test('opens a simulator that trains through what ketwork exports alone', async () => {
    await using backend = await ketwork.openBackend()
    const { Circuit, parameter, parsePauliSum, vqe } = ketwork
    const circuit = new Circuit(2).ry(parameter('a'), 0).ry(parameter('b'), 1).cx(0, 1)
    const { value, converged } = await vqe({ backend, circuit, hamiltonian: parsePauliSum('Z0*Z1 + X0*X1'), seed: 2 })
    expect(converged).toBe(true)
    expect(value).toBeCloseTo(-2, 8)
  })

  test('keeps to the memory that it is given', async () => {
    await using backend = await ketwork.openBackend({ memoryBytes: 2 ** 20 })
    const all = Array.from({ length: 24 }, (_, qubit) => qubit)
    const meeting = new ketwork.Circuit(24).pauliRotation(0.3, 'Y'.repeat(24), all)
    await expect(backend.compile(meeting)).rejects.toThrow(ketwork.TooManyQubitsError)
  })

  test('reaches what the simulator takes, and loads in the precision that it is given unless another is asked for', async () => {
    await using backend = await ketwork.openBackend({ precision: 'f32', threads: 0, variant: 'plain' })
    const { threads, missing } = await backend.capabilities()
    expect([threads, missing['generatedKernels']]).toEqual([1, 'kernels are plain TypeScript: they were asked for'])
    const circuit = new ketwork.Circuit(1).ry(0.3, 0)
    const precisionOf = async (options?: ketwork.CompileOptions) => {
      const executable = await backend.compile(circuit, { ...options, observables: 'Z0' })
      const again = await backend.load(executable.program, options)
      const results = [await executable.expectations(), await again.expectations()]
      return results.map(({ ranOn }) => ranOn.precision)
    }
    expect(await precisionOf()).toEqual(['f32', 'f32'])
    expect(await precisionOf({ precision: 'f64' })).toEqual(['f64', 'f64'])
  })

  test.each<[unknown, string]>([
    [{ device: 'abacus' }, "device is 'abacus': it must be 'cpu'"],
    [{ thread: 0 }, "openBackend has no option 'thread': did you mean 'threads'?"],
    [{ precision: 'f16' }, "precision is 'f16': this backend offers 'f64', 'f32'"],
    [{ precision: 'mixed' }, "precision is 'mixed': this backend offers 'f64', 'f32'; ask for one of these"],
    [{ threads: -1 }, 'threads is -1'],
    [{ memoryBytes: '1' }, "memoryBytes is '1': it must be a positive number"],
    [{ workerFactory: 3 }, 'workerFactory is 3: a function is needed'],
    [{ costs: null }, 'costs takes an object of options, not null'],
    [null, 'openBackend takes an object of options, not null'],
  ])('rejects %j by name', async (options, message) => {
    await expect(ketwork.openBackend(options as ketwork.OpenBackendOptions)).rejects.toThrow(message)
  })

  test('refuses what is no object of options of a load in its default precision too', async () => {
    await using backend = await ketwork.openBackend({ precision: 'f32' })
    await expect(backend.compile(new ketwork.Circuit(1), 'f64' as ketwork.CompileOptions)).rejects.toThrow(
      'compile takes an object of options',
    )
  })
})
