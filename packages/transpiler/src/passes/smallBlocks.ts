/**
 * Cuts a circuit into blocks on a few qubits each.
 *
 * A gate joins the open blocks of its qubits where the union is narrow enough; where it is not, those blocks end and it opens one of its own. No other operation stands between
 * those of a block on any of its qubits, so that a block may be written anew as a whole. Whatever is no gate, stands under a condition or is too wide itself ends the blocks of
 * its qubits. One sweep, O(operations).
 */
import { type Circuit, gateTable, type Operation } from '@ketwork/circuit'

export interface SmallBlock {
  /** Rising. */
  readonly qubits: readonly number[]
  /** Places of its operations in the circuit, rising. */
  readonly indices: readonly number[]
  /** The place where all of it may stand. */
  readonly place: number
}

interface OpenBlock {
  readonly qubits: number[]
  readonly indices: number[]
}

/** All blocks on at most `most` qubits, global phases left out; cut from the start or from the end of the circuit, which gives different ones. */
export function smallBlocks(circuit: Circuit, most: number, from: 'start' | 'end' = 'start'): SmallBlock[] {
  const collector = new SmallBlockCollector(circuit.qubitCount, most)
  const { operations } = circuit
  for (let i = 0; i < operations.length; i++) {
    const index = from === 'start' ? i : operations.length - 1 - i
    collector.add(operations[index], index)
  }
  // gates that joined early can wait for those that joined last
  return collector
    .finish()
    .map(({ qubits, indices }) => ({ qubits: rising(qubits), indices: rising(indices), place: indices[indices.length - 1] }))
}

function rising(numbers: readonly number[]): number[] {
  return numbers.toSorted((a, b) => a - b)
}

class SmallBlockCollector {
  readonly #most: number
  readonly #blocks: OpenBlock[] = []
  readonly #open: (OpenBlock | undefined)[]

  constructor(qubits: number, most: number) {
    this.#most = most
    this.#open = Array.from({ length: qubits }, () => undefined)
  }

  add(operation: Operation, index: number): void {
    const { qubits } = operation
    if (qubits.length === 0) return
    const met = [...new Set(qubits.map((qubit) => this.#open[qubit]))].filter((block) => block !== undefined)
    const isAllowed = isGate(operation) && qubits.length <= this.#most
    const width =
      met.reduce((sum, block) => sum + block.qubits.length, 0) + qubits.filter((qubit) => this.#open[qubit] === undefined).length
    if (isAllowed && width <= this.#most) this.#join(met, qubits, index)
    else {
      met.forEach((block) => this.#close(block))
      if (isAllowed) this.#join([], qubits, index)
    }
  }

  finish(): OpenBlock[] {
    for (const block of new Set(this.#open)) if (block !== undefined) this.#close(block)
    return this.#blocks
  }

  /** The longest block takes in the others, the qubits and the operation. */
  #join(met: readonly OpenBlock[], qubits: readonly number[], index: number): void {
    const block = met.reduce<OpenBlock>(
      (longest, each) => (each.indices.length > longest.indices.length ? each : longest),
      met[0] ?? { qubits: [], indices: [] },
    )
    for (const other of met) {
      if (other === block) continue
      for (const each of other.indices) block.indices.push(each)
      for (const qubit of other.qubits) this.#enter(block, qubit)
    }
    block.indices.push(index)
    for (const qubit of qubits) if (this.#open[qubit] !== block) this.#enter(block, qubit)
  }

  #enter(block: OpenBlock, qubit: number): void {
    block.qubits.push(qubit)
    this.#open[qubit] = block
  }

  #close(block: OpenBlock): void {
    for (const qubit of block.qubits) this.#open[qubit] = undefined
    this.#blocks.push(block)
  }
}

function isGate({ gate, condition }: Operation): boolean {
  return condition === undefined && gateTable[gate].kind === 'gate'
}
