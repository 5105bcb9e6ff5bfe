/**
 * Writes circuits anew as Pauli rotations between Clifford gates, where that takes fewer two-qubit gates.
 *
 * All Clifford gates are moved behind the rotations, which makes each of these a rotation about a Pauli string; rotations about one string merge across all that commutes, and
 * what is left is written by a greedy network (`cliffordSteps.ts`, `PauliNetwork.ts`). Circuits of Pauli gadgets shrink severalfold, phase polynomials to about a CX a term, and
 * Clifford circuits are written by their tableau alone. Symbolic angles are at most negated and added. Whatever is no gate, or stands under a condition, bounds a region.
 */
import { type Angle, type Circuit, decompose, gateTable, isConstant, type Operation, plus } from '@ketwork/circuit'
import { missingPhase } from '../synthesis/cliffordPhase.ts'
import { cliffordSteps, type Step } from '../synthesis/cliffordSteps.ts'
import { countEntanglers } from '../synthesis/entanglers.ts'
import { PauliNetwork } from '../synthesis/PauliNetwork.ts'
import { EXACT } from '../synthesis/synthesizeTwoQubit.ts'
import { weylDecomposition } from '../synthesis/weylDecomposition.ts'
import { rewriteOperations } from './rewriteOperations.ts'
import { twoQubitBlocks } from './twoQubitBlocks.ts'

/** Rotations that are held at once, and by how much each counts less than the one before it when gates are compared. */
const NETWORK = { window: 200, decay: 0.95 }

/**
 * The circuit with each region between measurements, barriers and the like written as a Pauli network where that takes fewer two-qubit gates; the same unitary, global phase
 * included.
 *
 * Two-qubit gates are counted as the CX that the two-qubit blocks need. A region that is written anew has cx, rx, ry, rz and one-qubit Clifford gates, for a basis
 * translation to follow; others stay as they are. Every qubit may meet every other. O(gates x (window + qubits) x letters of a string squared) at worst.
 *
 * @example
 * resynthesizePauliRotations(new Circuit(4).pauliRotation(w, 'XXXY', [0, 1, 2, 3]).pauliRotation(w, 'XXYX', [0, 1, 2, 3])) // 8 cx instead of 12
 */
export function resynthesizePauliRotations(circuit: Circuit): Circuit {
  let current = circuit
  for (;;) {
    const next = rewriteRegions(current)
    if (next === current) return current
    current = next
  }
}

function rewriteRegions(circuit: Circuit): Circuit {
  const result: Operation[] = []
  let region: Operation[] = []
  let changed = false
  const flush = (): void => {
    const shorter = shorterRegion(circuit, region)
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

function shorterRegion(circuit: Circuit, region: readonly Operation[]): readonly Operation[] | undefined {
  const cost = flipsNeeded(circuit.withOperations(region))
  if (cost < 2) return undefined
  const network = new PauliNetwork(circuit.qubitCount, NETWORK)
  const steps: Step[] = []
  const phases: Angle[] = []
  for (const operation of region) {
    const parts = cliffordSteps(operation)
    phases.push(parts.phase)
    for (const step of parts.steps) {
      steps.push(step)
      network.add(step)
    }
    // blocks of three or more CX shrink a little later on, but not by a half
    if (network.flips > 2 * cost) return undefined
  }
  network.finish()
  if (flipsNeeded(circuit.withOperations(network.operations)) >= cost) return undefined
  const missing = missingPhase(circuit.qubitCount, { steps, quarterTurns: network.absorbed }, network.operations)
  return [...network.operations, ...globalPhase(plus(missing, ...phases))]
}

/** How many CX the two-qubit blocks need, and what is no block. */
function flipsNeeded(circuit: Circuit): number {
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

function globalPhase(phase: Angle): Operation[] {
  return isConstant(phase) && Math.abs(phase) < 1e-14 ? [] : [{ gate: 'globalPhase', qubits: [], angles: [phase] }]
}
