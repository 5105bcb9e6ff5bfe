/**
 * Writes circuits anew as Pauli rotations between Clifford gates, where that takes fewer two-qubit gates.
 *
 * All Clifford gates are moved behind the rotations, which makes each of these a rotation about a Pauli string; rotations about one string merge across all that commutes, and
 * what is left is written by the shortest of several greedy networks (`shortestNetwork.ts`). Circuits of Pauli gadgets shrink severalfold, phase polynomials to about a CX a term, and
 * Clifford circuits are written by their tableau alone. Symbolic angles are at most negated and added. Whatever is no gate, or stands under a condition, bounds a region.
 */
import { type Circuit, gateTable, type Operation } from '@ketwork/circuit'
import { shortestNetwork } from '../synthesis/shortestNetwork.ts'
import { flipsNeeded } from './flipsNeeded.ts'

const TRIALS = 12

export interface PauliOptions {
  /** How many networks are compared for each region, 12 by default; more are never worse. */
  readonly trials?: number
}

/**
 * The circuit with each region between measurements, barriers and the like written as a Pauli network where that takes fewer two-qubit gates; the same unitary, global phase
 * included.
 *
 * Two-qubit gates are counted as the CX that the two-qubit blocks need. A region that is written anew has cx, rx, ry, rz and one-qubit Clifford gates, for a basis
 * translation to follow; others stay as they are. Every qubit may meet every other. Each network takes O(gates x (window + qubits) x letters of a string squared) at worst.
 *
 * @example
 * resynthesizePauliRotations(new Circuit(4).pauliRotation(w, 'XXXY', [0, 1, 2, 3]).pauliRotation(w, 'XXYX', [0, 1, 2, 3])) // 7 cx instead of 12
 */
export function resynthesizePauliRotations(circuit: Circuit, { trials = TRIALS }: PauliOptions = {}): Circuit {
  let current = circuit
  for (;;) {
    const next = rewriteRegions(current, trials)
    if (next === current) return current
    current = next
  }
}

function rewriteRegions(circuit: Circuit, trials: number): Circuit {
  const result: Operation[] = []
  let region: Operation[] = []
  let changed = false
  const flush = (): void => {
    const shorter = shorterRegion(circuit, region, trials)
    changed ||= shorter !== undefined
    for (const operation of shorter ?? region) result.push(operation)
    region = []
  }
  for (const operation of circuit.operations) {
    if (gateTable[operation.gate].kind === 'gate' && operation.condition === undefined) region.push(operation)
    else {
      flush()
      result.push(operation)
    }
  }
  flush()
  return changed ? circuit.withOperations(result) : circuit
}

function shorterRegion(circuit: Circuit, region: readonly Operation[], trials: number): readonly Operation[] | undefined {
  const own = circuit.withOperations(region)
  const below = flipsNeeded(own)
  return below < 2 ? undefined : shortestNetwork(own, { trials, length: flipsNeeded, below })
}
