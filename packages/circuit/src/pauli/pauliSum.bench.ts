/** Pauli sums of 10,000 random terms on 60 qubits: reading, adding, grouping, and products with a short sum. */
import { RandomStream } from '@ketwork/math'
import { describe, test } from 'vitest'
import { formatPauliSum } from './formatPauliSum.ts'
import { groupQubitWiseCommuting } from './groupQubitWiseCommuting.ts'
import { parsePauliSum } from './parsePauliSum.ts'
import { addPauliSums, multiplyPauliSums, pauliSumsCommute } from './pauliAlgebra.ts'
import { type PauliSum, pauliSumFrom } from './pauliSum.ts'

const QUBITS = 60

function randomSum(terms: number, seed: number): PauliSum {
  const random = new RandomStream(seed)
  const draw = () => {
    const qubits = [...random.permutation(QUBITS).subarray(0, 4)]
    return { re: random.normal(), im: 0, pauli: qubits.map(() => 'XYZ'[random.integer(3)]).join(''), qubits }
  }
  return pauliSumFrom(Array.from({ length: terms }, draw))
}

describe('Pauli sums, 10,000 terms on 60 qubits', () => {
  const [large, other, short] = [randomSum(10_000, 1), randomSum(10_000, 2), randomSum(10, 3)]
  const text = formatPauliSum(large)

  test('algebra', async ({ bench }) => {
    await bench.compare(
      bench('parse', () => void parsePauliSum(text)),
      bench('format', () => void formatPauliSum(large)),
      bench('add', () => void addPauliSums(large, other)),
      bench('multiply by 10 terms', () => void multiplyPauliSums(large, short)),
      bench('commute with 10 terms', () => void pauliSumsCommute(large, short)),
      bench('group qubit-wise commuting', () => void groupQubitWiseCommuting(large)),
      { iterations: 5, warmupIterations: 1, time: 100 },
    )
  })
})
