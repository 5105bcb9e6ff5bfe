/**
 * How the observables of a program are computed in parts: each Pauli string on the qubits that it can feel.
 *
 * The cone of a string (`lightCone.ts`) falls into components that nothing joins, and its expectation is the product of
 * theirs. A component joins the part that holds it already, or with which it costs less than alone: sums of
 * instructions times 2^qubits against that of the union. What an observable has in one part is summed there; products
 * over parts are taken afterwards, and their derivatives by the product rule.
 */
import type { Component, LightCones } from '../../lowering/lightCone.ts'
import type { Program } from '../../program.ts'
import { type PartClass, PartClasses } from './PartClasses.ts'
import { type Term, partOf } from './Part.ts'
import { UnionOfCones } from './UnionOfCones.ts'

/** The value of an observable: constant + sum of weights times products of entries. */
export interface Formula {
  readonly constant: number
  readonly products: readonly { readonly weight: number; readonly entries: readonly number[] }[]
  /** With errors: the entries of one part, whose sums tell how they vary together. */
  readonly pairs: readonly { readonly first: number; readonly second: number; readonly sum: number }[]
}

/** An observable of a part. */
export interface Entry {
  readonly group: number
  readonly instance: number
  readonly column: number
}

export interface Division {
  readonly classes: readonly PartClass[]
  readonly entries: readonly Entry[]
  readonly formulas: readonly Formula[]
  readonly parts: number
  readonly mostQubits: number
  /** Instructions and strings times amplitudes, of all parts. */
  readonly cost: number
}

export interface DivideOptions {
  /** Index bits a qubit: 1, or 2 of a density matrix. */
  readonly bits: 1 | 2
  /** Gives up, with undefined, where a cone has more wires, or all of them have more instructions. */
  readonly mostWires: number
  readonly mostInstructions: number
  /** Throws where so many qubits together do not fit. */
  readonly requireQubits: (qubits: number) => void
  /** Whether estimates are asked for, so that the entries of a part vary together. */
  readonly withErrors: boolean
}

/** Pauli letters with their qubits, ascending. */
type Letters = readonly (readonly [qubit: number, letter: string])[]

/** The components of a string, in parts. */
type Factors = readonly { readonly part: number; readonly letters: Letters }[]

interface PauliString {
  readonly pauli: string
  readonly qubits: readonly number[]
}

export function divideObservables(program: Program, cones: LightCones, options: DivideOptions): Division | undefined {
  const strings = new Map<string, PauliString>()
  for (const { terms } of program.structure.observables)
    for (const { pauli, qubits } of terms) strings.set(keyOf(pauli, qubits), { pauli, qubits })
  const components = new Map<string, readonly Component[]>()
  let instructions = 0
  for (const [key, string] of strings) {
    const found = cones.components(string, options.mostWires)
    if (found === undefined) return undefined
    for (const component of found) {
      instructions += component.instructions.length
      options.requireQubits(cones.qubitsOf(component))
    }
    if (instructions > options.mostInstructions) return undefined
    if (!isZero(string, found, cones)) components.set(key, found)
  }
  const union = new UnionOfCones(cones.wires, options.bits)
  const parts = union.join([...components.values()].flat().filter(({ instructions }) => instructions.length > 0))
  const factors = new Map<string, Factors>()
  for (const [key, found] of components) factors.set(key, factorsOf(strings.get(key), found, { cones, union }))
  return new DivisionWriter(program, cones, { parts, factors, withErrors: options.withErrors, bits: options.bits }).write()
}

function keyOf(pauli: string, qubits: readonly number[]): string {
  return `${pauli} ${qubits.join(' ')}`
}

/** Whether a qubit that nothing turns has the letter X or Y: <0|X|0> = <0|Y|0> = 0. <0|Z|0> = 1 leaves the others. */
function isZero({ pauli, qubits }: PauliString, components: readonly Component[], { wires: { ofQubit } }: LightCones): boolean {
  const idle = new Set(components.flatMap(({ instructions, wires }) => (instructions.length === 0 ? wires : [])))
  return qubits.some((qubit, i) => idle.has(ofQubit[qubit]) && pauli[i] !== 'Z')
}

function factorsOf(
  { pauli, qubits }: PauliString = { pauli: '', qubits: [] },
  components: readonly Component[],
  { cones, union }: { readonly cones: LightCones; readonly union: UnionOfCones },
): Factors {
  const letters = new Map(qubits.map((qubit, i) => [cones.wires.ofQubit[qubit], [qubit, pauli[i]] as const]))
  const byPart = new Map<number, (readonly [qubit: number, letter: string])[]>()
  for (const component of components) {
    if (component.instructions.length === 0) continue
    const part = union.partOf(component)
    const list = byPart.get(part) ?? []
    byPart.set(part, list)
    for (const wire of component.wires) {
      const letter = letters.get(wire)
      if (letter !== undefined) list.push(letter)
    }
  }
  return [...byPart].map(([part, list]) => ({ part, letters: list.sort(([a], [b]) => a - b) }))
}

interface Divided {
  readonly parts: readonly Component[]
  /** Of the strings that are not zero. */
  readonly factors: ReadonlyMap<string, Factors>
  readonly withErrors: boolean
  readonly bits: 1 | 2
}

/** What the observables ask of one part: each sum of terms once. */
interface Asked {
  readonly sums: Map<string, number>
  readonly terms: Term[][]
}

class DivisionWriter {
  readonly #program: Program
  readonly #cones: LightCones
  readonly #divided: Divided
  readonly #asked: Asked[]

  constructor(program: Program, cones: LightCones, divided: Divided) {
    this.#program = program
    this.#cones = cones
    this.#divided = divided
    this.#asked = divided.parts.map(() => ({ sums: new Map(), terms: [] }))
  }

  write(): Division {
    const drafts = this.#program.structure.observables.map((_, k) => this.#draft(k))
    const classes = new PartClasses(this.#program)
    const entries: Entry[] = []
    const firsts: number[] = []
    let [mostQubits, cost] = [0, 0]
    this.#divided.parts.forEach((component, p) => {
      const { terms } = this.#asked[p]
      const part = partOf(this.#program, this.#cones, component, [...new Set(terms.flat().flatMap(({ qubits }) => qubits))])
      const place = classes.add(part, terms)
      firsts.push(entries.length)
      terms.forEach((_, column) => entries.push({ ...place, column }))
      mostQubits = Math.max(mostQubits, part.qubits.length)
      cost += (part.instructions.length + terms.flat().length) * 2 ** (this.#divided.bits * part.qubits.length)
    })
    const entryOf = ([part, column]: Draft): number => firsts[part] + column
    const formulas = drafts.map(({ constant, products, pairs }) => ({
      constant,
      products: products.map(({ weight, drafts: own }) => ({ weight, entries: own.map(entryOf) })),
      pairs: pairs.map(([first, second, sum]) => ({ first: entryOf(first), second: entryOf(second), sum: entryOf(sum) })),
    }))
    return { classes: classes.build(), entries, formulas, parts: this.#divided.parts.length, mostQubits, cost }
  }

  #draft(k: number) {
    const { coefficient: first, terms } = this.#program.structure.observables[k]
    let constant = 0
    const local = new Map<number, Term[]>()
    const products: { weight: number; drafts: Draft[] }[] = []
    terms.forEach(({ pauli, qubits }, index) => {
      const weight = this.#program.constants[first + index]
      const factors = this.#divided.factors.get(keyOf(pauli, qubits))
      if (factors === undefined) return
      if (factors.length === 0) return void (constant += weight)
      if (factors.length > 1)
        return void products.push({ weight, drafts: factors.map(({ part, letters }) => this.#ask(part, [termOf(letters)])) })
      const [{ part, letters }] = factors
      local.set(part, [...(local.get(part) ?? []), termOf(letters, weight)])
    })
    for (const [part, sum] of local) {
      const [{ coefficient }] = sum
      if (sum.length > 1) products.push({ weight: 1, drafts: [this.#ask(part, sum)] })
      else products.push({ weight: coefficient, drafts: [this.#ask(part, [{ ...sum[0], coefficient: 1 }])] })
    }
    return { constant, products, pairs: this.#divided.withErrors ? this.#pairs(products.flatMap(({ drafts }) => drafts)) : [] }
  }

  #pairs(drafts: readonly Draft[]): [Draft, Draft, Draft][] {
    const byPart = new Map<number, Set<number>>()
    for (const [part, column] of drafts) byPart.set(part, (byPart.get(part) ?? new Set()).add(column))
    return [...byPart].flatMap(([part, columns]) => {
      const list = [...columns]
      const { terms } = this.#asked[part]
      return list.flatMap((first, i) =>
        list.slice(0, i).map((second): [Draft, Draft, Draft] => {
          return [[part, first], [part, second], this.#ask(part, [...terms[first], ...terms[second]])]
        }),
      )
    })
  }

  #ask(part: number, sum: Term[]): Draft {
    const { sums, terms } = this.#asked[part]
    const key = sum.map(({ pauli, qubits, coefficient }) => `${coefficient} ${keyOf(pauli, qubits)}`).join()
    const column = sums.get(key) ?? terms.push(sum) - 1
    sums.set(key, column)
    return [part, column]
  }
}

type Draft = readonly [part: number, column: number]

function termOf(letters: Letters, coefficient = 1): Term {
  return { pauli: letters.map(([, letter]) => letter).join(''), qubits: letters.map(([qubit]) => qubit), coefficient }
}
