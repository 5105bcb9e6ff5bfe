/** Clifford circuits on 1,000 qubits: gates, then a measurement of every qubit. One thread. */
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { Circuit } from '../Circuit.ts'
import { CliffordTableau } from './CliffordTableau.ts'

const QUBITS = 1000
const GATES = 10_000

function randomCircuit(): Circuit {
  const random = new RandomStream(1)
  const circuit = new Circuit(QUBITS)
  for (let i = 0; i < GATES; i++) {
    const [a, b] = random.permutation(QUBITS)
    if (i % 3 === 0) circuit.h(a)
    else if (i % 3 === 1) circuit.s(a)
    else circuit.cx(a, b)
  }
  return circuit
}

describe('CliffordTableau, 1,000 qubits', () => {
  const circuit = randomCircuit()
  const prepared = CliffordTableau.fromCircuit(circuit)

  test('gates and measurements', async ({ bench }) => {
    await bench.compare(
      bench('10,000 gates h, s, cx', () => void CliffordTableau.fromCircuit(circuit)),
      bench('measuring all 1,000 qubits', () => {
        const [tableau, random] = [prepared.copy(), new RandomStream(2)]
        for (let qubit = 0; qubit < QUBITS; qubit++) tableau.measure(qubit, random)
      }),
      { iterations: 5, warmupIterations: 1, time: 500 },
    )
  })
})
