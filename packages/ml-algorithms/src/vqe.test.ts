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

  test('leaves a maximum and a saddle point, where every derivative is zero', async () => {
    const top = await vqe({ backend, circuit: new Circuit(1).ry(parameter('a'), 0), hamiltonian: parsePauliSum('Z0'), start: [0], seed: 4 })
    expect([top.converged, top.kicksSurvived]).toEqual([true, 1])
    expect(top.value).toBeCloseTo(-1, 9)
    const saddle = await vqe({
      backend,
      circuit: new Circuit(2).ry(parameter('a'), 0).ry(parameter('b'), 1),
      hamiltonian: parsePauliSum('0.5*Z0 - Z1'),
      start: [0, 0],
      seed: 4,
    })
    expect(saddle.value).toBeCloseTo(-1.5, 9)
    const still = await vqe({
      backend,
      circuit: new Circuit(1).ry(parameter('a'), 0),
      hamiltonian: parsePauliSum('Z0'),
      start: [0],
      seed: 4,
      kicks: 0,
    })
    expect([still.value, still.kicksSurvived]).toEqual([1, 0])
  })

  test.each([1e-9, 1e-6, 1e6, 1e12])('gives the scaled answer to a Hamiltonian times %s', async (factor) => {
    const circuit = hardwareEfficient(2, 2)
    const terms = parsePauliSum('X0*X1 + Y0*Y1 + 0.7*Z0*Z1 + 0.2*X0').terms
    const hamiltonian = { terms: terms.map((term) => ({ ...term, re: factor * term.re })) }
    const plain = await vqe({ backend, circuit, hamiltonian: { terms }, seed: 1 })
    const scaled = await vqe({ backend, circuit, hamiltonian, seed: 1 })
    expect(Math.abs(scaled.value / factor - plain.value)).toBeLessThan(1e-9)
    expect(scaled.converged).toBe(true)
    expect(scaled.gradientNorm).toBeLessThan(2e-6 * factor)
  })

  test('takes a constant Hamiltonian and a circuit without parameters', async () => {
    const { value, converged } = await vqe({ backend, circuit: new Circuit(1).x(0), hamiltonian: parsePauliSum('2 + 3*Z0'), seed: 0 })
    expect([value, converged]).toEqual([-1, true])
    expect(
      (await vqe({ backend, circuit: new Circuit(1).ry(parameter('a'), 0), hamiltonian: parsePauliSum('2'), seed: 0 })).value,
    ).toBeCloseTo(2, 12)
  })

  test('refuses data and a start of the wrong length', async () => {
    const hamiltonian = parsePauliSum('Z0')
    const circuit = new Circuit(1).rx(parameter('a'), 0)
    await expect(vqe({ backend, circuit, hamiltonian } as never)).rejects.toThrow(/seed/)
    await expect(vqe({ backend, circuit: new Circuit(1).rx(feature('x'), 0), hamiltonian, seed: 0 })).rejects.toThrow(
      'the circuit has features (x)',
    )
    await expect(vqe({ backend, circuit: new Circuit(1).rx(parameter('a'), 0), hamiltonian, seed: 0, start: [1, 2] })).rejects.toThrow(
      'the start has 2 numbers',
    )
    await expect(vqe({ backend, circuit: new Circuit(1).rx(parameter('a'), 0), hamiltonian, seed: 0, start: [NaN] })).rejects.toThrow(
      'start[0] is NaN: it must be a finite number of radians',
    )
  })
})
