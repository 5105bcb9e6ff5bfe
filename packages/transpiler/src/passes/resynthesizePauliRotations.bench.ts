/** Pauli networks of chemistry-like gadgets, of all phases of pairs, and of what is no network and should be given up soon. */
import { Circuit, randomCircuit } from '@ketwork/circuit'
import { describe, test } from 'vitest'
import { resynthesizePauliRotations as rewrite } from './resynthesizePauliRotations.ts'

const once = { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0 }
const gadgets = randomCircuit({ qubits: 8, operations: 300, seed: 1, gates: ['pauliRotation'] })
const pairs = new Circuit(20)
for (let a = 0; a < 20; a++) for (let b = 0; b < a; b++) pairs.cp(1 / (a + b), a, b)
const random = randomCircuit({ qubits: 20, operations: 20_000, seed: 1, gates: ['cx', 'h', 't'] })

describe('resynthesizePauliRotations', () => {
  test('12 networks', async ({ bench }) => {
    const pass = rewrite
    await bench.compare(
      bench('300 gadgets on 8 qubits', () => void pass(gadgets)),
      bench('190 phases of pairs on 20 qubits', () => void pass(pairs)),
      bench('20000 random gates on 20 qubits', () => void pass(random)),
      once,
    )
  })
})
