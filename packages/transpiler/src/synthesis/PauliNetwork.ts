/**
 * Writes a sequence of Pauli rotations and Clifford gates with few CX.
 *
 * What is left to be written is always C R_m ... R_1 with a Clifford C, known by what C^-1 makes of each X and Z, and rotations R about Pauli strings. A controlled Pauli G that is
 * written takes each string P to G P G^-1; one written so that a string gets shorter brings it nearer to a single letter, where its rotation is a one-qubit gate. Among the
 * gates that shorten a string that may be next, the one is taken that shortens most of those behind it. What remains of C in the end is swept to the identity qubit by qubit.
 * Cowtan et al., arXiv:1906.01734; Schmitt et al., arXiv:2308.07241; de Brugiere and Martiel, arXiv:2404.03280.
 */
import { type Angle, isConstant, type Operation, type OperationName, plus, times } from '@ketwork/circuit'
import { bestControlledPauli } from './bestControlledPauli.ts'
import type { Step } from './cliffordSteps.ts'
import { type CostTable, type CoupledQubits, supportOf } from './CoupledQubits.ts'
import { anticommute, type ControlledPauli, type Letter, PauliString } from './PauliString.ts'

interface Rotation {
  readonly string: PauliString
  /** Where it stood: the number of the step that brought it. */
  readonly origin: number
  angle: Angle
  /** How many rotations before it, not written yet, anticommute with it. */
  blockers: number
}

export interface NetworkOptions {
  /** How many rotations are held at once. */
  readonly window: number
  /** By how much a rotation counts less than the one before it when gates are compared. */
  readonly decay: number
  /** How much a letter in the images of X and Z counts beside one of the first rotation: what is spoilt there the Clifford gates at the end must mend. */
  readonly frame: number
  /** How many of the shortest rotations that may be next are tried. */
  readonly targets: number
  /** Which pairs may meet; all when omitted. */
  readonly coupled?: CoupledQubits
}

const LETTERS = [1, 2, 3] as const
/** Rotations further behind count nothing. */
const LONGEST_VIEW = 80
const QUARTER_TURN = Math.PI / 2
/** Angles that differ by less are the same. */
const SAME_ANGLE = 1e-12
const ROTATION_NAMES: readonly OperationName[] = ['i', 'rx', 'rz', 'ry']

export class PauliNetwork {
  readonly operations: Operation[] = []
  /** What C^-1 makes of X and Z of each qubit. */
  readonly #images: { readonly x: PauliString; readonly z: PauliString }[]
  readonly #rotations: Rotation[] = []
  readonly #qubits: number
  readonly #options: NetworkOptions
  readonly #all: number
  readonly #costs: CostTable
  readonly #shares: Float64Array
  readonly #frameShares: Float64Array
  readonly #absorbed = new Map<number, number>()
  #frame: readonly PauliString[] | undefined
  #steps = 0
  #flips = 0

  constructor(qubits: number, options: NetworkOptions) {
    this.#qubits = qubits
    this.#options = options
    this.#all = 2 ** Math.min(qubits, 30) - 1
    this.#costs = options.coupled?.costs(this.#all) ?? new Uint8Array(0)
    this.#shares = Float64Array.from({ length: Math.min(options.window, LONGEST_VIEW) }, (_, i) => options.decay ** i)
    this.#frameShares = new Float64Array(2 * qubits).fill(options.frame)
    this.#images = Array.from({ length: qubits }, (_, qubit) => ({
      x: new PauliString(qubits).multiplyLetter(qubit, 1),
      z: new PauliString(qubits).multiplyLetter(qubit, 2),
    }))
  }

  /** How many CX are written. */
  get flips(): number {
    return this.#flips
  }

  /** Rotations that merged into Clifford gates: in the place of the step with this number stands one by so many quarter turns, and none at the others' places. */
  get absorbed(): ReadonlyMap<number, number> {
    return this.#absorbed
  }

  /** The next step of the circuit; steps are numbered from 0. */
  add(step: Step): void {
    this.#steps++
    switch (step.kind) {
      case 'h': {
        const { x, z } = this.#images[step.qubit]
        this.#images[step.qubit] = { x: z, z: x }
        this.#frame = undefined
        return
      }
      case 's': {
        // S^-1 X S = -Y = -i X Z
        const { x, z } = this.#images[step.qubit]
        x.multiply(z)
        x.turns = (x.turns + 3) & 3
        return
      }
      case 'cx':
        this.#images[step.control].x.multiply(this.#images[step.target].x)
        this.#images[step.target].z.multiply(this.#images[step.control].z)
        return
      case 'rotation':
        this.#addRotation(this.#imageOf(step.letters, step.qubits), step.angle)
        while (this.#rotations.length >= this.#options.window) this.#shorten()
    }
  }

  /** Writes all that is left. */
  finish(): void {
    while (this.#rotations.length > 0) this.#shorten()
    if (this.#options.coupled === undefined) this.#sweepClifford()
    else this.#sweepCoupled(this.#options.coupled)
  }

  /** C^-1 P C. */
  #imageOf(letters: readonly Letter[], qubits: readonly number[]): PauliString {
    const image = new PauliString(this.#qubits)
    letters.forEach((letter, i) => {
      const { x, z } = this.#images[qubits[i]]
      if ((letter & 1) === 1) image.multiply(x)
      if ((letter & 2) === 2) image.multiply(z)
      if (letter === 3) image.turns = (image.turns + 1) & 3
    })
    return image
  }

  /** Joins a rotation about the same string where nothing between anticommutes with it. */
  #addRotation(string: PauliString, angle: Angle): void {
    let blockers = 0
    for (let i = this.#rotations.length - 1; i >= 0; i--) {
      const other = this.#rotations[i]
      if (!other.string.commutesWith(string)) blockers++
      else if (blockers === 0 && other.string.hasLettersOf(string)) {
        other.angle = plus(other.angle, times(other.string.sign() * string.sign(), angle))
        this.#absorbQuarterTurns(i)
        return
      }
    }
    this.#rotations.push({ string, angle, blockers, origin: this.#steps - 1 })
    if (blockers === 0 && string.weight() === 1) this.#writeReady()
  }

  /** A rotation that has become a Clifford gate goes behind the others: R_Q R_P = R_P R_Q', with Q' = -i Q P for a quarter turn about P. */
  #absorbQuarterTurns(index: number): void {
    const { string, angle, origin } = this.#rotations[index]
    const quarters = isConstant(angle) ? Math.round(angle / QUARTER_TURN) : NaN
    if (!isConstant(angle) || Math.abs(angle - quarters * QUARTER_TURN) > SAME_ANGLE) return
    const turn = (other: PauliString): void => {
      if (other.commutesWith(string)) return
      if (quarters % 2 !== 0) other.multiply(string)
      other.turns = (other.turns + [0, 3, 2, 1][((quarters % 4) + 4) % 4]) & 3
    }
    for (const { string: later } of this.#rotations.slice(index + 1)) turn(later)
    for (const { x, z } of this.#images) {
      turn(x)
      turn(z)
    }
    this.#absorbed.set(origin, quarters)
    this.#rotations.splice(index, 1)
    for (let i = index; i < this.#rotations.length; i++) {
      const { string: own } = this.#rotations[i]
      this.#rotations[i].blockers = this.#rotations.slice(0, i).filter((each) => !each.string.commutesWith(own)).length
    }
    this.#writeReady()
  }

  /** Writes the rotations that have one letter and nothing before them. */
  #writeReady(): void {
    for (let i = 0; i < this.#rotations.length;) {
      const { string, angle, blockers } = this.#rotations[i]
      if (blockers > 0 || string.weight() > 1) {
        i++
        continue
      }
      const [qubit] = string.support()
      this.operations.push({ gate: ROTATION_NAMES[string.letter(qubit)], qubits: [qubit], angles: [times(string.sign(), angle)] })
      this.#rotations.splice(i, 1)
      for (let later = i; later < this.#rotations.length; later++) {
        if (!this.#rotations[later].string.commutesWith(string)) this.#rotations[later].blockers--
      }
    }
  }

  /** Writes the controlled Pauli that shortens a rotation that may be next, and does most for what is behind. */
  #shorten(): void {
    const targets = this.#nextRotations()
    if (targets.length === 0) return
    const seen = this.#rotations.slice(0, this.#shares.length).map(({ string }) => string)
    const judged = [
      { strings: seen, weights: this.#shares },
      { strings: this.#frameStrings(), weights: this.#frameShares },
    ]
    const { coupled } = this.#options
    if (coupled === undefined) this.#write(bestControlledPauli(targets, judged))
    else this.#writeSome(coupled.best(targets, judged, this.#costs, this.#all))
  }

  /** The shortest of the rotations that may be next. */
  #nextRotations(): PauliString[] {
    let shortest: PauliString[] = []
    let least = Infinity
    for (const { string, blockers } of this.#rotations) {
      const weight = blockers === 0 ? this.#length(string) : Infinity
      if (weight < least) [shortest, least] = [[], weight]
      if (weight === least && weight < Infinity) shortest.push(string)
    }
    return shortest.slice(0, this.#options.targets)
  }

  /** How far a string is from a single letter. */
  #length(string: PauliString): number {
    return this.#options.coupled === undefined ? string.weight() : this.#costs[supportOf(string)]
  }

  /** All images. */
  #frameStrings(): readonly PauliString[] {
    this.#frame ??= this.#images.flatMap(({ x, z }) => [x, z])
    return this.#frame
  }

  #writeSome(gate: ControlledPauli | undefined): void {
    if (gate === undefined) throw new TypeError('no gate on a coupled pair shortens the string: the qubits must be connected')
    this.#write(gate)
  }

  #write(gate: ControlledPauli): void {
    for (const each of controlledPauliGates(gate)) this.operations.push(each)
    this.#flips++
    let isReady = false
    for (const { string, blockers } of this.#rotations) {
      if (string.conjugate(gate) && blockers === 0 && string.weight() === 1) isReady = true
    }
    for (const { x, z } of this.#images) {
      x.conjugate(gate)
      z.conjugate(gate)
    }
    if (isReady) this.#writeReady()
  }

  /** Brings the images of each X and Z to that X and Z, the cheapest qubit first. */
  #sweepClifford(): void {
    const left = new Set(Array.from({ length: this.#qubits }, (_, qubit) => qubit))
    while (left.size > 0) {
      const qubit = [...left].reduce((best, each) => (this.#sweepCost(each) < this.#sweepCost(best) ? each : best))
      this.#sweepQubit(qubit)
      left.delete(qubit)
    }
  }

  /** The same on coupled pairs: always a qubit without which the others stay connected. */
  #sweepCoupled(coupled: CoupledQubits): void {
    for (let left = this.#all; left !== 0;) {
      const qubits = Array.from({ length: this.#qubits }, (_, qubit) => qubit)
      const loose = qubits.filter((qubit) => ((left >>> qubit) & 1) === 1 && coupled.isConnected(left & ~(1 << qubit)))
      const cost = (qubit: number): number =>
        coupled.costs(left, qubit)[supportOf(this.#images[qubit].x)] + this.#length(this.#images[qubit].z)
      const qubit = loose.reduce((best, each) => (cost(each) < cost(best) ? each : best))
      this.#sweepCoupledQubit(coupled, qubit, left)
      left &= ~(1 << qubit)
    }
  }

  #sweepCoupledQubit(coupled: CoupledQubits, qubit: number, left: number): void {
    const { x, z } = this.#images[qubit]
    const own = 1 << qubit
    const judged = [{ strings: this.#frameStrings(), weights: this.#frameShares.map(() => 1) }]
    const toOwn = coupled.costs(left, qubit)
    while (supportOf(x) !== own) this.#writeSome(coupled.best([x], judged, toOwn, left))
    // gates on the other qubits do not touch X; they bring what Z has there to a neighbour, and one gate takes it away
    const rest = left & ~own
    while ((supportOf(z) & rest) !== 0) {
      const nearest = this.#nearest(coupled, qubit, z, rest)
      const outside = z.copy()
      outside.multiplyLetter(qubit, outside.letter(qubit))
      const costs = coupled.costs(rest, nearest)
      while (supportOf(outside) !== 1 << nearest) {
        const gate = coupled.best([outside], judged, costs, rest)
        this.#writeSome(gate)
        if (gate !== undefined) outside.conjugate(gate)
      }
      this.#write({ a: qubit, letterA: x.letter(qubit), b: nearest, letterB: z.letter(nearest) })
    }
    this.#turnQubit(qubit)
  }

  /** The neighbour of a qubit to which the letters of a string on the rest are brought most cheaply. */
  #nearest(coupled: CoupledQubits, qubit: number, string: PauliString, rest: number): number {
    const cost = (neighbour: number): number => coupled.costs(rest, neighbour)[supportOf(string) & rest]
    const neighbours = Array.from({ length: this.#qubits }, (_, each) => each).filter(
      (each) => ((coupled.neighboursOf(qubit) & rest) >>> each) % 2 === 1,
    )
    return neighbours.reduce((best, each) => (cost(each) < cost(best) ? each : best))
  }

  #sweepCost(qubit: number): number {
    const { x, z } = this.#images[qubit]
    return x.weight() + z.weight()
  }

  #sweepQubit(qubit: number): void {
    const { x, z } = this.#images[qubit]
    if (x.letter(qubit) === 0) this.#moveOnto(x, qubit)
    const frame = { strings: this.#frameStrings(), weights: this.#frameShares.map(() => 1) }
    while (x.weight() > 1) this.#write(bestControlledPauli([x], [frame], qubit))
    // Z anticommutes with X on this qubit; each other letter of it goes without touching X
    for (const other of z.support()) {
      if (other === qubit) continue
      this.#write({ a: qubit, letterA: x.letter(qubit), b: other, letterB: z.letter(other) })
    }
    this.#turnQubit(qubit)
  }

  #moveOnto(x: PauliString, qubit: number): void {
    const [from] = x.support()
    const letterA = LETTERS.find((letter) => letter !== x.letter(from)) ?? 1
    this.#write({ a: from, letterA, b: qubit, letterB: 1 })
  }

  /** One-qubit gates that turn the letters left of both images into X and Z, with positive signs. */
  #turnQubit(qubit: number): void {
    const { x, z } = this.#images[qubit]
    const write = (gate: 'h' | 's'): void => {
      this.operations.push({ gate, qubits: [qubit], angles: [] })
      for (const image of [x, z]) {
        if (gate === 'h') image.conjugateByH(qubit)
        else image.conjugateByS(qubit)
      }
    }
    const signed = (gate: 'x' | 'z', letter: Letter, image: PauliString): void => {
      if (image.sign() === 1) return
      this.operations.push({ gate, qubits: [qubit], angles: [] })
      for (const each of [x, z]) if (anticommute(each.letter(qubit), letter)) each.turns = (each.turns + 2) & 3
    }
    if (z.letter(qubit) !== 2) {
      if (z.letter(qubit) === 3) write('s')
      write('h')
    }
    if (x.letter(qubit) === 3) write('s')
    signed('z', 2, x)
    signed('x', 1, z)
  }
}

/** What turns a letter into Z, and back. */
const toZ: Readonly<Record<Letter, readonly OperationName[]>> = { 0: [], 1: ['h', 'h'], 2: [], 3: ['sx', 'sxdg'] }
/** What turns a letter into X, and back. */
const toX: Readonly<Record<Letter, readonly OperationName[]>> = { 0: [], 1: [], 2: ['h', 'h'], 3: ['sdg', 's'] }

/** A CX between the gates that turn A into Z and B into X. */
function controlledPauliGates({ a, letterA, b, letterB }: ControlledPauli): Operation[] {
  const on = (gates: readonly OperationName[], qubit: number): Operation[] => gates.map((gate) => ({ gate, qubits: [qubit], angles: [] }))
  const [around, about] = [toZ[letterA], toX[letterB]]
  const flip: Operation = { gate: 'cx', qubits: [a, b], angles: [] }
  return [...on(around.slice(0, 1), a), ...on(about.slice(0, 1), b), flip, ...on(around.slice(1), a), ...on(about.slice(1), b)]
}
