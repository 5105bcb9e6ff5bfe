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
    await expect(backend.compile(new ketwork.Circuit(24).h(0))).rejects.toThrow(ketwork.TooManyQubitsError)
  })

  test('refuses a device that there is no simulator for', () => {
    // @ts-expect-error: a JavaScript user's mistake
    expect(() => ketwork.openBackend({ device: 'abacus' })).toThrow('there is no simulator for the device "abacus"')
  })
})
