/** The pipeline to {cz, rz, sx, x} on circuits of 1,000, 3,000 and 10,000 gates of fixed width: the time should grow with the number of gates. */
import { randomCircuit } from '@ketwork/circuit'
import { describe, test } from 'vitest'
import { cancelInverses as cancel } from './passes/cancelInverses.ts'
import { mergeRotations as merge } from './passes/mergeRotations.ts'
import { transpile as run } from './transpile.ts'

const gates = ['h', 'cx', 'rz', 'ccx', 'swap', 'rzz', 'u', 't'] as const
const circuits = [1_000, 3_000, 10_000].map((operations) => randomCircuit({ qubits: 20, operations, seed: 1, gates }))

describe('20 qubits', () => {
  test('transpile', async ({ bench }) => {
    const transpile = run
    const [small, medium, large] = circuits.map((circuit) =>
      bench(`${circuit.operations.length} gates to cz rz sx x`, () => {
        transpile(circuit, { basis: ['cz', 'rz', 'sx', 'x'] })
      }),
    )
    await bench.compare(small, medium, large, { iterations: 2, warmupIterations: 1, time: 0, warmupTime: 0 })
  })

  test('single passes on 10,000 gates', async ({ bench }) => {
    const [cancelInverses, mergeRotations] = [cancel, merge]
    const circuit = circuits[2]
    await bench.compare(
      bench('cancelInverses', () => {
        cancelInverses(circuit)
      }),
      bench('mergeRotations', () => {
        mergeRotations(circuit)
      }),
      { iterations: 2, warmupIterations: 1, time: 0, warmupTime: 0 },
    )
  })
})
