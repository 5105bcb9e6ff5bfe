/**
 * Parts that are one program with other angles, as one program whose rows they are.
 *
 * Each angle of a class is a symbol of its own: a feature, or, where the class has one part alone and the angle no
 * feature in it, a parameter. What derivatives by these angles mean for the symbols of the whole program is the chain
 * rule of its angle table. Angles that are constant and the same in all parts, matrices and coefficients are constants
 * of the class.
 */
import { type AngleTable } from '@ketwork/circuit'
import { reduceAngle } from '@ketwork/math'
import { type Instruction, type ObservableStructure, PROGRAM_VERSION, type Program } from '../../program.ts'
import type { Part, Term } from './Part.ts'

export interface PartClass {
  readonly program: Program
  readonly parts: readonly Instance[]
  /** Of each part's slots those that are parameters of the program, in its order; likewise its features. */
  readonly parameters: readonly number[]
  readonly features: readonly number[]
}

export interface Instance {
  readonly part: Part
  /** Angle slots of the whole program, in the order of the part's instructions. */
  readonly slots: readonly number[]
}

/** Where a part went. */
export interface Place {
  readonly group: number
  readonly instance: number
}

interface Growing {
  readonly local: LocalPart
  readonly parts: Instance[]
}

/** A part in its own numbers: the constants of instructions are places in `contents`, their angles are counted. */
interface LocalPart {
  readonly qubits: number
  readonly bits: number
  readonly instructions: readonly Instruction[]
  readonly observables: readonly (readonly Term[])[]
}

export class PartClasses {
  readonly #program: Program
  readonly #growing = new Map<string, Growing & { readonly index: number }>()
  /** Matrices and readout confusions, equal ones once. */
  readonly #contents = new Map<string, { readonly index: number; readonly numbers: Float64Array }>()

  constructor(program: Program) {
    this.#program = program
  }

  /** @param observables on qubits of the whole program */
  add(part: Part, observables: readonly (readonly Term[])[] = []): Place {
    const slots: number[] = []
    const local = this.#localPart(part, observables, slots)
    const key = JSON.stringify([local, slots.map((slot) => this.#isSymbolic(slot))])
    const known = this.#growing.get(key) ?? { index: this.#growing.size, local, parts: [] }
    this.#growing.set(key, known)
    return { group: known.index, instance: known.parts.push({ part, slots }) - 1 }
  }

  /** All classes, in the order of `Place.group`. */
  build(): PartClass[] {
    const contents = [...this.#contents.values()].map(({ numbers }) => numbers)
    return [...this.#growing.values()].map(({ local, parts }) => this.#buildClass(local, parts, contents))
  }

  #buildClass(local: LocalPart, parts: readonly Instance[], contents: readonly Float64Array[]): PartClass {
    const kinds = parts[0].slots.map((_, place) => this.#kindOf(parts, place))
    const [parameters, features] = (['parameter', 'feature'] as const).map((kind) => placesOf(kinds, kind))
    const constants = [1]
    const append = (numbers: Iterable<number>): number => {
      const start = constants.length
      for (const each of numbers) constants.push(each)
      return start
    }
    const columns = new Map([...parameters, ...features].map((place, column) => [place, column]))
    const angles = kinds.map((_, place) => {
      const column = columns.get(place)
      return column === undefined ? { coefficient: append([this.#constantAngle(parts[0].slots[place])]) } : { coefficient: 0, column }
    })
    const starts = new Map<number, number>()
    const startOf = (content: number): number => {
      const start = starts.get(content) ?? append(contents[content])
      starts.set(content, start)
      return start
    }
    const structure = {
      qubits: local.qubits,
      parameters: parameters.map((place) => `p${place}`),
      features: features.map((place) => `f${place}`),
      bits: Array.from({ length: local.bits }, (_, bit) => `b${bit}`),
      angles: tableOf(angles, parameters.length),
      instructions: local.instructions.map((instruction) => withConstants(instruction, startOf)),
      observables: local.observables.map((terms): ObservableStructure => ({
        coefficient: append(terms.map(({ coefficient }) => coefficient)),
        terms: terms.map(({ pauli, qubits }) => ({ pauli, qubits })),
      })),
    }
    return { program: { version: PROGRAM_VERSION, structure, constants: Float64Array.from(constants) }, parts, parameters, features }
  }

  #localPart({ qubits, bits, instructions }: Part, observables: readonly (readonly Term[])[], slots: number[]): LocalPart {
    const [qubitPlaces, bitPlaces] = [qubits, bits].map((list) => new Map(list.map((each, place) => [each, place])))
    const ofQubits = (list: readonly number[]): number[] => list.map((qubit) => qubitPlaces.get(qubit) ?? -1)
    const ofBits = (list: readonly number[]): number[] => list.map((bit) => bitPlaces.get(bit) ?? -1)
    const toLocal = (instruction: Instruction): Instruction => {
      const local: Record<string, unknown> = { ...instruction }
      if ('qubits' in instruction) local['qubits'] = ofQubits(instruction.qubits)
      if ('controls' in instruction) local['controls'] = ofQubits(instruction.controls).sort(ascending)
      if (instruction.kind === 'swap') local['qubits'] = ofQubits(instruction.qubits).sort(ascending)
      if (instruction.kind === 'rotation') Object.assign(local, inOrder(instruction.pauli, ofQubits(instruction.qubits)))
      if ('target' in instruction) [local['target']] = ofQubits([instruction.target])
      if ('qubit' in instruction) [local['qubit']] = ofQubits([instruction.qubit])
      if ('bit' in instruction) [local['bit']] = ofBits([instruction.bit])
      if ('angle' in instruction) local['angle'] = slots.push(instruction.angle) - 1
      if (instruction.condition !== undefined) local['condition'] = { ...instruction.condition, bits: ofBits(instruction.condition.bits) }
      if ('constant' in instruction) local['constant'] = this.#contentOf(instruction.constant, numbersOf(instruction))
      if (instruction.kind === 'measure' && instruction.readout !== undefined) local['readout'] = this.#contentOf(instruction.readout, 4)
      return local as unknown as Instruction
    }
    return {
      qubits: qubits.length,
      bits: bits.length,
      instructions: instructions.map(toLocal),
      observables: observables.map((terms) => terms.map((term) => ({ ...term, ...inOrder(term.pauli, ofQubits(term.qubits)) }))),
    }
  }

  #contentOf(start: number, length: number): number {
    const numbers = this.#program.constants.subarray(start, start + length)
    const key = numbers.join()
    const known = this.#contents.get(key) ?? { index: this.#contents.size, numbers }
    this.#contents.set(key, known)
    return known.index
  }

  #kindOf(parts: readonly Instance[], place: number): 'constant' | 'parameter' | 'feature' {
    const [{ slots }] = parts
    if (!this.#isSymbolic(slots[place])) {
      const value = this.#constantAngle(slots[place])
      return parts.every((part) => Object.is(this.#constantAngle(part.slots[place]), value)) ? 'constant' : 'feature'
    }
    return parts.length === 1 && !this.#symbols(slots[place]).some((symbol) => symbol >= this.#angles.parameters) ? 'parameter' : 'feature'
  }

  get #angles(): AngleTable {
    return this.#program.structure.angles
  }

  #symbols(slot: number): readonly number[] {
    const { termStarts, factorStarts, factors } = this.#angles
    return factors.slice(factorStarts[termStarts[slot]], factorStarts[termStarts[slot + 1]])
  }

  #isSymbolic(slot: number): boolean {
    const { termStarts, factorStarts } = this.#angles
    return factorStarts[termStarts[slot + 1]] > factorStarts[termStarts[slot]]
  }

  #constantAngle(slot: number): number {
    const { termStarts, coefficients } = this.#angles
    let sum = 0
    for (let term = termStarts[slot]; term < termStarts[slot + 1]; term++) sum += reduceAngle(this.#program.constants[coefficients[term]])
    return sum
  }
}

function ascending(a: number, b: number): number {
  return a - b
}

/** The same Pauli string with its qubits ascending. */
function inOrder(pauli: string, qubits: readonly number[]): { pauli: string; qubits: number[] } {
  const letters = qubits.map((qubit, i) => ({ qubit, letter: pauli[i] })).sort((a, b) => a.qubit - b.qubit)
  return { pauli: letters.map(({ letter }) => letter).join(''), qubits: letters.map(({ qubit }) => qubit) }
}

function placesOf(kinds: readonly string[], kind: string): number[] {
  return kinds.flatMap((each, place) => (each === kind ? [place] : []))
}

function tableOf(angles: readonly { readonly coefficient: number; readonly column?: number }[], parameters: number): AngleTable {
  const factorStarts = [0]
  const factors: number[] = []
  for (const { column } of angles) {
    if (column !== undefined) factors.push(column)
    factorStarts.push(factors.length)
  }
  const coefficients = angles.map(({ coefficient }) => coefficient)
  return { parameters, termStarts: [...angles.keys(), angles.length], coefficients, factorStarts, factors }
}

function withConstants(instruction: Instruction, startOf: (content: number) => number): Instruction {
  if ('constant' in instruction) return { ...instruction, constant: startOf(instruction.constant) }
  if (instruction.kind === 'measure' && instruction.readout !== undefined) return { ...instruction, readout: startOf(instruction.readout) }
  return instruction
}

/** How many constants a matrix or a channel has. */
function numbersOf(instruction: { readonly qubits: readonly number[]; readonly kraus?: number }): number {
  return (instruction.kraus ?? 1) * 2 * 4 ** instruction.qubits.length
}
