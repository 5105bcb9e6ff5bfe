/** Compares two circuits column by column, exactly but for rounding: for every basis state of the circuit's qubits, the others in |0>. */
import { type CompressedClaim, embedded } from './compressed.ts'
import type { Equivalence } from './Equivalence.ts'
import { evolveState } from './evolveState.ts'

/** Entries that differ by less are the same; rounding grows with the number of operations. */
export function roundingTolerance(operations: number): number {
  return 1e-9 + 1e-13 * operations
}

/** The verdict, global phase included. O(4^n) for each operation. */
export function compareUnitaries({ source, output, initialLayout, finalLayout }: CompressedClaim): Equivalence {
  const expected = columns(source.qubitCount, source.qubitCount)
  const after = evolveState(source, expected)
  const actual = evolveState(output, allEmbedded(expected, initialLayout, output.qubitCount))
  const error = maxDifference(allEmbedded(after, finalLayout, output.qubitCount), actual)
  const tolerance = roundingTolerance(source.operations.length + output.operations.length)
  return { verdict: error <= tolerance ? 'equivalent' : 'different', method: 'unitary', error }
}

/** All basis states of `count` qubits side by side, each a state of `qubits` qubits: the identity matrix by columns. */
function columns(qubits: number, count: number): Float64Array {
  const states = new Float64Array(2 * 2 ** (qubits + count))
  for (let column = 0; column < 2 ** count; column++) states[2 * (column * 2 ** qubits + column)] = 1
  return states
}

/** Each of as many states as there are basis states, on the qubits of a layout. */
function allEmbedded(states: Float64Array, layout: readonly number[], qubits: number): Float64Array {
  const size = 2 * 2 ** layout.length
  const result = new Float64Array(2 * 2 ** (qubits + layout.length))
  for (let column = 0; column < states.length / size; column++) {
    result.set(embedded(states.subarray(column * size, (column + 1) * size), layout, qubits), column * 2 * 2 ** qubits)
  }
  return result
}

function maxDifference(a: Float64Array, b: Float64Array): number {
  let largest = 0
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]))
  return largest
}
