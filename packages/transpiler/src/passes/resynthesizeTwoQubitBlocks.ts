/**
 * Rewrites two-qubit blocks with as few entangling gates of a basis as their unitary needs.
 *
 * A block (`twoQubitBlocks.ts`) is replaced when that saves two-qubit gates, or when it holds gates that the basis lacks; what
 * one-qubit gates can still save is left to `resynthesizeOneQubitRuns`. Blocks that cannot gain are recognised by the trace of M^T M, without a decomposition. A block that turns out local lets its neighbours meet, so sweeps go on until none does:
 * O(operations) each.
 */
import { type Circuit, type Operation, type OperationName } from '@ketwork/circuit'
import { chooseEntangler, EXACT, synthesizeDecomposition, type TwoQubitBasis, twoQubitBasis } from '../synthesis/synthesizeTwoQubit.ts'
import { localInvariant, type WeylDecomposition, weylDecomposition } from '../synthesis/weylDecomposition.ts'
import { wrapPhase } from '../synthesis/remainder.ts'
import { type TwoQubitBlock, twoQubitBlocks } from './twoQubitBlocks.ts'
import { withGlobalPhase } from './withGlobalPhase.ts'

export interface BlockOptions {
  /** Interaction angles below this, in radians, are left out; 1e-11 by default. Each costs an infidelity of about its square. */
  readonly tolerance?: number
  /** The order in which a gate of the basis names two qubits, for directed couplings; by default as the block's own gates do. */
  readonly order?: (a: number, b: number) => readonly [number, number]
}

interface Replacement {
  readonly operations: readonly Operation[]
  readonly phase: number
  readonly twoQubitGates: number
}

/**
 * The circuit with each two-qubit block of constant gates written with the fewest entangling gates of the basis; the same unitary, global phase included.
 *
 * A SWAP inside a block is part of its unitary. What the basis cannot make stays as it is.
 *
 * @param basis one-qubit and two-qubit gates; where several two-qubit gates are given, each block takes the one that it needs fewest of
 *
 * @example
 * resynthesizeTwoQubitBlocks(new Circuit(2).cx(0, 1).cx(1, 0).cx(0, 1).swap(0, 1), ['cx', 'u']).operations // none
 */
export function resynthesizeTwoQubitBlocks(circuit: Circuit, basis: readonly OperationName[], options: BlockOptions = {}): Circuit {
  const prepared = twoQubitBasis(basis)
  let current = circuit
  for (;;) {
    const { next, isSettled } = sweep(current, prepared, options)
    if (isSettled) return next
    current = next
  }
}

function sweep(circuit: Circuit, basis: TwoQubitBasis, options: BlockOptions): { next: Circuit; isSettled: boolean } {
  const replacements: (readonly [TwoQubitBlock, Replacement])[] = []
  for (const block of twoQubitBlocks(circuit)) {
    const replacement = cheaperForm(block, circuit, basis, options)
    if (replacement !== undefined) replacements.push([block, replacement])
  }
  if (replacements.length === 0) return { next: circuit, isSettled: true }
  const slots: (readonly Operation[])[] = circuit.operations.map((operation) => [operation])
  let phase = 0
  for (const [block, replacement] of replacements) {
    for (const index of block.indices) slots[index] = []
    slots[block.place] = replacement.operations
    phase = wrapPhase(phase + replacement.phase)
  }
  // only where a block has no two-qubit gate any more can others meet
  const isSettled = replacements.every(([, { twoQubitGates }]) => twoQubitGates > 0)
  return { next: withGlobalPhase(circuit, slots.flat(), phase), isSettled }
}

function cheaperForm(block: TwoQubitBlock, circuit: Circuit, basis: TwoQubitBasis, options: BlockOptions): Replacement | undefined {
  const { tolerance = EXACT } = options
  const operations = block.indices.map((index) => circuit.operations[index])
  const isNative = operations.every(({ gate }) => basis.oneQubit.gates.has(gate))
  if (isNative && !mayShrink(block, operations, basis, tolerance)) return undefined
  const decomposition = weylDecomposition(block.matrix)
  const choice = chooseEntangler(decomposition.interaction, basis, tolerance)
  if (choice === undefined) return undefined
  if (isNative && choice.gates >= block.twoQubitGates) return undefined
  const isKept = options.order === undefined ? firstOrder(operations, choice.entangler?.gate, block) : options.order(...block.qubits)
  const ordered = isKept[0] === block.qubits[0] ? decomposition : exchanged(decomposition)
  const form = synthesizeDecomposition(ordered, choice, isKept, basis, tolerance)
  return form && { operations: form.operations, phase: form.phase + block.phase, twoQubitGates: choice.gates }
}

/** Whether fewer two-qubit gates could be enough, as far as the invariant of the block tells. */
function mayShrink(block: TwoQubitBlock, operations: readonly Operation[], basis: TwoQubitBasis, tolerance: number): boolean {
  const isFixed = operations.every(({ angles, qubits }) => qubits.length === 1 || angles.length === 0)
  if (block.twoQubitGates === 1 && isFixed) return false
  const isSimple = isFixed && basis.entanglers.every(({ kind }) => kind === 'flip' || kind === 'exchange')
  if (!isSimple || block.twoQubitGates > 3) return true
  const [re, im] = localInvariant(block.matrix)
  const near = Math.max(1e-6, 10 * tolerance)
  // two gates reach c = 0, where the invariant is between 0 and 1; one gate has 0, local gates 1
  return block.twoQubitGates === 3 ? re > -near && Math.abs(im) < near : re < near || re > 1 - near
}

function exchanged({ phase, before, after, interaction }: WeylDecomposition): WeylDecomposition {
  return { phase, before: [before[1], before[0]], after: [after[1], after[0]], interaction }
}

/** The order in which the block writes this gate already. */
function firstOrder(
  operations: readonly Operation[],
  gate: OperationName | undefined,
  { qubits }: TwoQubitBlock,
): readonly [number, number] {
  const written = operations.find((operation) => operation.gate === gate)
  return written === undefined ? qubits : [written.qubits[0], written.qubits[1]]
}
