/** How long a circuit is when its two-qubit blocks are written with as few CX as they need. */
import { type Circuit, decompose, gateTable, type Operation } from '@ketwork/circuit'
import { countEntanglers } from '../synthesis/entanglers.ts'
import { EXACT } from '../synthesis/synthesizeTwoQubit.ts'
import { weylDecomposition } from '../synthesis/weylDecomposition.ts'
import { rewriteOperations } from './rewriteOperations.ts'
import { twoQubitBlocks } from './twoQubitBlocks.ts'

/** The CX that the two-qubit blocks need, and two-qubit gates that are in no block. */
export function flipsNeeded(circuit: Circuit): number {
  const flat = rewriteOperations(circuit, isSimple, decompose)
  const blocks = twoQubitBlocks(flat)
  let flips = flat.operations.filter(({ qubits }) => qubits.length > 1).length
  for (const { matrix, twoQubitGates } of blocks) {
    const needed = twoQubitGates === 1 ? 1 : (countEntanglers('flip', weylDecomposition(matrix).interaction, EXACT)?.gates ?? twoQubitGates)
    flips += needed - twoQubitGates
  }
  return flips
}

function isSimple({ gate, qubits }: Operation): boolean {
  return gateTable[gate].kind !== 'gate' || qubits.length < 2 || gate === 'cx' || gate === 'cz'
}
