import { applyToState, randomCircuit } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import { expect, test } from 'vitest'
import { evolveState } from './evolveState.ts'

test('gives the state of the oracle for random circuits over the whole gate table', () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = new RandomStream(seed)
    const qubits = 1 + random.integer(6)
    const circuit = randomCircuit({ qubits, operations: 20, seed })
    const state = haarState(2 ** qubits, random)
    const [expected, actual] = [applyToState(circuit, state), evolveState(circuit, state)]
    expect(Math.max(...expected.map((value, i) => Math.abs(value - actual[i])))).toBeLessThan(1e-12)
  }
})
