import { expect, test } from 'vitest'
import { Circuit, parsePauliSum, type PauliSum, pauliSumOf, pauliSumsOf, requireCircuit } from '../index.ts'

test('a Pauli sum is itself or what its text says', () => {
  const sum = parsePauliSum('Z0*Z1 - 0.5*X2')
  expect(pauliSumOf(sum, 'hamiltonian')).toBe(sum)
  expect(pauliSumOf('Z0*Z1 - 0.5*X2', 'hamiltonian')).toEqual(sum)
  expect(pauliSumsOf('Z0', 'observables')).toEqual([parsePauliSum('Z0')])
  expect(pauliSumsOf([sum, 'Z0'], 'observables')).toEqual([sum, parsePauliSum('Z0')])
})

test.each([undefined, null, 3, {}, { terms: 'Z0' }, { terms: [null] }, { terms: [{ pauli: 'Z' }] }])('%j is no Pauli sum', (wrong) => {
  const given = wrong as unknown as PauliSum
  expect(() => pauliSumOf(given, 'hamiltonian')).toThrow(TypeError)
  expect(() => pauliSumOf(given, 'hamiltonian')).toThrow(/hamiltonian/)
  expect(() => pauliSumsOf([given], 'observables')).toThrow(/observables\[0\]/)
})

test('a circuit is known by its shape, from another copy of the package too', () => {
  expect(() => requireCircuit('circuit', new Circuit(1))).not.toThrow()
  expect(() => requireCircuit('circuit', { ...new Circuit(1) })).not.toThrow()
  for (const wrong of [undefined, null, 'h q[0]', 2, {}, []])
    expect(() => requireCircuit('circuit', wrong)).toThrow(/^circuit is .*a Circuit is needed/)
})
