/**
 * The part of a program that a question about some of its qubits can feel: its backward light cone.
 *
 * Walks backwards from what is asked. An instruction that commutes with all that was kept behind it and with the observable cancels against its adjoint
 * (of a channel or measurement: leaves the operator as it is) and is left out; any other is kept with its qubits and the bits that it reads. Two instructions
 * surely commute where they have the same axis (`wires.ts`) on each shared wire, so a rotation about ZZ does not spread along others. Each wire that is met
 * is followed alone, so a walk costs what the cone holds, not what the program does. Valid for expectations, probabilities and samples; amplitudes need all.
 */
import type { ProgramStructure } from '../program.ts'
import { type Axis, ANY, type Operand, type Wires, Z_AXIS, axisOfLetter, wiresOf } from './wires.ts'

/** What is asked: a Pauli string, and outcomes of qubits and bits that are read at the end. */
export interface Question {
  readonly pauli?: string
  readonly qubits?: readonly number[]
  readonly outcomes?: readonly number[]
  readonly bits?: readonly number[]
}

/** Qubits and bits that nothing joins, and what acts on them. */
export interface Component {
  /** Indices of the instructions that matter, ascending. */
  readonly instructions: readonly number[]
  /** Those met, in the order of their numbers. */
  readonly wires: readonly number[]
}

export class LightCones {
  readonly wires: Wires
  readonly #structure: ProgramStructure
  /** Of each wire, in the walk that is under way: what was kept on it, and the letter of the Pauli string. 0: nothing. */
  readonly #kept: Uint8Array
  readonly #letters: Uint8Array
  readonly #seen: Uint32Array
  readonly #parents: Int32Array
  #walk = 0

  /** O(instructions). */
  constructor(structure: ProgramStructure) {
    this.#structure = structure
    this.wires = wiresOf(structure)
    const { length } = this.wires.last
    this.#kept = new Uint8Array(length)
    this.#letters = new Uint8Array(length)
    this.#parents = new Int32Array(length)
    this.#seen = new Uint32Array(structure.instructions.length)
  }

  /**
   * The cone of a question, cut into components; each has something that was asked for. O(what it holds), up to a logarithm.
   *
   * @param most gives up, with undefined, where more wires are met
   */
  components(question: Question, most = Infinity): Component[] | undefined {
    const met: number[] = []
    const found = this.#follow(question, met, most)
    for (const wire of met) this.#kept[wire] = this.#letters[wire] = 0
    return found && this.#split(found, met)
  }

  /** How many qubits a component has. */
  qubitsOf({ wires }: Component): number {
    return new Set(wires.flatMap((wire) => this.wires.qubitOf[wire] ?? [])).size
  }

  #follow({ pauli = '', qubits = [], outcomes = [], bits = [] }: Question, met: number[], most: number): number[] | undefined {
    const { ofQubit, ofBit, last } = this.wires
    const [heap, walk, kept] = [new IndexHeap(), ++this.#walk, [] as number[]]
    const push = (index: number): void => {
      if (index < 0 || this.#seen[index] === walk) return
      this.#seen[index] = walk
      heap.push(index)
    }
    const ask = (wire: number, states: Uint8Array, axis: Axis): void => {
      if (this.#kept[wire] + this.#letters[wire] === 0) met.push(wire)
      states[wire] = axis
      push(last[wire])
    }
    qubits.forEach((qubit, i) => ask(ofQubit[qubit], this.#letters, axisOfLetter(pauli[i])))
    for (const qubit of outcomes) ask(ofQubit[qubit], this.#kept, Z_AXIS)
    for (const bit of bits) ask(ofBit[bit], this.#kept, Z_AXIS)
    for (let index = heap.pop(); index !== undefined; index = heap.pop()) {
      if (met.length > most) return undefined
      const operands = this.wires.operands[index]
      if (!this.#commutes(index, operands)) {
        kept.push(index)
        for (const operand of operands) this.#keep(operand, met)
      }
      for (const { wire, previous } of operands) if (this.#kept[wire] + this.#letters[wire] > 0) push(previous)
    }
    return met.length > most ? undefined : kept.reverse()
  }

  #keep({ wire, axis }: Operand, met: number[]): void {
    const before = this.#kept[wire]
    if (before + this.#letters[wire] === 0) met.push(wire)
    this.#kept[wire] = before === 0 || before === axis ? axis : ANY
  }

  /** Whether an instruction surely commutes with all that was kept and with the Pauli string. */
  #commutes(index: number, operands: readonly Operand[]): boolean {
    let isSame = true
    let opposed = 0
    for (const { wire, axis } of operands) {
      const [kept, letter] = [this.#kept[wire], this.#letters[wire]]
      if (kept !== 0 && (kept !== axis || axis === ANY)) return false
      if (letter === 0 || letter === axis) continue
      isSame = false
      opposed++
    }
    if (isSame) return true
    const instruction = this.#structure.instructions[index]
    return instruction.kind === 'rotation' && instruction.controls.length === 0 && instruction.condition === undefined && opposed % 2 === 0
  }

  #split(kept: readonly number[], met: readonly number[]): Component[] {
    const parents = this.#parents
    const root = (wire: number): number => {
      while (parents[wire] !== wire) wire = parents[wire] = parents[parents[wire]]
      return wire
    }
    for (const wire of met) parents[wire] = wire
    for (const index of kept) {
      const [first, ...others] = this.wires.operands[index]
      for (const { wire } of others) parents[root(wire)] = root(first.wire)
    }
    const found = new Map<number, { instructions: number[]; wires: number[] }>()
    for (const wire of met.toSorted((a, b) => a - b)) {
      const component = found.get(root(wire)) ?? { instructions: [], wires: [] }
      found.set(root(wire), component)
      component.wires.push(wire)
    }
    for (const index of kept) found.get(root(this.wires.operands[index][0].wire))?.instructions.push(index)
    return [...found.values()]
  }
}

/** Indices of instructions, the highest first. */
class IndexHeap {
  readonly #items: number[] = []

  push(item: number): void {
    const items = this.#items
    let place = items.push(item) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      if (items[above] >= item) break
      items[place] = items[above]
      place = above
    }
    items[place] = item
  }

  pop(): number | undefined {
    const items = this.#items
    const [top, end] = [items[0], items.pop()]
    if (items.length === 0 || end === undefined) return top
    let place = 0
    for (let child = 1; child < items.length; child = 2 * place + 1) {
      if (child + 1 < items.length && items[child + 1] > items[child]) child++
      if (items[child] <= end) break
      items[place] = items[child]
      place = child
    }
    items[place] = end
    return top
  }
}
