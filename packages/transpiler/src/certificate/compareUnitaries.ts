/** Compares two circuits column by column, exactly but for rounding: for every basis state of the circuit's qubits, the others in |0>. */
import { applyToState } from '@ketwork/circuit'
import { type CompressedClaim, embedded } from './compressed.ts'
import type { Equivalence } from './Equivalence.ts'

/** Entries that differ by less are the same; rounding grows with the number of operations. */
export function roundingTolerance(operations: number): number {
  return 1e-9 + 1e-13 * operations
}

/** The verdict, global phase included. O(4^n) for each operation. */
export function compareUnitaries({ source, output, initialLayout, finalLayout }: CompressedClaim): Equivalence {
  let error = 0
  for (let column = 0; column < 2 ** source.qubitCount; column++) {
    const basis = new Float64Array(2 * 2 ** source.qubitCount)
    basis[2 * column] = 1
    const expected = embedded(applyToState(source, basis), finalLayout, output.qubitCount)
    const actual = applyToState(output, embedded(basis, initialLayout, output.qubitCount))
    for (let i = 0; i < actual.length; i++) error = Math.max(error, Math.abs(actual[i] - expected[i]))
  }
  const tolerance = roundingTolerance(source.operations.length + output.operations.length)
  return { verdict: error <= tolerance ? 'equivalent' : 'different', method: 'unitary', error }
}
