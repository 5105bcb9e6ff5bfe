/**
 * The wires of an operation: its qubits, the bits it writes and the bits its condition reads.
 *
 * Two operations may change places only when they share no wire, and they are neighbours when nothing stands between them on any wire of either; a pass that treats bits
 * as wires keeps measurements and conditions in order by construction.
 */
import type { Circuit, Operation } from '@ketwork/circuit'

/** For each operation that is still kept, what lies on top of each of its wires. */
export class WireStacks {
  readonly #qubits: number[][]
  readonly #bits = new Map<string, number[]>()

  constructor(circuit: Circuit) {
    this.#qubits = Array.from({ length: circuit.qubitCount }, (): number[] => [])
  }

  /** The index that lies on top of all wires of this operation at once, if there is one. */
  sharedTop(operation: Operation): number | undefined {
    const stacks = this.#stacks(operation)
    const top = stacks[0]?.at(-1)
    return stacks.every((stack) => stack.at(-1) === top) ? top : undefined
  }

  push(operation: Operation, index: number): void {
    for (const stack of this.#stacks(operation)) stack.push(index)
  }

  /** Takes away what lies on top of the wires of this operation. */
  pop(operation: Operation): void {
    for (const stack of this.#stacks(operation)) stack.pop()
  }

  #stacks({ qubits, bits, condition }: Operation): number[][] {
    const stacks = qubits.map((qubit) => this.#qubits[qubit])
    if (bits === undefined && condition === undefined) return stacks
    const names = new Set([...(bits ?? []), ...(condition?.bits ?? [])])
    return [...stacks, ...[...names].map((name) => this.#ofBit(name))]
  }

  #ofBit(name: string): number[] {
    const stack = this.#bits.get(name) ?? []
    this.#bits.set(name, stack)
    return stack
  }
}

/** Whether two operations stand on the same qubits and bits and under the same condition. */
export function sameCondition({ condition: a }: Operation, { condition: b }: Operation): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.value === b.value && a.bits.length === b.bits.length && a.bits.every((bit, i) => bit === b.bits[i])
}
