/** Lowering a layered circuit of 16 qubits, and the text of its structure against it. */
import { Circuit, parameters } from '@ketwork/circuit'
import { describe, test } from 'vitest'
import { diagonalGroups } from './diagonalGroups.ts'
import { lower } from './lower.ts'
import { structureKey } from './structureKey.ts'

const QUBITS = 16
const LAYERS = 10

function layered(): Circuit {
  const weights = parameters('w', 2 * QUBITS * LAYERS)
  const circuit = new Circuit(QUBITS)
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let q = 0; q < QUBITS; q++) circuit.ry(weights[2 * (layer * QUBITS + q)], q).rz(weights[2 * (layer * QUBITS + q) + 1], q)
    for (let q = 0; q < QUBITS; q++) circuit.cx(q, (q + 1) % QUBITS)
  }
  return circuit
}

describe(`lowering, ${QUBITS} qubits, ${LAYERS} layers (${3 * QUBITS * LAYERS} operations)`, () => {
  test('lower, key, plan', async ({ bench }) => {
    const [lowerCircuit, keyOf, groupsOf] = [lower, structureKey, diagonalGroups]
    const circuit = layered()
    const program = lowerCircuit(circuit)
    await bench.compare(
      bench('lower', () => void lowerCircuit(circuit)),
      bench('structureKey', () => void keyOf(program.structure)),
      bench('diagonalGroups', () => void groupsOf(program.structure)),
    )
  })
})
