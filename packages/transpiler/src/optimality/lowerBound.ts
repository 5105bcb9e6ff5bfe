/**
 * How few two-qubit gates there can be, where that is known.
 *
 * A circuit on one or two qubits: its whole unitary, by the Weyl decomposition. Any other: each block of neighbouring gates on a pair, on its own; their sum is a bound for all
 * circuits with the same blocks, not for all that have the same unitary, which nobody knows.
 */
import { type Circuit, gateTable } from '@ketwork/circuit'
import { twoQubitBlocks } from '../passes/twoQubitBlocks.ts'
import { chooseEntangler, EXACT, twoQubitBasis } from '../synthesis/synthesizeTwoQubit.ts'
import { weylDecomposition } from '../synthesis/weylDecomposition.ts'
import { countTwoQubitOperations } from '../metrics.ts'
import type { Target } from '../target.ts'

/** A bound on the two-qubit gates of a transpiled circuit. */
export interface LowerBound {
  readonly twoQubitOperations: number
  /** How many more the circuit has. */
  readonly gap: number
  /** `unitary`: no circuit that does the same has fewer. `blocks`: none with the same blocks of neighbouring gates on a pair has. */
  readonly kind: 'unitary' | 'blocks'
}

/** The bound for a circuit in a target's basis; blocks with symbols count as they are. O(operations). */
export function lowerBound(circuit: Circuit, { basis }: Pick<Target, 'basis'>): LowerBound {
  const prepared = twoQubitBasis(basis)
  const blocks = twoQubitBlocks(circuit)
  let gates = countTwoQubitOperations(circuit)
  const all = gates
  for (const block of blocks) {
    if (block.twoQubitGates < 2) continue // one gate of the basis is never local
    const choice = chooseEntangler(weylDecomposition(block.matrix).interaction, prepared, EXACT)
    // a class for which the least number is not known is no class of a single gate, so it takes two
    const least = choice === undefined ? block.twoQubitGates : choice.isMinimal ? choice.gates : 2
    gates -= Math.max(0, block.twoQubitGates - least)
  }
  const isUnitary = circuit.operations.every(({ gate }) => !['channel', 'reset'].includes(gateTable[gate].kind))
  const isWhole = isUnitary && blocks.length <= 1 && all === (blocks[0]?.twoQubitGates ?? 0)
  return { twoQubitOperations: gates, gap: all - gates, kind: isWhole ? 'unitary' : 'blocks' }
}
