/**
 * Finds the two-qubit blocks of a circuit: as many neighbouring constant gates on one pair of qubits as there are, one-qubit gates included.
 *
 * A block ends where one of its qubits meets a third one, or a gate with a symbol or condition, a barrier, a measurement or anything else that is no constant gate on one or
 * two qubits. One-qubit gates belong to the block that follows them on their qubit, or to the one before where nothing follows. One sweep, O(operations).
 */
import { type Circuit, gateTable, isConstant, type Operation } from '@ketwork/circuit'
import { type BlockMatrix, blockIdentity, multiplyBlocks, turnBlock } from '../synthesis/blockMatrix.ts'
import { gateBlock } from '../synthesis/entanglers.ts'
import { multiplyPhased, type PhasedQuaternion, turnOfOperation } from '../synthesis/quaternion.ts'
import { wrapPhase } from '../synthesis/remainder.ts'

export interface TwoQubitBlock {
  /** In the order of the first two-qubit gate. */
  readonly qubits: readonly [low: number, high: number]
  /** Places of its operations in the circuit, one-qubit gates before the first two-qubit gate included. */
  readonly indices: readonly number[]
  /** The place of its first two-qubit gate, where all of the block may stand. */
  readonly place: number
  readonly twoQubitGates: number
  /** Its unitary is e^(i phase) times this; bit 0 of the index is `qubits[0]`. */
  readonly matrix: BlockMatrix
  readonly phase: number
}

/** What acted on a qubit since its last two-qubit gate. */
interface Pending {
  readonly indices: number[]
  turned: PhasedQuaternion
}

interface OpenBlock {
  readonly qubits: readonly [number, number]
  readonly indices: number[]
  readonly place: number
  twoQubitGates: number
  matrix: BlockMatrix
  spare: BlockMatrix
  phase: number
}

/** All blocks with at least one two-qubit gate, in the order in which they end. */
export function twoQubitBlocks(circuit: Circuit): TwoQubitBlock[] {
  const collector = new BlockCollector(circuit.qubitCount)
  circuit.operations.forEach((operation, index) => collector.add(operation, index))
  return collector.finish()
}

class BlockCollector {
  readonly #blocks: TwoQubitBlock[] = []
  readonly #open: (OpenBlock | undefined)[]
  readonly #pending: (Pending | undefined)[]
  readonly #matrices = new Map<string, BlockMatrix>()

  constructor(qubits: number) {
    this.#open = Array.from({ length: qubits }, () => undefined)
    this.#pending = Array.from({ length: qubits }, () => undefined)
  }

  add(operation: Operation, index: number): void {
    const { qubits } = operation
    const turned = turnOfOperation(operation)
    if (turned !== undefined) this.#addTurn(qubits[0], turned, index)
    else if (isConstantPair(operation)) this.#addPair(operation, index)
    else {
      for (const qubit of qubits) this.#close(qubit)
      for (const qubit of qubits) this.#pending[qubit] = undefined
    }
  }

  finish(): TwoQubitBlock[] {
    for (let qubit = 0; qubit < this.#open.length; qubit++) this.#close(qubit)
    return this.#blocks
  }

  #addTurn(qubit: number, turned: PhasedQuaternion, index: number): void {
    const pending = this.#pending[qubit]
    if (pending === undefined) this.#pending[qubit] = { indices: [index], turned }
    else {
      pending.indices.push(index)
      pending.turned = multiplyPhased(turned, pending.turned)
    }
  }

  #addPair(operation: Operation, index: number): void {
    const [low, high] = operation.qubits
    let block = this.#open[low]
    if (block === undefined || block !== this.#open[high]) {
      this.#close(low)
      this.#close(high)
      block = {
        qubits: [low, high],
        indices: [],
        place: index,
        twoQubitGates: 0,
        matrix: blockIdentity(),
        spare: blockIdentity(),
        phase: 0,
      }
      this.#open[low] = this.#open[high] = block
    }
    this.#absorb(block)
    multiplyBlocks(this.#matrixOf(operation, block.qubits[0] !== low), block.matrix, block.spare)
    ;[block.matrix, block.spare] = [block.spare, block.matrix]
    block.indices.push(index)
    block.twoQubitGates++
  }

  /** Gates that wait on the qubits of a block become part of it. */
  #absorb(block: OpenBlock): void {
    for (const side of [0, 1] as const) {
      const qubit = block.qubits[side]
      const pending = this.#pending[qubit]
      if (pending === undefined) continue
      turnBlock(block.matrix, pending.turned.turn, side)
      block.phase = wrapPhase(block.phase + pending.turned.phase)
      for (const each of pending.indices) block.indices.push(each)
      this.#pending[qubit] = undefined
    }
  }

  #close(qubit: number): void {
    const block = this.#open[qubit]
    if (block === undefined) return
    this.#absorb(block)
    for (const each of block.qubits) this.#open[each] = undefined
    this.#blocks.push(block)
  }

  #matrixOf(operation: Operation, isExchanged: boolean): BlockMatrix {
    if (operation.angles.length > 0 || operation.matrix !== undefined || operation.pauli !== undefined)
      return gateBlock(operation, isExchanged)
    const key = `${operation.gate} ${isExchanged}`
    const known = this.#matrices.get(key) ?? gateBlock(operation, isExchanged)
    this.#matrices.set(key, known)
    return known
  }
}

function isConstantPair({ gate, qubits, angles, condition }: Operation): boolean {
  return qubits.length === 2 && condition === undefined && gateTable[gate].kind === 'gate' && angles.every(isConstant)
}
