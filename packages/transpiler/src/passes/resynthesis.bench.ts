/** Resynthesis of random circuits on 20 qubits to {cz, rz, sx, x}: the time should grow with the number of gates, and a block cost no more for being long. */
import { Circuit, randomCircuit } from '@ketwork/circuit'
import { describe, test } from 'vitest'
import { cancelCommuting as commuting } from './cancelCommuting.ts'
import { resynthesizeOneQubitRuns as oneQubitRuns } from './resynthesizeOneQubitRuns.ts'
import { resynthesizeTwoQubitBlocks as twoQubitBlocks } from './resynthesizeTwoQubitBlocks.ts'

const BASIS = ['cz', 'rz', 'sx', 'x'] as const
const once = { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0 }
const circuits = [1_000, 10_000, 100_000].map((operations) =>
  randomCircuit({ qubits: 20, operations, seed: 1, gates: ['cz', 'rz', 'sx', 'x', 'sx', 'rz'] }),
)

/** One block: 100,000 gates on two qubits. */
const longBlock = new Circuit(2)
for (let i = 0; i < 25_000; i++) longBlock.sx(0).rz(0.1, 0).rz(0.2, 1).cz(0, 1)

describe('resynthesis', () => {
  test('resynthesizeOneQubitRuns', async ({ bench }) => {
    const pass = oneQubitRuns
    const [small, medium, large] = circuits.map((circuit) => bench(`${circuit.operations.length} gates`, () => void pass(circuit, BASIS)))
    await bench.compare(small, medium, large, once)
  })

  test('cancelCommuting', async ({ bench }) => {
    const pass = commuting
    const [small, medium, large] = circuits.map((circuit) => bench(`${circuit.operations.length} gates`, () => void pass(circuit)))
    await bench.compare(small, medium, large, once)
  })

  test('resynthesizeTwoQubitBlocks', async ({ bench }) => {
    const pass = twoQubitBlocks
    const [small, medium, large] = circuits.map((circuit) => bench(`${circuit.operations.length} gates`, () => void pass(circuit, BASIS)))
    const long = bench('one block of 100000 gates', () => void pass(longBlock, BASIS))
    await bench.compare(small, medium, large, long, once)
  })
})
