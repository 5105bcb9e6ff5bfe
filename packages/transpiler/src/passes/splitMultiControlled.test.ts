import { applyToState, Circuit, counts } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import { describe, expect, test } from 'vitest'
import { checkPassLaw } from '../testing/index.ts'
import { splitMultiControlled } from './splitMultiControlled.ts'

function difference(circuit: Circuit): number {
  const state = haarState(2 ** circuit.qubitCount, new RandomStream(91))
  const [before, after] = [applyToState(circuit, state), applyToState(splitMultiControlled(circuit), state)]
  return before.reduce((largest, value, i) => Math.max(largest, Math.abs(value - after[i])), 0)
}

describe('splitMultiControlled', () => {
  test('keeps the law of passes', () => checkPassLaw(splitMultiControlled, { circuits: 20, seed: 91, cost: false }))

  test('takes 8 k - 6 CX where there are qubits enough and about twice as many with a single one', () => {
    const circuit = (controls: number, spare: number): Circuit =>
      new Circuit(controls + 1 + spare).mcx(
        Array.from({ length: controls }, (_, i) => i + spare),
        controls + spare,
      )
    for (const [controls, spare, flips] of [
      [5, 3, 34],
      [6, 4, 42],
      [5, 1, 56],
      [7, 2, 104],
    ]) {
      const given = circuit(controls, spare)
      expect(counts(splitMultiControlled(given)).cx ?? 0).toBeLessThanOrEqual(flips)
      expect(difference(given)).toBeLessThan(1e-12)
    }
  })

  test('leaves few controls, and gates on all qubits, alone', () => {
    const circuit = new Circuit(7).mcx([0, 1, 2, 3], 4).mcx([0, 1, 2, 3, 4, 5], 6)
    expect(splitMultiControlled(circuit)).toBe(circuit)
  })
})
