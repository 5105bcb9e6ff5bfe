import { describe, test } from 'vitest'
import { parameter, times } from './angles/index.ts'
import { Circuit } from './Circuit.ts'
import { unitary } from './oracles/unitary.ts'

const QUBITS = 6
const LAYERS = 100

/** 100 layers of 6 rotations and 5 cx: 1100 gates. */
function layered(angle: Parameters<Circuit['rx']>[0]): Circuit {
  const circuit = new Circuit(QUBITS)
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let q = 0; q < QUBITS; q++) circuit.rx(angle, q)
    for (let q = 1; q < QUBITS; q++) circuit.cx(q - 1, q)
  }
  return circuit
}

describe('Circuit', () => {
  test('appending 1100 gates', async ({ bench }) => {
    const symbolic = times(2, parameter('w'))
    await bench.compare(
      bench('constant angles', () => void layered(0.3)),
      bench('symbolic angles', () => void layered(symbolic)),
      { time: 500 },
    )
  })

  test('unitary of 6 qubits, 110 gates', async ({ bench }) => {
    const circuit = layered(0.3)
    const short = circuit.withOperations(circuit.operations.slice(0, 110))
    await bench.compare(
      bench('unitary', () => void unitary(short)),
      bench('copy of the circuit', () => void short.copy()),
      { time: 500 },
    )
  })
})
