/**
 * Compares two Clifford circuits of any size by their stabilizer states.
 *
 * Each circuit qubit forms a Bell pair with a reference qubit, all others are in |0>; the states of both circuits are the same exactly when the circuits do the same on every
 * input (Choi). The tableau knows no global phase.
 *
 * Where qubits are measured at the end, both states are measured alike: the same outcomes must be possible and leave the same state. States of different outcomes differ by
 * Pauli gates, so each of 20 seeded draws finds a difference with a probability of at least 1/2.
 */
import { Circuit, CliffordTableau, NonCliffordError, type Operation } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { CompressedClaim } from './compressed.ts'
import type { Equivalence, NotApplicable } from './Equivalence.ts'

const MOST_QUBITS = 1000

const DRAWS = 20

/**
 * The verdict; O(operations n / 16 + n^3 / 32) on n device and reference qubits.
 *
 * @param measured device qubits that are read at the end
 */
export function compareCliffords(claim: CompressedClaim, measured: readonly number[] = [], seed = 1): Equivalence | NotApplicable {
  const { source, output, initialLayout, finalLayout } = claim
  const qubits = output.qubitCount + source.qubitCount
  if (qubits > MOST_QUBITS) return { reason: `${qubits} qubits with references, above ${MOST_QUBITS}` }
  try {
    const expected = applyAll(bellPairs(finalLayout, output.qubitCount), source.operations, finalLayout)
    const actual = applyAll(bellPairs(initialLayout, output.qubitCount), output.operations)
    const draws = measured.length === 0 ? 1 : DRAWS
    const isSame = Array.from({ length: draws }, (_, draw) =>
      sameAfterMeasurement(expected, actual, measured, new RandomStream(seed, draw)),
    )
    return { verdict: isSame.every(Boolean) ? 'equivalent' : 'different', method: 'clifford' }
  } catch (error) {
    if (error instanceof NonCliffordError) return { reason: 'not a Clifford circuit' }
    throw error
  }
}

function bellPairs(layout: readonly number[], deviceQubits: number): CliffordTableau {
  const circuit = new Circuit(deviceQubits + layout.length)
  layout.forEach((place, qubit) => circuit.h(deviceQubits + qubit).cx(deviceQubits + qubit, place))
  return CliffordTableau.fromCircuit(circuit)
}

function sameAfterMeasurement(a: CliffordTableau, b: CliffordTableau, measured: readonly number[], random: RandomStream): boolean {
  if (measured.length === 0) return a.isSameState(b)
  const [left, right] = [a.copy(), b.copy()]
  for (const [i, qubit] of measured.entries()) {
    // the same draw for both, if there is one
    const [x, y] = [left, right].map((tableau) => tableau.measure(qubit, random.substream(i)))
    if (x.outcome !== y.outcome || x.deterministic !== y.deterministic) return false
  }
  return left.isSameState(right)
}

function applyAll(tableau: CliffordTableau, operations: readonly Operation[], layout?: readonly number[]): CliffordTableau {
  for (const operation of operations) {
    if (operation.gate === 'barrier') continue
    tableau.apply(layout === undefined ? operation : { ...operation, qubits: operation.qubits.map((qubit) => layout[qubit]) })
  }
  return tableau
}
