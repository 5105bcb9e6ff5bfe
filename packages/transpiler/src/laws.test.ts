/** What must hold between whole runs of the pipeline, on drawn circuits. */
import { Circuit, type OperationName, randomCircuit } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { certify } from './certificate/certify.ts'
import { allToAll, grid, line } from './devices/topologies.ts'
import type { Level } from './pipeline.ts'
import { transpile } from './transpile.ts'

const basis = ['cz', 'rz', 'sx', 'x'] as const
const gates: readonly OperationName[] = ['h', 'cx', 'rz', 'cp', 'ccx', 'swap', 'rzz', 't', 'u']

function draw(seed: number, qubits: number, operations = 16): Circuit {
  return randomCircuit({ qubits, operations, seed, gates })
}

describe('the pipeline', () => {
  test('never has more two-qubit gates at a higher level', () => {
    for (let seed = 0; seed < 12; seed++) {
      const circuit = draw(seed, 5)
      const counts = ([0, 1, 2, 3] as Level[]).map(
        (level) =>
          transpile(circuit, { ...(seed % 2 === 0 ? line(5) : grid(2, 3)), basis }, { level, verify: 'never' }).after.twoQubitOperations,
      )
      expect(counts, `seed ${seed}`).toEqual(counts.toSorted((a, b) => b - a))
    }
  })

  test('gives as many gates whatever the qubits are called, where all are coupled', () => {
    for (let seed = 0; seed < 10; seed++) {
      const circuit = draw(seed, 5)
      const renamed = circuit.mapQubits([...new RandomStream(seed).permutation(5)])
      const count = (given: Circuit): number =>
        transpile(given, { ...allToAll(5), basis }, { level: 1, verify: 'never' }).after.twoQubitOperations
      expect(count(renamed), `seed ${seed}`).toBe(count(circuit))
    }
  })

  test('makes the identity of a circuit and then its inverse', () => {
    for (let seed = 0; seed < 6; seed++) {
      const circuit = draw(seed, 4, 8)
      const target = { ...line(4), basis }
      const there = transpile(circuit, target, { seed })
      const back = transpile(circuit.inverse(), target, { seed: seed + 1 })
      // the second run's device qubits, renamed so that it takes over where the first one leaves off
      const places = fitted(there.finalLayout, back.initialLayout)
      const output = there.circuit.copy().compose(back.circuit, places)
      const finalLayout = back.finalLayout.map((place) => places[place])
      expect(certify({ source: new Circuit(4), output, initialLayout: there.initialLayout, finalLayout })).toMatchObject({
        verdict: 'equivalent',
        method: 'unitary',
      })
    }
  })
})

/** Where each device qubit of the second run must be for its circuit qubits to be those of the first. */
function fitted(final: readonly number[], initial: readonly number[]): number[] {
  const places = new Array<number>(final.length)
  initial.forEach((place, qubit) => (places[place] = final[qubit]))
  return places
}
