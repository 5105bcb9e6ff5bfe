import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import { openCpuBackend } from '@ketwork/sim-cpu'
import { afterAll, describe, expect, test } from 'vitest'
import { hardwareEfficient } from './ansatze/hardwareEfficient.ts'
import { vqe } from './vqe.ts'

const backend = openCpuBackend()
afterAll(() => backend.dispose())

describe('vqe', () => {
  test('turns one qubit to the lowest eigenvalue of its Hamiltonian', async () => {
    const { value, converged } = await vqe({
      backend,
      circuit: new Circuit(1).ry(parameter('a'), 0).rz(parameter('b'), 0),
      hamiltonian: parsePauliSum('0.3*X0 - 0.4*Z0 + 1.2*Y0'),
      seed: 3,
    })
    expect(converged).toBe(true)
    expect(value).toBeCloseTo(-1.3, 10)
  })

  test('finds the singlet of two Heisenberg spins at energy -3', async () => {
    const { value } = await vqe({ backend, circuit: hardwareEfficient(2, 2), hamiltonian: parsePauliSum('X0*X1 + Y0*Y1 + Z0*Z1'), seed: 1 })
    expect(value).toBeCloseTo(-3, 8)
  })

  test('refuses data and a start of the wrong length', async () => {
    const hamiltonian = parsePauliSum('Z0')
    await expect(vqe({ backend, circuit: new Circuit(1).rx(feature('x'), 0), hamiltonian })).rejects.toThrow('the circuit has features (x)')
    await expect(vqe({ backend, circuit: new Circuit(1).rx(parameter('a'), 0), hamiltonian, start: [1, 2] })).rejects.toThrow(
      'the start has 2 numbers',
    )
  })
})
