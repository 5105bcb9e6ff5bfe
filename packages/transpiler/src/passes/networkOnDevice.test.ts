import { Circuit, parameter, randomCircuit, unitary } from '@ketwork/circuit'
import { maxAbsDifference } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { networkOnDevice } from './networkOnDevice.ts'

const line = { qubits: 5, coupling: [0, 1, 2, 3].map((a) => [a + 1, a] as const) }
const star = { qubits: 5, coupling: [1, 2, 3, 4].map((a) => [0, a] as const) }

describe('networkOnDevice', () => {
  test.each([line, star])('keeps the unitary on the qubits of the layout and to coupled pairs, device %#', (device) => {
    for (let seed = 0; seed < 16; seed++) {
      const circuit = randomCircuit({ qubits: 2 + (seed % 4), operations: 15, seed, symbols: [parameter('w')] })
      const network = networkOnDevice(circuit, device, { layouts: 2, trials: 2, seed })
      if (network === undefined) throw new Error('no network')
      const values = circuit.parameters.length > 0 ? { w: 0.4 } : {}
      const wanted = circuit.mapQubits(network.layout, 5).bind(values)
      expect(maxAbsDifference(unitary(network.circuit.bind(values)), unitary(wanted))).toBeLessThan(1e-10)
      for (const { qubits } of network.circuit.operations) {
        if (qubits.length < 2) continue
        expect(qubits).toHaveLength(2)
        expect(device.coupling.some((pair) => pair.every((each) => qubits.includes(each)))).toBe(true)
      }
    }
  })

  test('puts the qubit that meets the others between them', () => {
    const network = networkOnDevice(new Circuit(3).cx(0, 2).cx(1, 2), { qubits: 3, coupling: line.coupling.slice(0, 2) })
    expect(network?.layout[2]).toBe(1)
    expect(network?.circuit.operations.filter(({ gate }) => gate === 'cx')).toHaveLength(2)
  })

  test('has nothing for what is no network', () => {
    expect(networkOnDevice(new Circuit(2).measure(0, 'm'), line)).toBeUndefined()
    expect(networkOnDevice(new Circuit(9).h(0), { qubits: 9, coupling: [] })).toBeUndefined()
    expect(networkOnDevice(new Circuit(3).cx(0, 2), { qubits: 3, coupling: [[0, 1]] })).toBeUndefined()
  })
})
